"""Where this app's pages hang in the navigation."""

from django.utils.translation import gettext_lazy as _

from lanyan.web.navigation import register

register(
    "prevention",
    _("Tips and complaints"),
    "citizens:matters",
    "phone",
    "citizens.view_matter",
    26,
    short=_("Complaints"),
)
