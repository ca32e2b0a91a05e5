"""Pictures hung on lower floors' pages: the matters of a place and of a check, never who told of them."""

from django.utils.translation import gettext_lazy as _

from lanyan.web import panels

panels.register("premises", "citizens:premises_panel", _("Tips and complaints"), "citizens.view_matter", 50)
panels.register("inspection", "citizens:check_panel", _("Tips and complaints"), "citizens.view_matter", 50)
