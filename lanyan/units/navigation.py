"""Where this app's pages hang in the navigation."""

from django.utils.translation import gettext_lazy as _

from lanyan.web import navigation

navigation.register("system", _("Units"), "units:units", "unit", "units.view_unit", 10)
navigation.register("system", _("Users"), "units:users", "users", "units.view_user", 20)
navigation.register("system", _("Roles"), "units:roles", "role", "units.view_roles", 30)
navigation.register("system", _("Who did what"), "units:audit", "history", "kernel.view_audit", 35)
navigation.register("system", _("State of the system"), "web:system_health", "ready", "kernel.view_health", 37)
navigation.register("system", _("Code lists"), "units:codes", "codes", "kernel.view_codes", 40)
