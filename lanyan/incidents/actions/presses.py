"""Presses of stamps on devices in vehicles: kept as they came, settled by the instants they claim."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.incidents import presses, rules
from lanyan.incidents.actions.common import derive, locked, log, tell
from lanyan.incidents.actions.orders import told
from lanyan.incidents.actions.runs import SOURCES
from lanyan.incidents.models import Incident, Run, StampPress
from lanyan.incidents.presses import Answer, Press, Standing
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.units.models import User

KEY_LENGTH = 64


@transaction.atomic
def press_stamp(
    *, key: str, run_id: int, stamp: str, at: datetime, entered_at: datetime, by: User, source: str = "cab"
) -> StampPress:
    """Take one press of a stamp; the same key again gives what became of it, and changes nothing.

    A press that cannot stand is kept as refused with its reason. One that comes in late settles those after it anew.
    """
    _checked(key)
    if stamp not in rules.STAMP:
        raise Refused(_("“%(value)s” is not a stamp.") % {"value": stamp}, field="stamp")
    if source not in SOURCES:
        raise Refused(_("“%(value)s” is not a source of stamps.") % {"value": source}, field="source")
    incident, run = _locked_run(run_id)
    before = StampPress.objects.filter(key=key).first()
    if before is not None:
        return _same(before, run_id=run_id, stamp=stamp, at=at, by=by)
    press = StampPress(
        key=key, run=run, stamp=stamp, at=at, received_at=entered_at, by=by, source=source, result=presses.DONE
    )
    StampPress.objects.filter(of_key=key, run=None).update(run=run)
    _settle(incident, run, press, act="incidents.stamp_run")
    return press


@transaction.atomic
def undo_press(*, key: str, of_key: str, at: datetime, entered_at: datetime, by: User) -> StampPress:
    """Take back a press within the seconds of the setting, by the device's clock; only who pressed may.

    One that comes in before its press is kept and takes effect when that arrives.
    """
    _checked(key)
    _checked(of_key, field="of_key")
    run_id = StampPress.objects.filter(key=of_key).values_list("run_id", flat=True).first()
    incident, run = _locked_run(run_id) if run_id is not None else (None, None)
    before = StampPress.objects.filter(key=key).first()
    if before is not None:
        return _same(before, of_key=of_key, at=at, by=by)
    press = StampPress(key=key, of_key=of_key, run=run, at=at, received_at=entered_at, by=by, result=presses.DONE)
    if incident is None or run is None:
        _answer(press, Answer(presses.REFUSED, "unknown"))
        press.save(force_insert=True)
        return press
    _settle(incident, run, press, act="incidents.undo_stamp")
    return press


def _checked(key: str, field: str = "key") -> None:
    if not 8 <= len(key) <= KEY_LENGTH:
        raise Refused(_("A key of 8 to 64 signs made on the device is needed."), field=field)


def _locked_run(run_id: int) -> tuple[Incident, Run]:
    """The incident is locked first, then its run: every verb takes locks in this order."""
    incident = locked(Run.objects.values_list("incident_id", flat=True).get(pk=run_id))
    run = Run.objects.select_for_update(of=("self",)).select_related("vehicle", "order").get(pk=run_id)
    return incident, run


def _same(press: StampPress, **given: Any) -> StampPress:
    by = given.pop("by")
    if press.by_id != by.pk or any(getattr(press, name) != value for name, value in given.items()):
        raise Refused(_("This key belongs to another press."), field="key")
    return press


def _settle(incident: Incident, run: Run, press: StampPress, *, act: str) -> None:
    """Put a new press among those of its run and write down what follows."""
    rows = {row.key: row for row in StampPress.objects.select_for_update().filter(run=run)}
    rows[press.key] = press
    facts = {key: _fact(row) for key, row in rows.items()}
    arrived = facts[press.key]
    answers = {key: row.result for key, row in rows.items() if key != press.key}
    now = _standing(incident, run)
    later = [each for each in facts.values() if each.order > arrived.order and not _gone_on(now, each, answers)]
    earlier = {each.key: each for each in facts.values() if each.order < arrived.order}
    base = presses.before(now, later, earlier, answers)
    later = [each for each in later if not presses.settled_before(base, each, earlier, answers)]
    then, settled = presses.settle(base, [arrived, *later], earlier, settings.UNDO_SECONDS)
    way = presses.steps(now, then)
    if not presses.possible(now, way):
        then, way = now, []
        settled = {press.key: Answer(presses.REFUSED, "not_possible", {"status": run.status})}
    with audit.act(act, by=press.by):
        _take_steps(run, way, rows)
        _write_answers(rows, settled, then, press)
        _write_log(incident, run, now, then, rows, press)
        derive(incident)
        incident.save()
    tell(incident, stations=(run.order.station_id,))


def _fact(row: StampPress) -> Press:
    return Press(row.key, row.at, row.received_at, row.by_id, row.stamp, row.of_key)


def _standing(incident: Incident, run: Run) -> Standing:
    sources = {stamp: facts for stamp, facts in run.provenance.items() if getattr(run, f"{stamp}_at", None)}
    return Standing(
        kind=incident.kind or "",
        status=run.status,
        times=run.times(),
        made={stamp: facts["press"] for stamp, facts in sources.items() if "press" in facts},
        said={stamp: facts.get("source", "") for stamp, facts in sources.items() if "press" not in facts},
        is_open=incident.status == rules.OPEN,
    )


def _gone_on(now: Standing, press: Press, answers: Mapping[str, str]) -> bool:
    """Has somebody corrected what this press recorded? Then it is settled for good."""
    recorded = not press.of_key and answers[press.key] == presses.DONE
    return recorded and now.made.get(press.stamp) != press.key and now.known(press.stamp) != press.at


def _take_steps(run: Run, way: Iterable[Standing], rows: Mapping[str, StampPress]) -> None:
    """Save the run once a step: the database's guard sees moves, never leaps."""
    for step in way:
        run.status = step.status
        for stamp in rules.STAMP:
            setattr(run, f"{stamp}_at", step.known(stamp))
        run.provenance = {
            stamp: facts for stamp, facts in run.provenance.items() if "press" not in facts or stamp in step.made
        } | {stamp: _provenance(rows[key]) for stamp, key in step.made.items()}
        run.save()


