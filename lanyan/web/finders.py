"""Static files of the browser libraries: only the files named here leave node_modules, under /static/npm/."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

PREFIX = "npm/"
FILES = (
    "@alpinejs/csp/dist/cdn.min.js",
    "@tabler/core/dist/css/tabler.min.css",
    "axe-core/axe.min.js",
    "echarts/dist/echarts.min.js",
    "htmx.org/dist/htmx.min.js",
    "maplibre-gl/dist/maplibre-gl-csp-worker.js",
    "maplibre-gl/dist/maplibre-gl-csp.js",
    "maplibre-gl/dist/maplibre-gl.css",
)


class BrowserLibraryFinder(BaseFinder):
    """Find an allow-listed library file by its address after /static/."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.BROWSER_LIBRARIES)
        self.storage.prefix = PREFIX.rstrip("/")  # type: ignore[attr-defined]

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Nothing to check: a missing library shows as a missing file."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:
        """Give the file behind an address, if it is on the list and installed."""
        name = path.removeprefix(PREFIX)
        if not path.startswith(PREFIX) or name not in FILES:
            return []
        file = Path(settings.BROWSER_LIBRARIES) / name
        if not file.is_file():
            return []
        return [str(file)] if find_all else str(file)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        """List what collectstatic is to copy."""
        return [(name, self.storage) for name in FILES if (Path(settings.BROWSER_LIBRARIES) / name).is_file()]
