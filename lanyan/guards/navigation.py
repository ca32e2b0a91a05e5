"""Where this app's pages hang in the navigation."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.guards.models.guards import VIEW
from lanyan.web.navigation import register


def _alarm(request: HttpRequest) -> tuple[str, str]:
    """How many postings of one's own have not been read: once the page stands, and again on news."""
    user: Any = request.user
    return reverse("guards:marks"), f"postings:{user.pk}"


register("command", _("Guard duty"), "guards:guards", "flag", VIEW, 49, short=_("Guards"))
register("command", _("Calendar of guards"), "guards:calendar", "calendar", VIEW, 50, short=_("Calendar"))
register("command", _("My posts"), "guards:mine", "pin", "", 51, alarm=_alarm, short=_("Posts"))
