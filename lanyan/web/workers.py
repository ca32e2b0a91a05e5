"""Service workers of pages that are carried where there is no signal: one script, the pages named by each app."""

import json
from collections.abc import Sequence
from pathlib import Path

from django.http import HttpResponse

SCRIPT = Path(__file__).resolve().parent / "static" / "web" / "js" / "kept_pages.js"


def served(name: str, pages: Sequence[str]) -> HttpResponse:
    """The worker that keeps the pages whose paths fit one of these patterns, under a name of its own."""
    head = f"const NAME = {json.dumps(name)}, PAGES = {json.dumps(list(pages))};\n"
    answer = HttpResponse(head + SCRIPT.read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
