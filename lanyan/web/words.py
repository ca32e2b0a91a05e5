"""The words that scripts put on the screen: rendered into each page as a small table, so no catalogue is fetched."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SCRIPT_WORDS = {
    "live": _("Live"),
    "lost": _("Reconnecting"),
    "today": _("Today"),
    "s": pgettext_lazy("duration", "s"),
    "min": pgettext_lazy("duration", "min"),
    "h": pgettext_lazy("duration", "h"),
    "day": pgettext_lazy("duration", "d"),
    "failed": _("This could not be loaded."),
    "retry": _("Try again"),
    "offline": _("No connection: nothing was sent. Check the network and try again."),
    "refused": _("The server refused this: {reason}"),
    "no_map": _("This screen cannot draw the map. The marks, as a list:"),
    "no_marks": _("No marks."),
    "map_data": _("The road picture could not be loaded; marks are shown on an empty ground."),
    "pick": _("Point on the map: {lon}, {lat}"),
    "map": _("Map"),
    "zoom_in": _("Zoom in"),
    "zoom_out": _("Zoom out"),
    "table": _("Show as table"),
    "incidents": _("incidents"),
    "share": _("share"),
    "hour": _("Hour"),
    "weekday": _("Weekday"),
    "minute": _("Minute"),
    "month": _("Month"),
    "months": _("Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec"),
    "weekdays": _("Mon,Tue,Wed,Thu,Fri,Sat,Sun"),
    "within_5": _("within 5 minutes {share}"),
    "copied": _("Copied"),
    "leave": _("What you typed has not been saved. Leave anyway?"),
}
