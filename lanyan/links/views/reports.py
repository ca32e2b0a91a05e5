"""Pages of reports: the list, one with both texts and its sendings, its life."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.incidents.models import Incident
from lanyan.kernel import access, audit
from lanyan.kernel.documents import PDF_MIME, WORD_MIME
from lanyan.links import forms, papers
from lanyan.links.actions import reports as actions
from lanyan.links.actions import sendings
from lanyan.links.filters import ReportFilter
from lanyan.links.models import ReportSending, SituationReport
from lanyan.links.models.reports import APPROVE, VIEW, WRITE
from lanyan.links.queries import briefs
from lanyan.links.sheets import REPORTS
from lanyan.links.tables import ReportTable
from lanyan.links.views.common import not_before, one, plain, reason, typed, verb
from lanyan.units.doors import form_page
from lanyan.units.models import Assignment, Role, Unit, User
from lanyan.web import downloads
from lanyan.web.lists import Action, View, list_page

form_page_only = require_http_methods(["GET", "POST"])
JOINED = ("unit", "incident__unit", "written_by", "edited_by", "approved_by", "corrects")


def address(report: Any) -> str:
    """The page of a report."""
    return reverse("links:report", args=[report.pk])


@require_GET
@access.requires(VIEW)
def reports(request: HttpRequest) -> HttpResponse:
    """Situation reports and briefs of one's area, the newest first."""
    return list_page(
        request,
        SituationReport.objects.visible_to(request.user).order_by("-composed_at", "-pk"),
        ReportFilter,
        ReportTable,
        title=_("Situation reports"),
        unit=_("reports (count)"),
        sheet=REPORTS,
        views=(
            View(_("To be approved"), "state=DRAFT"),
            View(_("Of incidents"), "kind=FLASH&kind=FOLLOW_UP&kind=FINAL"),
            View(_("Briefs"), "kind=DAILY&kind=WEEKLY"),
            View(_("All"), ""),
        ),
        actions=(
            Action(_("Layouts and cut of the day"), reverse("links:layouts"), "gear", permission="links.keep_layouts"),
            Action(_("Brief"), reverse("links:compose_brief"), "report", "do", permission=WRITE),
        ),
        empty={
            "heading": _("No report yet"),
            "advice": _("A brief is made at the top right, a flash report on the page of its incident."),
            "icon": "report",
        },
    )


@require_GET
@access.requires(VIEW)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one report: its words, what was composed, where it went, history."""
    record = get_object_or_404(SituationReport.objects.visible_to(request.user).select_related(*JOINED), pk=pk)
    user: Any = request.user
    context = {
        "title": record.title,
        "record": record,
        "subject": "situation_report",
        "figures": _figures(record),
        "sendings": record.sendings.select_related("sent_by", "receipt_by", "delivery", "user"),
        "corrections": record.corrections.order_by("pk"),
        "writes": user.may(WRITE, record.unit.path),
        "history": audit.history(record),
    }
    return TemplateResponse(request, "links/report.html", context)


def _figures(record: SituationReport) -> list[dict[str, Any]]:
    """The counts of a brief, each with the address that opens it."""
    rows = [*record.facts.get("counts", ()), *record.facts.get("sums", ())]
    since, until = record.facts.get("since", ""), record.facts.get("until", "")
    query = f"unit={record.unit.path}&since={since}&until={until}".replace("+", "%2B")
    return [{**row, "url": f"{reverse('reports:figure', args=[row['key']])}?{query}"} for row in rows]


@form_page_only
@access.requires(WRITE)
def compose_report(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Compose a report of an incident from its facts."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user, WRITE), pk=pk)
    label = dict(SituationReport.Kind.choices).get(kind.upper(), "")

    def compose(_typed: dict[str, Any]) -> SituationReport:
        return actions.compose_report(incident_id=pk, kind=kind.upper(), at=timezone.now(), by=request.user)

    return form_page(
        request, plain(request), compose, title=_("Compose: {kind}").format(kind=label), submit=_("Compose"),
        line=f"{incident.number} · {incident.name}", back=reverse("incidents:incident", args=[pk]), done=address,
    )  # fmt: skip


@form_page_only
@access.requires(WRITE)
def compose_brief(request: HttpRequest) -> HttpResponse:
    """Compose a brief over the unit's own day or week: one click, the fields stand at the last span that ended."""
    unit = Unit.objects.visible_to(request.user, WRITE).filter(closed_date=None).order_by("path").first()
    now = timezone.now()
    initial = {"on": briefs.last_day(now, unit) if unit else timezone.localdate(), "kind": "DAILY"}
    form = forms.BriefForm(typed(request), user=request.user, initial=initial)

    def compose(values: dict[str, Any]) -> SituationReport:
        return actions.compose_brief(
            unit_id=values["unit"].pk, kind=values["kind"], on=values["on"], at=timezone.now(), by=request.user
        )

    return form_page(
        request, form, compose, title=_("Compose a brief"), submit=_("Compose"), back=reverse("links:reports"),
        done=address,
    )  # fmt: skip


