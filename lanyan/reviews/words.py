"""The words of the facts a review keeps, and of the script of the replay."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STAMPS = {
    "answered_at": _("answered"),
    "opened_at": _("opened"),
    "first_ordered_at": _("first order"),
    "first_received_at": _("first order received"),
    "first_departed_at": _("first turned out"),
    "first_arrived_at": _("first arrived"),
    "water_on_at": _("water on"),
    "controlled_at": _("under control"),
    "knocked_down_at": _("knocked down"),
    "water_off_at": _("water off"),
    "last_returned_at": _("last back at station"),
    "closed_at": _("closed at"),
}
INTERVALS = {
    "to_order": _("call to order"),
    "turnout": _("order to turning out"),
    "to_arrival": _("order to arrival"),
    "to_water": _("arrival to water"),
    "to_control": _("arrival to control"),
}
RESULTS = {
    "rescued": _("rescued alive"),
    "evacuated": _("evacuated"),
    "dead": _("dead"),
    "injured": _("injured"),
    "own_dead": _("own dead"),
    "own_injured": _("own injured"),
    "property_saved": _("property saved, 10,000 yuan"),
    "property_protected": _("property protected, 10,000 yuan"),
}
SCRIPT = {
    "STANDS": pgettext_lazy("replay", "{name} {station}"),
    "RECKONED": pgettext_lazy("replay", "{name} on its way, reckoned"),
    "UNKNOWN": pgettext_lazy("replay", "{name}: not known where"),
    "play": pgettext_lazy("replay", "Play"),
    "stop": pgettext_lazy("replay", "Stop"),
    "gap": pgettext_lazy("replay", "{minutes} min without an entry"),
}


def script_words() -> dict[str, str]:
    """The words for the script, in the language of the page."""
    return {key: str(text) for key, text in SCRIPT.items()}
