"""What this app lends to incidents: lines of their log, records of their archive, a word before they are closed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from lanyan.guards import words
from lanyan.guards.actions.running import why_not_close
from lanyan.guards.models import Guard, GuardPost, PostPerson, PostVehicle, Round, Stamp
from lanyan.incidents import archive, closing
from lanyan.incidents import words as log
from lanyan.incidents.models import Incident

LINES = {
    "begin_guard": _("Guard {number} begun: {title}"),
    "stamp_post": _("{post}: {name}, {kind_told} {other} {words}"),
    "stand_down_guard": _("Guard stood down: {title} {words}"),
    "close_guard": _("Guard closed: {title}"),
}


def _records(incident: Incident) -> Mapping[str, Iterable[Model]]:
    def of(model: Any, path: str) -> Iterable[Model]:
        found: Iterable[Model] = model.objects.filter(**{f"{path}incident": incident}).order_by("pk")
        return found

    return {
        "guard": of(Guard, ""),
        "posts": of(GuardPost, "guard__"),
        "people": of(PostPerson, "post__guard__"),
        "vehicles": of(PostVehicle, "post__guard__"),
        "rounds": of(Round, "post__guard__"),
        "stamps": of(Stamp, "guard__"),
    }


def _why_not(incident: Any) -> str:
    return why_not_close(incident)


log.register_lines("guards", LINES, telling=("begin_guard", "stand_down_guard"), tell=words.facts)
archive.register("guards", _records)
closing.register(_why_not)
