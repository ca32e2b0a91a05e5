"""Name of the app for Django."""

from django.apps import AppConfig


class VoiceConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.voice"
    label = "voice"
