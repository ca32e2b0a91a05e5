"""The language of a page: the person's own choice, else Chinese; never what the browser happens to ask for."""

from collections.abc import Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


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
