"""Name of the app for Django."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.reviews"
    label = "reviews"
