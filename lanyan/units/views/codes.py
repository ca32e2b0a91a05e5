"""Pages about code lists: national and local tables with their source and version."""

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from lanyan.kernel import access
from lanyan.kernel.models import Code
from lanyan.units.filters import CodeFilter
from lanyan.units.tables import CodeTable
from lanyan.web.lists import list_page

LIST_NAMES = {
    "air_cylinders": gettext_lazy("Air cylinders"),
    "air_rates": gettext_lazy("Consumption of air"),
    "call_prompts": gettext_lazy("What to ask the caller"),
    "capabilities": gettext_lazy("Capabilities of vehicles"),
    "certificate_kinds": gettext_lazy("Kinds of certificate"),
    "check_caps": gettext_lazy("Most checks of an enterprise in a year"),
    "checklist_items": gettext_lazy("Items of checklists"),
    "checklists": gettext_lazy("Checklists"),
    "competences": gettext_lazy("Who is competent for what"),
    "complaint_channels": gettext_lazy("Channels of complaints"),
    "complaint_excuses": gettext_lazy("Why a complainant is not answered"),
    "complaint_kinds": gettext_lazy("Kinds of complaint"),
    "complaint_limits": gettext_lazy("Limits of the public page"),
    "complaint_refusals": gettext_lazy("Why a complaint is not ours"),
    "draw_weights": gettext_lazy("Weights of the draw"),
    "drive_kinds": gettext_lazy("Special drives"),
    "enforcement_staff": gettext_lazy("Who may enforce"),
    "extension_rules": gettext_lazy("Local rules of extensions"),
    "fire_batteries": gettext_lazy("Batteries of vehicles"),
    "fire_building_classes": gettext_lazy("Classes of buildings"),
    "fire_causes": gettext_lazy("Causes of fires"),
    "fire_ignition": gettext_lazy("Ignition sources"),
    "fire_limits": gettext_lazy("Limits of the statistics of fires"),
    "fire_loss_classes": gettext_lazy("Loss classes of fires"),
    "fire_no_reasons": gettext_lazy("Why an incident was no fire"),
    "fire_objects": gettext_lazy("What burns"),
    "fire_places": gettext_lazy("Kinds of place of fires"),
    "fire_structures": gettext_lazy("Structures of buildings"),
    "fire_vehicles": gettext_lazy("Vehicles that burn"),
    "first_dispatch_rules": gettext_lazy("Rules of a stronger first dispatch"),
    "hour_factors": gettext_lazy("How much slower the roads are by hour"),
    "incident_kinds": gettext_lazy("Kinds of incident"),
    "level_needs": gettext_lazy("What a level needs"),
    "level_rules": gettext_lazy("Rules of response levels"),
    "link_terms": gettext_lazy("Terms of sending and warning"),
    "linkage_kinds": gettext_lazy("Kinds of linkage unit"),
    "linkage_needs": gettext_lazy("Which linkage units an incident asks for"),
    "paper_kinds": gettext_lazy("Kinds of paper"),
    "penalty_rules": gettext_lazy("What the law punishes"),
    "place_needs": gettext_lazy("What a kind of place needs"),
    "police_matters": gettext_lazy("What the police station passes on"),
    "premises_building_uses": gettext_lazy("Uses of buildings"),
    "premises_categories": gettext_lazy("Categories of premises"),
    "premises_category_rules": gettext_lazy("Thresholds of categories"),
    "premises_departments": gettext_lazy("Departments in charge"),
    "premises_facilities": gettext_lazy("Kinds of fire facility"),
    "premises_familiar": gettext_lazy("Parts of a familiarisation"),
    "premises_high_rise": gettext_lazy("Classes of high-rise"),
    "premises_kinds": gettext_lazy("Kinds of premises"),
    "premises_risk_weights": gettext_lazy("Weights of the risk score"),
    "scene_limits": gettext_lazy("Limits at scenes"),
    "guard_limits": gettext_lazy("Limits at guards"),
    "fallback_limits": gettext_lazy("Fallback packs"),
    "review_rules": gettext_lazy("Which incidents are reviewed"),
    "report_addressees": gettext_lazy("Addressees of situation reports"),
    "report_rules": gettext_lazy("Which incidents are reported to whom, and by when"),
    "seal_grounds": gettext_lazy("Grounds of a temporary seal"),
    "send_channels": gettext_lazy("Ways of sending"),
    "station_requirements": gettext_lazy("What a class of station should have"),
    "transfer_matters": gettext_lazy("Matters of transfers"),
    "transfer_outcomes": gettext_lazy("Outcomes of transfers"),
    "turnout_times": gettext_lazy("How soon a unit leaves"),
    "vehicle_crews": gettext_lazy("What a kind of vehicle needs on board"),
    "vehicle_kinds": gettext_lazy("Kinds of vehicle"),
    "water_fault_kinds": gettext_lazy("Kinds of faults of water sources"),
    "water_terms": gettext_lazy("Terms of water sources"),
}


@require_GET
@access.requires("kernel.view_codes")
def lists(request: HttpRequest) -> HttpResponse:
    """List the code lists with their sources and versions."""
    found = Code.objects.order_by("list", "version", "source").values("list", "version", "source")
    rows = [{**row, "label": LIST_NAMES.get(row["list"], row["list"])} for row in found.annotate(rows=Count("pk"))]
    return TemplateResponse(request, "units/codes.html", {"title": _("Code lists"), "rows": rows})


@require_GET
@access.requires("kernel.view_codes")
def rows(request: HttpRequest, name: str) -> HttpResponse:
    """List the rows of one code list."""
    found = Code.objects.of(name)
    if not found.exists():
        raise Http404
    title = LIST_NAMES.get(name, name)
    return list_page(request, found, CodeFilter, CodeTable, title=title, unit=_("rows (count)"), line=name)
