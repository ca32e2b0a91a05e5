"""Where this app's pages hang in the navigation."""

from django.utils.translation import gettext_lazy as _

from lanyan.voice.models.shared import SERVICES, VIEW
from lanyan.web.navigation import register

register("command", _("Recordings"), "voice:recordings", "radio", VIEW, 52)
register("system", _("Look-up and recorders"), "voice:services", "phone", SERVICES, 62, short=_("Voice"))
