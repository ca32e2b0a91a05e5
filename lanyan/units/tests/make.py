"""The cast of all tests: a city with its units, users in their roles, and a stranger from another city."""

from datetime import date
from itertools import count
from types import SimpleNamespace
from typing import Any

from lanyan.units import actions
from lanyan.units.models import Role, Unit, User

PASSWORD = "zhan-bei-2026"
LONG_AGO = date(2020, 1, 1)
_numbers = count(1)


def unit(kind: str, name: str, parent: Unit | None = None, code: str = "3308") -> Unit:
    """Add a unit of a kind under another."""
    return actions.create_unit(
        kind=kind,
        name=name,
        short_name=name[:30],
        parent_id=parent.pk if parent else None,
        division_code=code,
        since_date=LONG_AGO,
        by=None,
    )


def city(code: str = "3308", name: str = "衢州") -> SimpleNamespace:
    """Build a detachment with one battalion and two stations."""
    detachment = unit("DETACHMENT", f"{name}市消防救援支队", None, code)
    battalion = unit("BATTALION", f"{name}柯城大队", detachment, f"{code}02")
    return SimpleNamespace(
        detachment=detachment,
        battalion=battalion,
        station=unit("STATION", "府山站", battalion, f"{code}02"),
        other_station=unit("STATION", "衢江站", detachment, f"{code}03"),
    )


def user(
    role_code: str,
    unit: Unit,
    username: str | None = None,
    *,
    name: str = "",
    password: str | None = None,
    since_date: date = LONG_AGO,
    is_demo: bool = False,
) -> User:
    """Make a login with a role at a unit; `client.force_login(user)` needs no password."""
    username = username or f"{role_code}{next(_numbers)}".replace("_", "-")
    return actions.create_user(
        username=username,
        name=name or username,
        password=password,
        unit_id=unit.pk,
        role_code=role_code,
        since_date=since_date,
        is_demo=is_demo,
        by=None,
    )


def person(role: str, unit: Unit, **more: Any) -> User:
    """Make a login: the same as `user`."""
    return user(role, unit, **more)


def stranger(role_code: str = "dispatcher") -> User:
    """Make a dispatcher of another city's detachment, who must see nothing of the first city."""
    return user(role_code, unit("DETACHMENT", f"长治市消防救援支队{next(_numbers)}", None, "1404"))


def role(code: str, *permissions: str) -> Role:
    """Make a role with just these permissions."""
    return Role.objects.create(code=code, name_zh=code, name_en=code, permissions=list(permissions))


def fresh(user: User) -> User:
    """Read a user anew, so that rights are computed again."""
    return User.objects.get(pk=user.pk)
