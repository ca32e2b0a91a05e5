"""Evidence links: made and revoked by the inspector; opened by the occupier without an account."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lanyan.inspections.actions import evidence as actions
from lanyan.inspections.forms.hazards import EvidenceForm, LinkForm
from lanyan.inspections.models import EvidenceLink, Hazard
from lanyan.inspections.rules import hazards as rules
from lanyan.inspections.views.enforcing import one
from lanyan.kernel import access, files
from lanyan.kernel.errors import Refused
from lanyan.units.doors import form_page, refuse
from lanyan.units.forms import HouseForm

MAKE = "inspections.make_evidence_link"


@require_http_methods(["GET", "POST"])
@access.requires(MAKE)
def make_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link for the occupier; its address is shown this once."""
    hazard = one(request, Hazard, pk, MAKE)
    form = LinkForm(request.POST or None)
    context = {
        "title": _("Evidence link"),
        "line": f"{hazard.number} · {hazard.premises.name}",
        "form": form,
        "hazard": hazard,
        "cancel_url": reverse("inspections:hazard", args=[pk]),
        "submit_label": _("Make the link"),
    }
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_link(hazard_id=pk, **form.cleaned_data, at=timezone.now(), by=request.user)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            address = request.build_absolute_uri(reverse("inspections:evidence", args=[made.secret]))
            return TemplateResponse(
                request, "inspections/link_made.html", {**context, "address": address, "link": made.link}
            )
    return TemplateResponse(request, "web/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@access.requires(MAKE)
def revoke_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a link."""
    seen = EvidenceLink.objects.visible_to(request.user, MAKE).select_related("hazard__premises")
    link = get_object_or_404(seen, pk=pk)
    return form_page(
        request,
        HouseForm(request.POST) if request.method == "POST" else HouseForm(),
        lambda _typed: actions.revoke_link(link_id=pk, at=timezone.now(), by=request.user),
        title=_("Revoke an evidence link"),
        line=f"{link.hazard.number} · {link.hazard.premises.name}",
        back=reverse("inspections:hazard", args=[link.hazard_id]),
        submit=_("Revoke"),
        said=_("The link opens nothing any more."),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@access.public
def evidence(request: HttpRequest, secret: str) -> HttpResponse:
    """The occupier's page of one hazard; a wrong, expired or revoked link looks alike."""
    at = timezone.now()
    link = actions.opened(secret, at=at)
    if link is None:
        return TemplateResponse(
            request, "inspections/evidence_over.html", {"title": _("This link does not open")}, status=404
        )
    form = EvidenceForm(request.POST, request.FILES) if request.method == "POST" else EvidenceForm()
    if request.method == "POST" and form.is_valid() and _handed_in(link, form, at):
        return redirect(f"{request.path}?thanks")
    answer = TemplateResponse(
        request, "inspections/evidence.html", _shown(request, link, form), status=422 if form.errors else 200
    )
    # The address is the key: it must not travel on. Less than this, and the form's own origin would be lost as well.
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _handed_in(link: EvidenceLink, form: EvidenceForm, at: datetime) -> bool:
    typed = form.cleaned_data
    try:
        actions.hand_in(link_id=link.pk, uploads=typed["files"], words=typed["words"], fixed=typed["fixed"], at=at)
    except Refused as refusal:
        refuse(form, refusal)
        return False
    return True


def _shown(request: HttpRequest, link: EvidenceLink, form: EvidenceForm) -> dict[str, object]:
    """What the occupier sees: their hazard, what they sent through this link, and nothing of anybody else."""
    sent = [one for one in files.of(link.hazard, actions.EVIDENCE) if one.at >= link.made_at]
    may_report = link.hazard.status in (*rules.ORDERED, rules.NOT_FIXED)
    if not may_report:
        form.fields.pop("fixed", None)
    return {
        "title": _("Evidence for a hazard put right"),
        "link": link,
        "hazard": link.hazard,
        "form": form,
        "sent": sent,
        "thanks": "thanks" in request.GET,
    }
