"""What a process imports to hold the whole product before it is forked."""

import os

os.environ["LANYAN_DB_POOL"] = "1"

from lanyan.config import settings, web
from lanyan.config.asgi import application

web.load()

__all__ = ["application", "settings"]
