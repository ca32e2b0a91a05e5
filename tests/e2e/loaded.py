"""What a process imports to hold the whole product before it is forked: settings, addresses, words, templates."""

import os

os.environ["LANYAN_DB_POOL"] = "1"

from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import translation

from lanyan.config import settings
from lanyan.config.asgi import application

FOLDERS = settings.PACKAGE_DIR.glob("*/templates")

assert get_resolver().url_patterns
for code, _name in settings.LANGUAGES:
    with translation.override(code):
        assert translation.gettext("Order")
for folder in FOLDERS:
    for path in folder.rglob("*.html"):
        get_template(str(path.relative_to(folder)))

__all__ = ["application", "settings"]
