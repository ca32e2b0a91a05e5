"""Draws 双随机: made from a frozen ground, approved by another, published; and recusals 回避."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections import lots
from lanyan.inspections.actions.checks import Wanted, make
from lanyan.inspections.actions.common import day_of, next_number, premises_of
from lanyan.inspections.models import Draw, DrawnCheck, Inspection, Recusal
from lanyan.inspections.rules import checks, plans
from lanyan.inspections.rules import draw as rules
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked, move, needed
from lanyan.people.models import Person
from lanyan.units.models import Unit

MOST = 1000


@dataclass(frozen=True)
class Asked:
    """What is to be drawn: out of which places, how many, until when, and what is left out with which reason."""

    unit_id: int
    title: str
    wanted: int
    scheduled_date: date
    seed: str
    form: str = checks.SPOT_CHECK
    drive_id: int | None = None
    categories: Collection[str] = ()
    kinds: Collection[str] = ()
    excluded: Mapping[int, str] = field(default_factory=dict)


@transaction.atomic
def make_draw(*, asked: Asked, at: datetime, by: Any) -> Draw:
    """Draw places by weight and two qualified people for each; all it is made from is frozen beside it."""
    unit: Unit | None = Unit.objects.filter(pk=asked.unit_id, closed_date=None).first()
    if unit is None:
        raise Refused(_("The unit does not exist or is closed."), field="unit")
    _checked(asked, at)
    ground = lots.ground(unit, asked, on=day_of(at))
    if len(ground.population) < asked.wanted:
        raise Refused(
            _("Only {count} places can be drawn; {wanted} are wanted.").format(
                count=len(ground.population), wanted=asked.wanted
            ),
            field="wanted",
        )
    drawn = rules.run(lots.as_rules(asked.seed, asked.wanted, ground))
    with audit.act("inspections.make_draw", by=by):
        draw = _kept(unit, asked, at=at, by=by)
        ground.draw = draw
        ground.save(force_insert=True)
        for position, each in enumerate(drawn, start=1):
            DrawnCheck.objects.create(
                draw=draw, position=position, premises_id=each.premises, first_id=each.first, second_id=each.second
            )
    return draw


def _checked(asked: Asked, at: datetime) -> None:
    needed(asked.title, "title", most=100)
    if not 1 <= asked.wanted <= MOST:
        raise Refused(_("A number from 1 to {most} is needed.").format(most=MOST), field="wanted")
    if not 8 <= len(asked.seed.strip()) <= 64:
        raise Refused(_("A seed of 8 to 64 signs is needed."), field="seed")
    if asked.form not in Inspection.Form.values:
        raise Refused(_("There is no such form of check."), field="form")
    if asked.scheduled_date < day_of(at):
        raise Refused(_("This day is past."), field="scheduled_date")


def _kept(unit: Unit, asked: Asked, *, at: datetime, by: Any) -> Draw:
    draw: Draw = Draw.objects.create(
        number=next_number(unit, "SJ", at),
        unit=unit,
        title=asked.title.strip(),
        drawn_at=at,
        drawn_by=by,
        seed=asked.seed.strip(),
        method=rules.METHOD,
        wanted=asked.wanted,
        scheduled_date=asked.scheduled_date,
        form=asked.form,
        drive_id=asked.drive_id,
    )
    return draw


@transaction.atomic
def approve_draw(*, draw_id: int, at: datetime, by: Any) -> Draw:
    """Approve a draw that somebody else made: each drawn place becomes a check, or says why it did not."""
    draw = locked(Draw, draw_id, "unit")
    move(draw, plans.DRAW, "approve_draw")
    if by is not None and by.pk == draw.drawn_by_id:
        raise Refused(_("Who made a draw does not approve it."))
    draw.approved_at, draw.approved_by = at, by
    with audit.act("inspections.approve_draw", by=by):
        draw.save(update_fields=["state", "approved_at", "approved_by"])
        for drawn in draw.drawn.select_for_update(of=("self",)):  # type: ignore[attr-defined]
            try:
                with transaction.atomic():
                    drawn.inspection = _made(draw, drawn, at=at, by=by)
            except Refused as refusal:
                drawn.left_out = refusal.reason[:200]
            drawn.save(update_fields=["inspection", "left_out"])
    return draw


def _made(draw: Draw, drawn: DrawnCheck, *, at: datetime, by: Any) -> Inspection:
    wanted = Wanted(
        premises_id=drawn.premises_id,
        form=draw.form,
        cause=checks.BY_DRAW,
        scheduled_date=draw.scheduled_date,
        drive_id=draw.drive_id,
        carrying=(drawn.first_id, drawn.second_id),
    )
    return make(wanted, at=at, by=by, draw=draw)


@transaction.atomic
def publish_draw(*, draw_id: int, published_date: date, published_where: str, at: datetime, by: Any) -> Draw:
    """Enter when and where the draw and its results were made public."""
    draw = locked(Draw, draw_id, "unit")
    move(draw, plans.DRAW, "publish_draw")
    if published_date > day_of(at):
        raise Refused(_("This day is still to come."), field="published_date")
    draw.published_at, draw.published_date = at, published_date
    draw.published_where = needed(published_where, "published_where")
    with audit.act("inspections.publish_draw", by=by):
        draw.save(update_fields=["state", "published_at", "published_date", "published_where"])
    return draw


@transaction.atomic
def withdraw_draw(*, draw_id: int, reason: str, at: datetime, by: Any) -> Draw:
    """Withdraw a draw that was not approved; it stays to be read, so that nobody draws until it pleases."""
    draw = locked(Draw, draw_id, "unit")
    move(draw, plans.DRAW, "withdraw_draw")
    draw.withdrawn_at, draw.withdrawn_reason = at, needed(reason, "reason")
    with audit.act("inspections.withdraw_draw", by=by, reason=draw.withdrawn_reason):
        draw.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
    return draw


# ---- recusals ---------------------------------------------------------------------------------------------
@transaction.atomic
def enter_recusal(*, person_id: int, premises_id: int, reason: str, at: datetime, by: Any) -> Recusal:
    """Enter that a person must not check a place."""
    premises = premises_of(premises_id)
    person: Person | None = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise Refused(_("There is no such person."), field="person")
    if Recusal.objects.standing().filter(person=person, premises=premises).exists():
        raise Refused(_("This recusal is entered already."), field="premises")
    with audit.act("inspections.enter_recusal", by=by, reason=reason.strip()):
        recusal: Recusal = Recusal.objects.create(
            person=person, premises=premises, reason=needed(reason, "reason"), entered_at=at
        )
    return recusal


@transaction.atomic
def withdraw_recusal(*, recusal_id: int, reason: str, at: datetime, by: Any) -> Recusal:
    """Withdraw a recusal: its ground is gone."""
    recusal = locked(Recusal, recusal_id, "person")
    if recusal.withdrawn_at is not None:
        raise Refused(_("This recusal has been withdrawn."))
    recusal.withdrawn_at, recusal.withdrawn_reason = at, needed(reason, "reason")
    with audit.act("inspections.withdraw_recusal", by=by, reason=recusal.withdrawn_reason):
        recusal.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return recusal
