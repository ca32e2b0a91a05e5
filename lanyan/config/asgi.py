"""The door for uvicorn: Django, with the browser's files served by itself unless a proxy does it."""

import os

from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lanyan.config.settings")

application = ASGIStaticFilesHandler(get_asgi_application())
