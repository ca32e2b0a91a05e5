"""An incident's archive and its record on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.incidents import actions, shown
from lanyan.incidents import archive as contents
from lanyan.incidents.forms import ArchiveForm
from lanyan.incidents.models import Incident
from lanyan.incidents.queries import record as whole
from lanyan.kernel import access, audit, documents
from lanyan.kernel.errors import Refused
from lanyan.units.doors import refuse
from lanyan.web import downloads

MAKE = "incidents.make_archive"
ZIP_MIME = "application/zip"


def _reached(request: HttpRequest, pk: int) -> Incident:
    """An incident whose archive the reader may make."""
    mine = Incident.objects.visible_to(request.user, MAKE).values("pk")
    found: Incident = get_object_or_404(whole(request.user).filter(pk__in=mine), pk=pk)
    return found


@require_http_methods(["GET", "POST"])
@access.requires(MAKE)
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the archive is for, and be given it; below stands who was given one before."""
    incident = _reached(request, pk)
    may_know = shown.may(request.user, "incidents.view_caller", incident)
    form = ArchiveForm(request.POST if request.method == "POST" else None, may_know=may_know)
    if request.method == "POST" and form.is_valid():
        callers = bool(form.cleaned_data.get("with_callers"))
        try:
            packed = actions.make_archive(
                incident_id=pk,
                reason=form.cleaned_data["reason"],
                with_callers=callers,
                at=timezone.now(),
                by=request.user,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            name = f"{incident.number}-{packed.seal[:12]}.zip"
            return downloads.made(request, lambda: packed.data, mime=ZIP_MIME, name=name, back=request.path)
    context = {
        "form": form,
        "record": incident,
        "title": _("Archive of {name}").format(name=incident.number),
        "archives": incident.archives.select_related("made_by"),
    }
    return TemplateResponse(request, "incidents/archives.html", context, status=422 if form.errors else 200)


@require_GET
@access.requires(MAKE)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The incident's record as PDF, who called masked."""
    incident = _reached(request, pk)
    told = contents.page(incident, contents.own_changes(incident), with_callers=False)
    audit.note("incidents.make_archive", by=request.user, incident=incident.number)
    return downloads.made(
        request,
        lambda: documents.pdf(contents.TEMPLATE, told),
        mime=documents.PDF_MIME,
        name=f"{incident.number}.pdf",
        back=reverse("incidents:archive", args=[pk]),
    )
