"""Pages of messages: the ledger, one entered at the desk, its answer; and, behind its own right, who sent it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.citizens import rules
from lanyan.citizens.actions import answering
from lanyan.citizens.actions import receiving as actions
from lanyan.citizens.filters import MessageFilter
from lanyan.citizens.forms import desk as forms
from lanyan.citizens.models import Complainant, Message
from lanyan.citizens.models.matters import VIEW
from lanyan.citizens.models.messages import VIEW_PERSON
from lanyan.citizens.sheets import CONTACTS, MESSAGES
from lanyan.kernel import access, audit, sheets
from lanyan.kernel.errors import Refused
from lanyan.premises.models import Premises
from lanyan.units.doors import form_page, refuse
from lanyan.web.lists import Action, View, list_page

RECEIVE, ANSWER = "citizens.receive_message", "citizens.answer_message"
EXPORT_PERSONS = "citizens.export_complainants"


@require_GET
@access.requires(VIEW)
def messages(request: HttpRequest) -> HttpResponse:
    """List the messages of one's area, newest first; none says who sent it."""
    return list_page(
        request,
        Message.objects.visible_to(request.user).order_by("-received_at", "-pk"),
        MessageFilter,
        title=_("Messages received"),
        unit=pgettext("counting unit", "messages"),
        line=_("Each complainant's message on its own; who they are is not shown here."),
        sheet=MESSAGES,
        views=(
            View(_("Waiting for an answer"), "stands=waiting"),
            View("12345", "channel=12345"),
            View("96119", "channel=96119"),
            View(_("Public page"), "channel=PUBLIC"),
            View(_("All"), ""),
        ),
        actions=(
            Action(_("Complainants, masked"), reverse("citizens:contacts"), "out", permission=EXPORT_PERSONS),
            Action(_("Enter a message"), reverse("citizens:receive_message"), "plus", "do", permission=RECEIVE),
        ),
        empty={"heading": _("No message here"), "advice": _("Enter the first one at the top right."), "icon": "phone"},
    )


def _one(request: HttpRequest, pk: int, permission: str = VIEW) -> Message:
    seen = Message.objects.visible_to(request.user, permission).select_related(
        "matter__unit", "matter__premises", "matter__joined_into"
    )
    found: Message = get_object_or_404(seen, pk=pk)
    return found


def _matter_page(message: Message) -> str:
    """Where a message is shown: on the page of the matter that leads it."""
    return reverse("citizens:matter", args=[message.matter.joined_into_id or message.matter_id])


@require_GET
@access.requires(VIEW)
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to a message on the page of its matter."""
    return redirect(f"{_matter_page(_one(request, pk))}#message-{pk}")


@require_http_methods(["GET", "POST"])
@access.requires(RECEIVE)
def receive_message(request: HttpRequest) -> HttpResponse:
    """Enter what somebody tells by telephone, letter, at the counter, or through a hotline."""
    initial: dict[str, Any] = {"received_at": timezone.localtime()}
    chosen = request.GET.get("premises", "")
    if chosen.isdecimal():
        initial["premises"] = Premises.objects.visible_to(request.user, RECEIVE).filter(pk=chosen).first()
    form = forms.MessageForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        received = form.cleaned_data["received_at"]
        try:
            made = actions.receive_message(told=form.told(), received_at=received, at=timezone.now(), by=request.user)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return _given(request, made)
    context = {
        "title": _("Enter a message"),
        "line": _("Who complains is kept apart from what they say."),
        "form": form,
        "cancel_url": reverse("citizens:matters"),
    }
    return TemplateResponse(request, "web/form.html", context, status=422 if form.errors else 200)


def _given(request: HttpRequest, made: actions.Receipt) -> HttpResponse:
    """Number and secret, to be told to the sender: shown this once."""
    context = {"title": _("Entered"), "message": made.message, "secret": rules.spelt(made.secret)}
    answer = TemplateResponse(request, "citizens/receipt.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


# ---- answers ----------------------------------------------------------------------------------------------------
def _over(
    request: HttpRequest, pk: int, form: Any, act: Callable[..., Message], title: Any, **initial: Any
) -> HttpResponse:
    shown = _one(request, pk, ANSWER)

    def do(typed: dict[str, Any]) -> Message:
        return act(message_id=pk, **typed, at=timezone.now(), by=request.user)

    return form_page(
        request,
        form(request.POST or None, initial=initial),
        do,
        title=title,
        line=f"{shown.number} · {shown.channel_words} · {shown.matter.kind_words}",
        back=f"{_matter_page(shown)}#message-{pk}",
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(ANSWER)
def answer_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter how one complainant was answered."""
    how = Message.How.PAGE if actions.is_public(_one(request, pk, ANSWER)) else Message.How.PHONE
    title = _("Answer a complainant")
    return _over(request, pk, forms.AnswerForm, _answered, title, how=how, answered_at=timezone.localtime())


def _answered(*, answered_at: Any, at: Any, **given: Any) -> Message:
    """The form tells minutes: what was answered in this one is answered now."""
    same = answered_at.replace(second=0, microsecond=0) == timezone.localtime(at).replace(second=0, microsecond=0)
    return answering.answer_message(answered_at=at if same else answered_at, at=at, **given)


@require_http_methods(["GET", "POST"])
@access.requires(ANSWER)
def excuse_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why one complainant is not answered."""
    title = _("Say why a complainant is not answered")
    return _over(request, pk, forms.ExcuseForm, answering.excuse_answer, title)


@require_http_methods(["GET", "POST"])
@access.requires(ANSWER)
def rate_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what a complainant thinks of the answer."""
    title = _("Enter what a complainant thought of the answer")
    return _over(request, pk, forms.RateForm, answering.rate_answer, title)


# ---- who complained -----------------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "POST"])
@access.requires(VIEW_PERSON)
def complainant(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who sent a message, after the reason was given; the look is written down before anything is shown."""
    shown = _one(request, pk, VIEW_PERSON)
    form = forms.LookForm(request.POST or None)
    context: dict[str, Any] = {
        "title": _("Who complained"),
        "line": f"{shown.number} · {shown.matter.number}",
        "form": form,
        "message": shown,
        "cancel_url": f"{_matter_page(shown)}#message-{pk}",
        "submit_label": _("Show"),
    }
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        audit.note("citizens.view_complainant", by=request.user, reason=reason, number=shown.number)
        context["person"] = Complainant.objects.visible_to(request.user).filter(message=shown).first()
        return TemplateResponse(request, "citizens/complainant.html", context)
    return TemplateResponse(request, "web/form.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@access.requires(EXPORT_PERSONS)
def contacts(request: HttpRequest) -> HttpResponse:
    """Take out who complained of what waits for an answer, masked; with the reason, which is written down."""
    form = forms.LookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reach = Complainant.objects.visible_to(request.user, EXPORT_PERSONS)
        persons = reach.filter(message__answered_at=None, message__excused_at=None).order_by("message__received_at")
        reason, rows = form.cleaned_data["reason"], persons.count()
        audit.note("citizens.export_complainants", by=request.user, reason=reason, rows=rows)
        return sheets.workbook(CONTACTS, persons)
    context = {
        "title": _("Complainants, masked"),
        "line": _("Of the messages that wait for an answer: the first sign of a name, the ends of a telephone."),
        "form": form,
        "cancel_url": reverse("citizens:messages"),
        "submit_label": _("Export Excel"),
    }
    return TemplateResponse(request, "web/form.html", context, status=422 if form.errors else 200)
