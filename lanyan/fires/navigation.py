"""Where this app's pages hang in the navigation."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.web.navigation import register

SHORT = pgettext_lazy("menu", "Fires")
register("command", _("Records of fires"), "fires:fires", "flame", "fires.view_fire", 25, short=SHORT)
