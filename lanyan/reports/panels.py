"""What reports hang on the pages of lower floors."""

from django.utils.translation import gettext_lazy as _

from lanyan.web import panels

panels.register("incident", "reports:external_panel", _("Numbers in other systems"), "incidents.view_incident", 80)
panels.register("fire", "reports:external_fire_panel", _("Numbers in other systems"), "fires.view_fire", 80)
