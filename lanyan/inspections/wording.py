"""The words that the script of the check page puts on the screen."""

from django.utils.translation import gettext_lazy as _

SCRIPT = {
    "waiting": _("{count} kept here, to be sent"),
    "all_sent": _("all kept"),
    "sign_in": _("Sign in again: answers are waiting"),
    "of_another": _("{count} kept for another login"),
    "refused": _("Not kept: {what}. {reason}"),
    "seen": _("Seen"),
    "located": _("position taken"),
    "no_position": _("The device gave no position."),
    "shown": _("credentials shown"),
    "unsigned": _("Sign on the screen, or enter that signing was refused."),
    "unsent": _("There is no signal: the check can be concluded once all answers and photographs have been sent."),
    "item": _("item {number}"),
    "field": _("a field of the record"),
    "photo_waiting": _("{name}: kept on this device, to be sent"),
}


def script_words() -> dict[str, str]:
    """The words in the language of the page."""
    return {key: str(text) for key, text in SCRIPT.items()}
