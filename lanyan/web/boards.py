"""Fragments that many screens re-read at the same news: made once for all with the same rights and language."""

from collections.abc import Callable, Hashable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language

from lanyan.kernel import live

# live.js says with it what a board heard last.
NEWS = "X-Lanyan-News"
# Stands where each screen gets the token of its own forms.
TOKEN = "lanyan-token-of-this-screen"


def board(
    request: HttpRequest,
    template: str,
    key: Hashable,
    context: Callable[[], dict[str, Any]],
    finish: Callable[[str], str] = str,
) -> HttpResponse:
    """Answer with a fragment that depends on `key`, the reader's rights and language, and on nothing else of theirs.

    The template is given no request, so that it cannot say whose screen it is; `context` is asked only when nobody has
    read the same since the news this screen heard. `finish` adds to the text what is this screen's alone.
    """
    user: Any = request.user

    def make() -> str:
        return render_to_string(template, {**context(), "csrf_token": TOKEN})

    whose = (template, key, tuple(user.grants), get_language())
    text = finish(live.once(request.headers.get(NEWS, ""), whose, make))
    return HttpResponse(text.replace(TOKEN, get_token(request)) if TOKEN in text else text)
