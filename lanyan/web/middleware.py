"""What stands around every page: its language, and an answer to what no record can hold.

The language is the person's own choice, else Chinese; never what the browser happens to ask for.
"""

import logging
from collections.abc import Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from lanyan.kernel import sent

log = logging.getLogger(__name__)


def language_of(request: HttpRequest) -> str:
    """Read the chosen language from its cookie, else the installation's own."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Activate the chosen language for the request; works in sync and async stacks alike."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the person's language."""
        if iscoroutinefunction(self):
            return self._acall(request)  # type: ignore[return-value]
        self._activate(request)
        return self._mark(self.get_response(request))

    async def _acall(self, request: HttpRequest) -> HttpResponse:
        self._activate(request)
        return self._mark(await self.get_response(request))

    def _activate(self, request: HttpRequest) -> None:
        translation.activate(language_of(request))
        request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]

    def _mark(self, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class BoundsMiddleware:
    """Answer 400 where an address or a form holds what the database cannot: a number, a day or a sign out of bounds.

    Forms refuse what they can by field; this is for whatever they do not know.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do before it happens."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Tell the person; and the log, since a sum that runs over may be a fault of ours."""
        if not isinstance(problem, sent.OUT_OF_BOUNDS):
            return None
        log.warning("%s %s: %s", request.method, request.path, problem, exc_info=problem)
        context = {"title": _("This cannot be used"), "reason": sent.too_much()}
        return render(request, "400.html", context, status=400)
