"""Name of the app for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.reviews"
    label = "reviews"
    verbose_name = _("Case reviews")
