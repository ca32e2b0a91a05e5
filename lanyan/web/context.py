"""What every page knows: navigation, theme, language, the standing choice of unit and period, words for scripts.

Everything is computed when a template first asks, so fragments and error pages pay for nothing they do not show.
"""

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from lanyan import __version__
from lanyan.web import hooks, navigation, standing, words
from lanyan.web.standing import PeriodChoice, Standing

THEMES = ("light", "dark")
# In this order: what comes later may overrule what came before.
SECTIONS = "base shell parts lists forms desk incident station board report phone cab login narrow"
STYLESHEETS = tuple(f"web/css/{name}.css" for name in SECTIONS.split())


class Shell:
    """The frame of one page for one person."""

    version = __version__
    stylesheets = STYLESHEETS

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def nav(self) -> list[navigation.Group]:
        """The navigation this person may open."""
        return navigation.for_request(self._request)

    @cached_property
    def theme(self) -> str:
        """Light or dark: the cookie is the copy of the person's preference that costs no query."""
        chosen = self._request.COOKIES.get("lanyan_theme", "")
        if chosen not in THEMES:
            chosen = hooks.preference(getattr(self._request, "user", None), "theme", "light")
        return chosen if chosen in THEMES else "light"

    @cached_property
    def rail(self) -> bool:
        """Whether this person keeps the navigation collapsed to icons."""
        return self._request.COOKIES.get("lanyan_rail") == "1"

    @property
    def lang(self) -> str:
        """The language tag of the page."""
        return "en" if translation.get_language() == "en" else "zh-Hans"

    @property
    def other_lang(self) -> str:
        """The language to offer."""
        return "zh-hans" if self.lang == "en" else "en"

    @cached_property
    def standing(self) -> Standing:
        """The unit and period chosen in the top bar."""
        return standing.of(self._request)

    @cached_property
    def units(self) -> list[hooks.Choice]:
        """The units to switch between."""
        return hooks.units(self._request)

    @cached_property
    def periods(self) -> list[PeriodChoice]:
        """The periods to switch between."""
        return standing.periods_on(timezone.localdate())

    @cached_property
    def person_links(self) -> list[tuple[str, str, str]]:
        """What stands in the person menu besides theme, language and sign-out."""
        return hooks.person_links(self._request)

    @cached_property
    def role(self) -> str:
        """The words after the person's name."""
        return hooks.role_line(self._request)

    @property
    def preference_url(self) -> str:
        """Where a preference is posted; empty when nobody keeps them."""
        name = hooks.addresses()["preference"]
        return reverse(name) if name else ""

    @property
    def logout_url(self) -> str:
        """Where signing out is posted; empty before anybody keeps accounts."""
        try:
            return reverse("units:logout")
        except NoReverseMatch:
            return ""

    @property
    def words(self) -> dict[str, str]:
        """The words scripts need, in the language of the page."""
        return {key: str(text) for key, text in words.SCRIPT_WORDS.items()}

    @property
    def now(self) -> str:
        """The server's instant, from which the page's clock runs."""
        return timezone.now().isoformat()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give templates the shell of their page."""
    return {"shell": Shell(request)}
