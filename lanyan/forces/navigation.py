"""Where the forces stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from lanyan.web import navigation

navigation.register("command", _("Stations"), "forces:stations", "station", "forces.view_forces", 40)
navigation.register("command", _("Vehicles"), "forces:vehicles", "engine", "forces.view_forces", 41)
navigation.register("command", _("Formations"), "forces:formations", "truck", "forces.view_forces", 42)
navigation.register(
    "command", _("Mutual aid"), "forces:aid_agreements", "flag", "forces.view_forces", 45, short=_("Aid")
)
navigation.register(
    "command", _("Water sources"), "forces:water_sources", "hydrant", "forces.view_forces", 43, short=_("Hydrants")
)
navigation.register(
    "command", _("Water rounds"), "forces:water_rounds", "water", "forces.view_forces", 43, short=_("Rounds")
)
navigation.register(
    "command", _("Faults of water sources"), "forces:water_faults", "warn", "forces.view_forces", 43, short=_("Faults")
)
navigation.register(
    "command", _("Closures of roads"), "forces:closures", "stop", "forces.view_forces", 44, short=_("Roads")
)
navigation.register(
    "command", _("Shift sheets"), "forces:shifts", "calendar", "forces.view_forces", 36, short=_("Shifts")
)
