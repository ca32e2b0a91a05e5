"""The browser's copy of a person's theme and language, which pages read without a query."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lanyan.units.models import User

YEAR_SECONDS = 365 * 24 * 3600
THEME_COOKIE = "lanyan_theme"
COOKIES = {"theme": THEME_COOKIE, "language": settings.LANGUAGE_COOKIE_NAME}


def keep_preference(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    """Copy one preference into its cookie."""
    if name in COOKIES:
        response.set_cookie(COOKIES[name], value, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure())


def keep_preferences(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Copy all preferences of a person who has just signed in."""
    for name in COOKIES:
        if user.preferences.get(name):
            keep_preference(request, response, name, user.preferences[name])
