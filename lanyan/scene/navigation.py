"""Where this app's pages hang in the navigation."""

from django.utils.translation import gettext_lazy as _

from lanyan.scene.models.scenes import VIEW
from lanyan.web import navigation

navigation.register("command", _("Command on the scene"), "scene:scenes", "radio", VIEW, 38, short=_("Scene"))
