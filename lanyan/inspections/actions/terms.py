"""Legal terms: they begin and are met with the acts of their records; jobs warn of them and list the broken ones."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from lanyan.inspections.actions.enforcing import required
from lanyan.inspections.models import Term
from lanyan.inspections.rules import clock
from lanyan.kernel import audit, live
from lanyan.kernel.errors import Refused
from lanyan.units.models import User


def start(
    *,
    record: Any,
    code: str,
    since: datetime | date,
    title: str,
    person: Any = None,
    extra: tuple[str, ...] = (),
    by: Any = None,
) -> Term:
    """Begin a term for a record of a unit; one that runs already is left as it is."""
    running: Term | None = Term.objects.of(record).running().filter(code=code).first()
    if running is not None:
        return running
    end = clock.deadline(code, since, extra=extra)
    with audit.act("inspections.start_term", by=by):
        term: Term = Term.objects.create(
            code=code,
            record_kind=record._meta.label_lower,
            record_id=record.pk,
            title=title[:120],
            unit_id=record.unit_id,
            premises_id=getattr(record, "premises_id", None),
            person=person if isinstance(person, User) else None,
            since_at=end.since,
            ends_at=end.at,
            warns_at=max(clock.warn_at(end), end.since),
            last_day=end.last_day,
            article=end.article[:120],
            provisional=end.provisional,
        )
    _tell(term.unit_id)
    return term


def meet(*, record: Model, code: str, at: datetime, by: Any = None) -> None:
    """Say that what a term asks for is done; in time or late, the row stays."""
    for term in Term.objects.of(record).running().filter(code=code).select_for_update():
        term.met_at = at
        with audit.act("inspections.meet_term", by=by):
            term.save(update_fields=["met_at"])
        _tell(term.unit_id)


def drop(*, record: Model, at: datetime, reason: str, code: str = "", by: Any = None) -> None:
    """Say that a term is no longer asked for: its record ended another way."""
    running = Term.objects.of(record).running().select_for_update()
    for term in running.filter(code=code) if code else running:
        term.dropped_at, term.dropped_reason = at, reason[:200]
        with audit.act("inspections.drop_term", by=by, reason=reason):
            term.save(update_fields=["dropped_at", "dropped_reason"])
        _tell(term.unit_id)


@transaction.atomic
def follow(*, record: Any, by: Any = None) -> None:
    """Take the running terms of a record along to the unit and the place it belongs to now."""
    for term in Term.objects.of(record).running().select_for_update():
        before = term.unit_id
        term.unit_id, term.premises_id = record.unit_id, getattr(record, "premises_id", None)
        with audit.act("inspections.follow_term", by=by):
            term.save(update_fields=["unit", "premises"])
        for unit_id in {before, term.unit_id}:
            _tell(unit_id)


@transaction.atomic
def hand_over(*, term_id: int, person_id: int, reason: str, by: Any) -> Term:
    """Put a running term into another person's hands; the history keeps in whose it was."""
    term: Term = Term.objects.select_for_update(of=("self",)).select_related("unit").get(pk=term_id)
    reason = required(reason)
    if term.met_at is not None or term.dropped_at is not None:
        raise Refused(_("This term has ended."))
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person is None or not person.may("inspections.view_clock", term.unit.path):
        raise Refused(_("This person has no part in the unit's terms."), field="person")
    if term.person_id == person.pk:
        raise Refused(_("It is in these hands already."), field="person")
    term.person = person
    with audit.act("inspections.hand_over_term", by=by, reason=reason):
        term.save(update_fields=["person"])
    _tell(term.unit_id)
    return term


def warn(*, at: datetime) -> int:
    """Note for each term that has come near its end that its warning was given; returns how many."""
    return _note(Term.objects.to_warn(at).filter(warned_at=None), "warned_at", "inspections.warn_term", at)


def list_broken(*, at: datetime) -> int:
    """Put each term that ended without being met on the list of broken ones; returns how many."""
    broken = Term.objects.running().filter(ends_at__lte=at, listed_at=None)
    return _note(broken, "listed_at", "inspections.list_term", at)


@transaction.atomic
def _note(terms: Any, column: str, act: str, at: datetime) -> int:
    found = list(terms.select_for_update(skip_locked=True))
    with audit.act(act):
        for term in found:
            setattr(term, column, at)
            term.save(update_fields=[column])
    for unit_id in {term.unit_id for term in found}:
        _tell(unit_id)
    return len(found)


@transaction.atomic
def recompute_provisional(*, at: datetime) -> int:
    """Compute the ends of running provisional terms anew, after the arrangement of a year was published."""
    changed = 0
    for term in Term.objects.running().filter(provisional=True).select_for_update():
        extra = tuple(code for code, limit in clock.limits().items() if limit.adds_to == term.code)
        plain = clock.deadline(term.code, term.since_at)
        # Which extras it had is told by its length: they are longer than any arrangement of holidays.
        end = clock.deadline(term.code, term.since_at, extra=extra) if _longer(term, plain, extra) else plain
        if end.provisional or (end.at, end.last_day) == (term.ends_at, term.last_day):
            continue
        term.ends_at, term.last_day, term.provisional = end.at, end.last_day, end.provisional
        term.warns_at = max(clock.warn_at(end), end.since)
        with audit.act("inspections.recompute_term"):
            term.save(update_fields=["ends_at", "last_day", "provisional", "warns_at"])
        changed += 1
    return changed


def _longer(term: Term, plain: clock.Deadline, extra: tuple[str, ...]) -> bool:
    return bool(extra) and (term.last_day - plain.last_day).days >= clock.limits()[extra[0]].number  # type: ignore[operator]


def _tell(unit_id: int) -> None:
    live.announce("legal_clock", unit_id)