def _provenance(press: StampPress) -> dict[str, Any]:
    return {**told(press.source, press.by, press.received_at), "press": press.key}


def _answer(row: StampPress, answer: Answer) -> bool:
    """Write an answer on its row; True when it says something new."""
    facts = dict(answer.facts)
    if (row.result, row.reason) == (answer.result, answer.reason) and row.pk is not None:
        return False
    row.result, row.reason, row.facts = answer.result, answer.reason, facts
    return True


def _write_answers(
    rows: Mapping[str, StampPress], settled: dict[str, Answer], then: Standing, press: StampPress
) -> None:
    for stamp, key in then.made.items():
        # One that had been taken back and stands again, because a press that came in late kept its undo from counting.
        if rows[key].result == presses.UNDONE and rows[key].stamp == stamp:
            settled.setdefault(key, Answer(presses.DONE))
    for key, answer in settled.items():
        if _answer(rows[key], answer) and key != press.key:
            rows[key].save()
    press.save(force_insert=True)


def _write_log(
    incident: Incident, run: Run, now: Standing, then: Standing, rows: Mapping[str, StampPress], press: StampPress
) -> None:
    for stamp in rules.STAMP:
        before, after = now.known(stamp), then.known(stamp)
        if before == after:
            continue
        if before is not None:
            # An undo happened when its device says; a stamp that another press displaced went when that came in.
            at = press.at if press.of_key else press.received_at
            log(
                incident, "undo_stamp", at=at, entered_at=press.received_at, by=press.by, run=run,
                vehicle=run.vehicle.call_sign, stamp=stamp,
            )  # fmt: skip
        if after is not None:
            made = rows[then.made[stamp]]
            log(
                incident, "stamp", at=after, entered_at=press.received_at, by=made.by, run=run,
                vehicle=run.vehicle.call_sign, stamp=stamp, via=made.source,
            )  # fmt: skip