def _act(request: HttpRequest, pk: int, permission: str, name: str, act: Any, form: Any, **more: Any) -> HttpResponse:
    record = one(request, SituationReport.objects.select_related("unit"), pk, permission)
    line = f"{record.number} · {record.title}"
    return verb(request, form(record), partial(act, report_id=pk), name, line=line, back=address(record), **more)


@form_page_only
@access.requires(WRITE)
def edit_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the words of a draft."""

    def form(record: SituationReport) -> forms.EditForm:
        standing = {"title": record.title, "text": record.text, "edition": record.edition}
        return forms.EditForm(typed(request), initial=standing)

    return _act(request, pk, WRITE, "edit_report", actions.edit_report, form, submit=_("Save"))


def _edition(request: HttpRequest) -> Any:
    return lambda record: forms.EditionForm(typed(request), initial={"edition": record.edition})


@form_page_only
@access.requires(WRITE)
def recompose_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Compose a draft anew from the facts as they stand now."""
    return _act(request, pk, WRITE, "recompose_report", actions.recompose_report, _edition(request))


@form_page_only
@access.requires(APPROVE)
def approve_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a report that somebody else wrote; the page shows what is approved."""
    record = one(request, SituationReport.objects.select_related("unit"), pk, APPROVE)
    more = {"record": record}
    return _act(
        request, pk, APPROVE, "approve_report", actions.approve_report, _edition(request), submit=_("Approve"),
        template="links/approve.html", more=more,
    )  # fmt: skip


@form_page_only
@access.requires(APPROVE)
def withdraw_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a report, with the reason."""
    return _act(request, pk, APPROVE, "withdraw_report", actions.withdraw_report, lambda _record: reason(request))


@form_page_only
@access.requires(WRITE)
def correct_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the correction of an approved report."""
    act = actions.correct_report
    return _act(request, pk, WRITE, "correct_report", act, lambda _record: plain(request), done=address)


def readers(record: SituationReport) -> Any:
    """Who may look at a report: the persons it can be sent to on their own screen."""
    able = [role.pk for role in Role.objects.in_use() if {VIEW, "*"} & set(role.permissions)]
    above = [record.unit.path[: at + 1] for at, sign in enumerate(record.unit.path) if sign == "."]
    held = Assignment.objects.in_force(timezone.localdate()).filter(role__in=able, unit__path__in=above)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("username")


@form_page_only
@access.requires(WRITE)
def send_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an approved report to one addressee."""
    record = one(request, SituationReport.objects.select_related("unit"), pk, WRITE)
    initial = {"addressee": request.GET.get("to", "")}
    form = forms.SendForm(typed(request), readers=readers(record), initial=initial)

    def send(_values: dict[str, Any]) -> ReportSending:
        return sendings.send_report(report_id=pk, to=form.to(), at=timezone.now(), by=request.user)

    return form_page(
        request, form, send, title=access.label("links.send_report"), line=f"{record.number} · {record.title}",
        submit=pgettext("report", "Send"), said=_("Sent; the receipt is entered when it comes."), back=address(record),
    )  # fmt: skip


@form_page_only
@access.requires(WRITE)
def enter_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the receipt of one addressee."""
    sending = one(request, ReportSending.objects.select_related("report__unit"), pk, WRITE)
    form = forms.ReceiptForm(typed(request), initial={"received_at": timezone.localtime()})

    def enter(values: dict[str, Any]) -> ReportSending:
        values["received_at"] = not_before(values["received_at"], sending.sent_at)
        return sendings.enter_receipt(sending_id=pk, **values, at=timezone.now(), by=request.user)

    return form_page(
        request, form, enter, title=access.label("links.enter_receipt"),
        line=f"{sending.report.number} · {sending.words}", said=_("Saved."), back=address(sending.report),
    )  # fmt: skip


@require_GET
@access.requires(VIEW)
def report_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as Word, in the unit's own layout."""
    record = get_object_or_404(SituationReport.objects.visible_to(request.user).select_related(*JOINED), pk=pk)
    make = partial(papers.as_word, record)
    return downloads.made(request, make, mime=WORD_MIME, name=f"{record.number}.docx", back=address(record))


@require_GET
@access.requires(VIEW)
def report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as PDF."""
    record = get_object_or_404(SituationReport.objects.visible_to(request.user).select_related(*JOINED), pk=pk)
    make = partial(papers.as_pdf, record)
    return downloads.made(request, make, mime=PDF_MIME, name=f"{record.number}.pdf", back=address(record))
