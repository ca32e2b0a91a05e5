"""Reviews: the list, one with its facts, findings and tasks, the verbs, the panel of an incident, the replay."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.incidents import rules as incidents
from lanyan.incidents.models import Incident
from lanyan.kernel import access, audit
from lanyan.kernel.documents import PDF_MIME, WORD_MIME
from lanyan.reviews import forms, papers, queries, rules, words
from lanyan.reviews.actions import reviews as actions
from lanyan.reviews.filters import ReviewFilter
from lanyan.reviews.models import APPROVE, VIEW, WRITE, Participant, Review
from lanyan.reviews.sheets import REVIEWS
from lanyan.reviews.tables import ReviewTable
from lanyan.units.doors import form_page
from lanyan.units.forms import HouseForm, ReasonForm
from lanyan.web import downloads
from lanyan.web.lists import View, list_page

form_page_only = require_http_methods(["GET", "POST"])


@require_GET
@access.requires(VIEW)
def reviews(request: HttpRequest) -> HttpResponse:
    """List the reviews of one's area, those waiting and those late by one touch."""
    return list_page(
        request,
        queries.listed(request.user).order_by("-opened_at", "-pk"),
        ReviewFilter,
        ReviewTable,
        title=_("Case reviews"),
        unit=pgettext("counting unit", "reviews"),
        line=_("What must be reviewed stands here by itself when its incident is closed."),
        sheet=REVIEWS,
        views=(
            View(_("Still to be held"), "state=DUE&state=DRAFT&state=SUBMITTED"),
            View(pgettext("reviews", "Late"), "late=true"),
            View(_("All"), ""),
        ),
        empty={
            "heading": _("No case review"),
            "advice": _("One is opened on the page of a closed incident or drill."),
            "icon": "check",
        },
    )


@require_GET
@never_cache
@access.requires(VIEW)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a review: the facts as they were composed, what was said, findings with their tasks."""
    record = get_object_or_404(queries.found(request.user), pk=pk)
    user: Any = request.user
    context = queries.page(record, timezone.localdate())
    context |= {
        "title": record.incident.name,
        "subject": "review",
        "history": audit.history(record),
        "stamps": words.STAMPS,
        "intervals": words.INTERVALS,
        "results": words.RESULTS,
        "may_write": user.may(WRITE, record.unit.path),
        "may_incident": user.has_perm("incidents.view_incident"),
        "writing": record.state == rules.DRAFT and user.may(WRITE, record.unit.path),
        "tasked": record.state not in (rules.DUE, rules.WITHDRAWN) and user.may(WRITE, record.unit.path),
    }
    return TemplateResponse(request, "reviews/review.html", context)


@require_GET
@access.requires(VIEW)
def incident_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What an incident's review says, and the way to its replay."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user).select_related("unit"), pk=pk)
    user: Any = request.user
    context = queries.panel(incident, user, timezone.localdate())
    context["may_open"] = user.may(WRITE, incident.unit.path) and incident.status == incidents.CLOSED
    return TemplateResponse(request, "reviews/_incident.html", context)


@require_GET
@never_cache
@access.requires(VIEW)
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """The replay of an incident: vehicles on the map and the command log, along one slider."""
    incident = get_object_or_404(
        Incident.objects.visible_to(request.user).select_related("unit", "subkind", "centre"), pk=pk
    )
    context = {
        "title": f"{_('Replay')} {incident.short_number}",
        "incident": incident,
        "replay": queries.replayed(incident, timezone.now()),
        "words": words.script_words(),
        "city": incident.centre.division_code[:4],
        "map": queries.marks(incident),
    }
    return TemplateResponse(request, "reviews/replay.html", context)


# ---- verbs --------------------------------------------------------------------------------------------------
def _one(request: HttpRequest, pk: int, right: str) -> Review:
    user: Any = request.user
    record: Review = get_object_or_404(queries.found(user), pk=pk)
    own = Review.objects.filter(pk=pk if user.may(right, record.unit.path) else None)
    return get_object_or_404(own.select_related(*queries.JOINED))


def typed(request: HttpRequest) -> Any:
    """What was sent, or nothing while the form is shown."""
    return request.POST if request.method == "POST" else None


def _verb(request: HttpRequest, record: Review, form: Any, name: str, **more: Any) -> HttpResponse:
    label = access.label(f"reviews.{name}")

    def do(values: dict[str, Any]) -> Any:
        return getattr(actions, name)(review_id=record.pk, **values, at=timezone.now(), by=request.user)

    return form_page(
        request, form, do, title=label, line=f"{record.number} · {record.incident.name}",
        back=reverse("reviews:review", args=[record.pk]), submit=label, said=_("Saved."), **more,
    )  # fmt: skip


@form_page_only
@access.requires(WRITE)
def open_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the review of a closed incident or drill."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user).select_related("unit", "subkind"), pk=pk)

    def do(values: dict[str, Any]) -> Review:
        return actions.open_review(incident_id=pk, **values, at=timezone.now(), by=request.user)

    return form_page(
        request, forms.OpenForm(typed(request)), do, title=access.label("reviews.open_review"),
        line=f"{incident.number} · {incident.name}", back=reverse("incidents:incident", args=[pk]),
        done=lambda made: reverse("reviews:review", args=[made.pk]), submit=access.label("reviews.open_review"),
    )  # fmt: skip


@form_page_only
@access.requires(WRITE)
def begin_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to write a review."""
    return _verb(request, _one(request, pk, WRITE), HouseForm(typed(request)), "begin_review")


@form_page_only
@access.requires(WRITE)
def edit_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was said."""
    record = _one(request, pk, WRITE)
    people = Participant.objects.standing().filter(review=record).order_by("pk")
    initial = {name: getattr(record, name) for name in forms.EditForm.base_fields if name != "participants"}
    initial["participants"] = "\n".join(map(str, people))
    return _verb(request, record, forms.EditForm(typed(request), initial=initial), "edit_review")


@form_page_only
@access.requires(WRITE)
def recompose_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Compose the facts anew."""
    return _verb(request, _one(request, pk, WRITE), HouseForm(typed(request)), "recompose_review")


@form_page_only
@access.requires(WRITE)
def submit_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit a review for approval."""
    return _verb(request, _one(request, pk, WRITE), HouseForm(typed(request)), "submit_review")


@form_page_only
@access.requires(APPROVE)
def approve_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a review."""
    return _verb(request, _one(request, pk, APPROVE), HouseForm(typed(request)), "approve_review")


@form_page_only
@access.requires(APPROVE)
def return_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a review back."""
    return _verb(request, _one(request, pk, APPROVE), ReasonForm(typed(request)), "return_review")


@form_page_only
@access.requires(APPROVE)
def withdraw_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a review."""
    return _verb(request, _one(request, pk, APPROVE), ReasonForm(typed(request)), "withdraw_review")


# ---- on paper -----------------------------------------------------------------------------------------------
def _paper(request: HttpRequest, pk: int, make: Any, mime: str, ending: str) -> HttpResponse:
    record = get_object_or_404(queries.found(request.user), pk=pk)
    back = reverse("reviews:review", args=[pk])
    return downloads.made(request, partial(make, record), mime=mime, name=f"{record.number}.{ending}", back=back)


@require_GET
@access.requires(VIEW)
def review_word(request: HttpRequest, pk: int) -> HttpResponse:
    """A review as Word."""
    return _paper(request, pk, papers.as_word, WORD_MIME, "docx")


@require_GET
@access.requires(VIEW)
def review_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """A review as PDF."""
    return _paper(request, pk, papers.as_pdf, PDF_MIME, "pdf")
