"""The words that the script of the commander's page puts on the screen."""

from django.utils.translation import gettext_lazy, pgettext_lazy

SCRIPT = {
    "waiting": gettext_lazy("{count} waiting to be sent"),
    "all_sent": gettext_lazy("all sent"),
    "sign_in": gettext_lazy("Sign in again: acts are waiting"),
    "of_another": gettext_lazy("{count} kept for another login"),
    "refused": gettext_lazy("Not done: {what}. {reason}"),
    "gone": gettext_lazy("this scene is gone, or the file is too large"),
    "line_waits": gettext_lazy("{what}, {at}: waits for signal"),
    "seen": gettext_lazy("Seen"),
    "correct": pgettext_lazy("what was refused", "Correct"),
}


def script_words() -> dict[str, str]:
    """The words for the script, in the language of the page."""
    return {key: str(text) for key, text in SCRIPT.items()}
