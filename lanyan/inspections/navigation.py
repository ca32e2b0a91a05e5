"""Where this app's pages hang in the navigation."""

from django.utils.translation import gettext_lazy as _

from lanyan.web.navigation import register

VIEW = "inspections.view_inspection"
ENFORCEMENT = "inspections.view_enforcement"

register(
    "prevention", _("Today's checks"), "inspections:today", "clock", "inspections.carry_out_check", 20, short=_("Today")
)
register("prevention", _("Administrative checks"), "inspections:checks", "inspect", VIEW, 21, short=_("Checks"))
register("prevention", _("Check plans"), "inspections:plans", "calendar", "inspections.view_check_plan", 22)
register("prevention", _("Random draws"), "inspections:draws", "filter", "inspections.view_draw", 23, short=_("Draws"))
register("prevention", _("Special drives"), "inspections:drives", "flag", VIEW, 24, short=_("Drives"))
register("prevention", _("Visits"), "inspections:visits", "people", "inspections.view_visit", 60)
register("prevention", _("Clues"), "inspections:clues", "search", "inspections.view_clue", 61)
register("prevention", _("Supervision"), "inspections:supervisions", "report", "inspections.view_supervision", 62)
register(
    "prevention", _("Police transfers"), "inspections:police", "in", "inspections.view_police", 63, short=_("Police")
)

register("prevention", _("Hazards"), "inspections:hazards", "warn", "inspections.view_hazard", 30)
register("prevention", _("Legal clock"), "inspections:clock", "history", "inspections.view_clock", 31, short=_("Clock"))
register("prevention", _("Pre-opening checks"), "inspections:openings", "in", ENFORCEMENT, 39, short=_("Pre-opening"))
register("prevention", _("Papers"), "inspections:papers", "note", ENFORCEMENT, 40)
register("prevention", _("Penalty cases"), "inspections:cases", "report", ENFORCEMENT, 41)
register(
    "prevention",
    _("Temporary seals"),
    "inspections:seals",
    "lock",
    "inspections.view_enforcement",
    42,
    short=_("Seals"),
)
register("prevention", _("Major hazards"), "inspections:majors", "bell", ENFORCEMENT, 43, short=_("Major"))
register("prevention", _("Transfers"), "inspections:transfers", "send", ENFORCEMENT, 44)

register(
    "prevention",
    _("Evacuation drills"),
    "inspections:drills",
    "people",
    "inspections.view_drill",
    64,
    short=_("Drills"),
)
