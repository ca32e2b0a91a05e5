"""The door for uvicorn: Django, with the browser's files served by itself unless a proxy does it."""

import os

import django
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lanyan.config.settings")
django.setup(set_prefix=False)

# Settings must stand before the handler reads its middleware.
from lanyan.config.handler import OneThreadHandler  # noqa: E402

application = ASGIStaticFilesHandler(OneThreadHandler())
