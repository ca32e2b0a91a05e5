"""Where this app's pages hang in the navigation."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.fallback.models import VIEW
from lanyan.web.navigation import register


def _alarm(request: HttpRequest) -> tuple[str, str]:
    """How many of today's packs are missing: once the page stands, and again on news."""
    user: Any = request.user
    roots = sorted({path.partition(".")[0] for path in user.paths(VIEW)})
    return reverse("fallback:marks"), " ".join(f"fallback:{one}" for one in roots)


register("command", _("If everything fails"), "fallback:packs", "print", VIEW, 54, alarm=_alarm, short=_("Paper"))
