"""Who may: *what* is a permission named after an action, *where* is the path of the units a person is assigned to.

A view says its permission with one of three decorators; a test finds every view that says nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model

_acts: dict[str, Any] = {}
_verbs: dict[type[Model], list["Verb"]] = {}


# ---- acts: the one list of things that can be done ------------------------------------------------------
def declare(app: str, **acts: Any) -> None:
    """Name an app's acts: permission, history label and button share one name and one wording."""
    _acts.update({f"{app}.{name}": label for name, label in acts.items()})


def acts() -> dict[str, Any]:
    """All declared acts with their labels."""
    return dict(sorted(_acts.items()))


def label(name: str) -> str:
    """The wording of an act, or its bare name when nobody declared it."""
    return str(_acts.get(name, name))


# ---- doors ------------------------------------------------------------------------------------------------
def requires(*permissions: str) -> Callable[[Any], Any]:
    """Let only those in who hold one of these permissions somewhere; *where* is the reader's visible_to()."""

    def guard(view: Any) -> Any:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            if not any(request.user.has_perm(permission) for permission in permissions):
                raise PermissionDenied(label(permissions[0]))
            return view(request, *args, **kwargs)

        guarded.guard = permissions  # type: ignore[attr-defined]
        return guarded

    return guard


def signed_in(view: Any) -> Any:
    """Any signed-in person may: their own account, their own home."""
    view.guard = ("signed in",)
    return view


def public(view: Any) -> Any:
    """Nobody need sign in."""
    view = login_not_required(view)
    view.guard = ("public",)
    return view


# ---- buttons ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Verb:
    """One thing that can be done to a record: who may, where its form is, and why not now."""

    key: str
    permission: str
    label: Any
    url_name: str
    refuse: Callable[[Any], Any] = lambda record: ""
    icon: str = ""
    tone: str = "line"
    hotkey: str = ""


@dataclass(frozen=True)
class Offer:
    """A verb as offered to one person on one record; `reason` is empty when it is allowed."""

    verb: Verb
    label: str
    url_name: str
    reason: str

    @property
    def allowed(self) -> bool:
        """True when the button may be pressed."""
        return not self.reason


def register_verbs(model: type[Model], *verbs: Verb) -> None:
    """List the verbs of a model, in the order their buttons stand."""
    _verbs.setdefault(model, []).extend(verbs)


def asked_by_buttons() -> set[str]:
    """The acts that any button asks for."""
    return {verb.permission for verbs in _verbs.values() for verb in verbs}


def offers(user: Any, record: Any) -> list[Offer]:
    """State × permission × scope: what this person may do to this record, with the reason for each refusal.

    Verbs whose permission the person does not hold over the record's unit are left out altogether.
    """
    return [
        Offer(verb, str(verb.label), verb.url_name, str(verb.refuse(record) or ""))
        for verb in _verbs.get(type(record), [])
        if user.may(verb.permission, record.unit_path)
    ]
