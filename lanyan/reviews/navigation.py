"""Where this app's pages hang in the navigation."""

from django.utils.translation import gettext_lazy as _

from lanyan.reviews.models import VIEW
from lanyan.web.navigation import register

register("command", _("Case reviews"), "reviews:reviews", "check", VIEW, 52, short=_("Reviews"))
register("command", _("Tasks of reviews"), "reviews:tasks", "list", VIEW, 53, short=_("Tasks"))
