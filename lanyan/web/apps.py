"""Start-up of the shared web furniture."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The floor that lends pages their shell."""

    name = "lanyan.web"
    label = "web"
