"""Reads that join several nouns: who may be entered in a demonstration, a person's roles, the units of the switch."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone

from lanyan.units import rules
from lanyan.units.models import Assignment, Session, Token, Unit, User

# What a person looks through: units of the service, not their sections nor the organisations outside.
SWITCHED = (
    Unit.Kind.BUREAU,
    Unit.Kind.CORPS,
    Unit.Kind.DETACHMENT,
    Unit.Kind.BATTALION,
    Unit.Kind.STATION,
    Unit.Kind.GOVERNMENT_TEAM,
)


@dataclass(frozen=True)
class DemoPerson:
    """One invented person on the sign-in page."""

    username: str
    name: str
    line: str


def with_roles(users: QuerySet[User], on: date) -> QuerySet[User]:
    """Join the roles held on a day, as `held`: one query more."""
    held = Assignment.objects.in_force(on).select_related("role", "unit").order_by("unit__path", "pk")
    return users.prefetch_related(Prefetch("assignments", held, to_attr="held"))


def roles_in_words(user: Any) -> str:
    """Say the roles of a user that came from `with_roles`: 接警调度员 · 119 指挥中心."""
    return "；".join(f"{held.role} · {held.unit}" for held in user.held)


def demo_people() -> QuerySet[User]:
    """The users that open without a password: those the demo builder made, and none else."""
    return User.objects.filter(is_demo=True, is_active=True).order_by("pk")


def demo_lines() -> list[DemoPerson]:
    """The invented people with their roles; empty in a database that is no demonstration."""
    users = with_roles(demo_people(), timezone.localdate())
    return [DemoPerson(user.username, user.name, roles_in_words(user)) for user in users]


def organisation() -> str:
    """The name of the one unit at the top; empty when there are several, as in a demonstration of two cities."""
    names = list(Unit.objects.filter(parent=None, closed_date=None).values_list("name", flat=True)[:2])
    return names[0] if len(names) == 1 else ""


def units_to_switch(user: Any) -> list[Unit]:
    """The open units of the service that a person reaches, in the order of the tree: one query."""
    return list(Unit.objects.visible_to(user).of_kind(*SWITCHED).filter(closed_date=None).order_by("path"))


def role_line(user: Any, on: date) -> str:
    """A person's roles of a day in words."""
    held = Assignment.objects.in_force(on).filter(user=user).select_related("role", "unit").order_by("unit__path", "pk")
    return "；".join(f"{one.role} · {one.unit}" for one in held)


def assignments_of(user: Any) -> list[Assignment]:
    """All roles of a user, those of today and later first."""
    found = Assignment.objects.filter(user=user).select_related("role", "unit")
    return list(found.order_by(F("until_date").desc(nulls_first=True), "-since_date", "pk"))


def tokens_of(user: Any) -> list[Token]:
    """A user's keys, newest first."""
    return list(Token.objects.filter(user=user).order_by("-created_at", "-pk"))


@dataclass(frozen=True)
class SessionRow:
    """A session as its person sees it."""

    session: Session
    is_this: bool
    is_open: bool
    why: str


def sessions_of(user: Any, *, key: str | None, at: datetime, limit: int = 20) -> list[SessionRow]:
    """A person's sessions, the open ones first: this one, the others, and some that are over."""
    rows = [session_row(one, key=key, at=at) for one in Session.objects.of(user.pk)[: limit * 2]]
    return sorted(rows, key=lambda row: (not row.is_this, not row.is_open))[:limit]


def session_row(session: Session, *, key: str | None, at: datetime) -> SessionRow:
    """A session with what holds of it at an instant."""
    end = rules.session_end(
        ended_why=session.ended_why,
        expires_at=session.expire_date,
        seen_at=session.seen_at,
        idle=settings.SESSION_IDLE,
        at=at,
    )
    return SessionRow(session, session.session_key == key, not end, str(dict(Session.End.choices).get(end, "")))


def above(unit: Unit) -> list[Unit]:
    """The units over one, top first."""
    steps = unit.path.split(".")[:-2]
    paths = [".".join(steps[: number + 1]) + "." for number in range(len(steps))]
    return list(Unit.objects.filter(path__in=paths).order_by("path")) if paths else []


def assigned_to(unit: Unit, on: date) -> list[Assignment]:
    """Who holds a role at just this unit on a day."""
    found = Assignment.objects.in_force(on).filter(unit=unit).select_related("user", "role")
    return list(found.order_by("role__pk", "user__username"))


def may_end(reader: Any, assignment: Assignment, on: date) -> bool:
    """Is there anything left to end, and may the reader do it?"""
    lasts = assignment.until_date is None or assignment.until_date > on
    return lasts and bool(reader.may("units.end_assignment", assignment.unit.path))


def app_name(app: str) -> Any:
    """What people call an app."""
    return apps.get_app_config(app).verbose_name
