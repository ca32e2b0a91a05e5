"""Where this app's pages hang in the navigation."""

from django.utils.translation import gettext_lazy as _

from lanyan.web import navigation

navigation.register("command", _("Duty desk"), "incidents:desk", "call", "incidents.take_call", 10, short=_("Desk"))
navigation.register(
    "command", _("Incident ledger"), "incidents:ledger", "list", "incidents.view_incident", 20, short=_("Incidents")
)
navigation.register(
    "command", _("Station terminal"), "incidents:terminals", "station", "incidents.receive_order", 30,
    short=_("Terminal"),
)  # fmt: skip
navigation.register("command", _("Cab"), "incidents:cabs", "truck", "incidents.stamp_run", 40, short=_("Cab"))
navigation.register(
    "command", _("Readiness board"), "incidents:readiness", "ready", "forces.view_forces", 35, short=_("Readiness")
)
navigation.register(
    "command", _("Dispatch plans"), "incidents:plans", "flag", "incidents.view_plans", 45, short=_("Plans")
)
