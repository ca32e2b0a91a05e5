"""The words that the script of the phone page puts on the screen, and what stamps say in the command log."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from lanyan.guards.models import Stamp

SCRIPT = {
    "waiting": gettext_lazy("{count} waiting to be sent"),
    "all_sent": gettext_lazy("all sent"),
    "sign_in": gettext_lazy("Sign in again: acts are waiting"),
    "of_another": gettext_lazy("{count} kept for another login"),
    "refused": gettext_lazy("Not done: {what}. {reason}"),
    "gone": gettext_lazy("this post is gone, or the stamp is too large"),
    "line_waits": gettext_lazy("{what}, {at}: waits for signal"),
    "seen": gettext_lazy("Seen"),
    "correct": gettext_lazy("Correct it"),
    "here": gettext_lazy("position added, ± {metres} m"),
    "not_here": gettext_lazy("the device gives no position"),
}


def script_words() -> dict[str, str]:
    """The words for the script, in the language of the page."""
    return {key: str(text) for key, text in SCRIPT.items()}


def facts(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts of a line of the log with its codes in words."""
    kind = given.get("kind", "")
    return {**given, "kind_told": str(Stamp.Kind(kind).label) if kind in Stamp.Kind.values else kind}
