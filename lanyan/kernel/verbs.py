"""What the verbs of every app share: a record locked, a move of its life cycle, a text that says something."""

from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from lanyan.kernel import access
from lanyan.kernel.errors import Refused
from lanyan.kernel.states import LifeCycle, MoveNotAllowed

Record = TypeVar("Record", bound=Model)


def locked(model: type[Record], pk: int, *joined: str) -> Record:
    """A record, locked for this transaction, with what it belongs to."""
    found = model._default_manager.select_for_update(of=("self",)).select_related(*joined).filter(pk=pk).first()
    if found is None:
        raise Refused(_("There is no such record."))
    return found


def move(record: Any, cycle: LifeCycle, name: str, *, act: str = "") -> None:
    """Make a move of a life cycle, or refuse it in the words of its act, `<app>.<act>`; the caller saves."""
    try:
        setattr(record, cycle.field, cycle.target(name, getattr(record, cycle.field)))
    except MoveNotAllowed as refusal:
        said = _("“{act}” is not possible: it is {state} now.")
        state = getattr(record, f"get_{cycle.field}_display")()
        raise Refused(
            said.format(act=access.label(f"{record._meta.app_label}.{act or name}"), state=state)
        ) from refusal


def needed(text: str, field: str = "reason", *, most: int = 200) -> str:
    """A text that says something and is not too long."""
    text = text.strip()
    if not text:
        raise Refused(_("This must not be empty."), field=field)
    return short(text, field, most=most)


def short(text: str, field: str, *, most: int = 200) -> str:
    """A text, possibly empty, that is not too long."""
    text = text.strip()
    if len(text) > most:
        raise Refused(_("At most {number} characters.").format(number=most), field=field)
    return text
