"""Where places stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from lanyan.web import navigation

navigation.register("command", _("Places"), "places:places", "pin", "places.view_places", 60)
