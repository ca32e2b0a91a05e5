"""Pages that hold vehicles back, and those of mutual aid."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.forces import actions
from lanyan.forces.hold_forms import AidFilter, AidForm, HoldForm
from lanyan.forces.models import AidAgreement, Vehicle
from lanyan.forces.sheets import AID
from lanyan.kernel import access, audit
from lanyan.units.doors import form_page
from lanyan.units.forms import HouseForm
from lanyan.web.lists import Action, View, list_page

VIEW, MAY = "forces.view_forces", "forces.change_forces"


def _vehicle(request: HttpRequest, pk: int) -> Vehicle:
    found: Vehicle = get_object_or_404(Vehicle.objects.visible_to(request.user, MAY), pk=pk)
    return found


@require_http_methods(["GET", "POST"])
@access.requires(MAY)
def hold_vehicle(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a vehicle out of the proposals: at rest, or in reserve."""
    record = _vehicle(request, pk)
    return form_page(
        request,
        HoldForm(request.POST or None),
        lambda cleaned: actions.hold_vehicle(vehicle_id=pk, **cleaned, at=timezone.now(), by=request.user),
        title=_("Hold {name} back").format(name=record),
        line=_("It is not proposed; who needs it sends it with a reason."),
        back=reverse("forces:vehicle", args=[pk]),
        said=_("The vehicle is held back."),
        submit=_("Hold back"),
    )


@require_http_methods(["GET", "POST"])
@access.requires(MAY)
def release_vehicle(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a vehicle be proposed again."""
    record = _vehicle(request, pk)
    return form_page(
        request,
        HouseForm(request.POST if request.method == "POST" else None),
        lambda _cleaned: actions.release_vehicle(vehicle_id=pk, at=timezone.now(), by=request.user),
        title=_("Release {name}").format(name=record),
        back=reverse("forces:vehicle", args=[pk]),
        said=_("The vehicle may be proposed again."),
        submit=_("Release"),
    )


@require_GET
@access.requires(VIEW)
def aid_agreements(request: HttpRequest) -> HttpResponse:
    """List agreements of mutual aid."""
    found = AidAgreement.objects.visible_to(request.user).order_by("-since_date", "-pk")
    return list_page(
        request,
        found,
        AidFilter,
        title=_("Mutual aid"),
        unit=pgettext("counting unit", "agreements"),
        sheet=AID,
        views=[
            View(_("Hold now"), "now=holds", count=found.on(timezone.localdate()).count),
            View(_("All"), ""),
        ],
        actions=[Action(_("Agree on mutual aid"), reverse("forces:agree_aid"), "plus", "do", MAY, "n")],
        empty={
            "heading": _("Nobody else helps yet"),
            "advice": _("What is agreed here is proposed at the duty desk, with the delay of asking."),
            "icon": "truck",
        },
    )


@require_GET
@access.requires(VIEW)
def aid_agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one agreement."""
    mine = AidAgreement.objects.visible_to(request.user).select_related("station__unit", "centre")
    record = get_object_or_404(mine, pk=pk)
    context = {
        "title": str(record),
        "record": record,
        "subject": "aid_agreement",
        "history": audit.history(record),
    }
    return TemplateResponse(request, "forces/aid_agreement.html", context)


@require_http_methods(["GET", "POST"])
@access.requires(MAY)
def agree_aid(request: HttpRequest) -> HttpResponse:
    """Agree that somebody else's station helps."""
    form = AidForm(request.POST or None, user=request.user, initial={"since_date": timezone.localdate()})
    return form_page(
        request,
        form,
        lambda _cleaned: actions.agree_aid(**form.facts(), by=request.user),
        title=_("Agree on mutual aid"),
        back=reverse("forces:aid_agreements"),
        done=lambda agreed: reverse("forces:aid_agreement", args=[agreed.pk]),
        said=_("The agreement has been entered."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(MAY)
def end_aid(request: HttpRequest, pk: int) -> HttpResponse:
    """End an agreement today."""
    record = get_object_or_404(AidAgreement.objects.visible_to(request.user, MAY), pk=pk)
    return form_page(
        request,
        HouseForm(request.POST if request.method == "POST" else None),
        lambda _cleaned: actions.end_aid(agreement_id=pk, on=timezone.localdate(), by=request.user),
        title=_("End {name}").format(name=record),
        back=reverse("forces:aid_agreement", args=[pk]),
        said=_("The agreement has ended."),
        submit=_("End"),
    )
