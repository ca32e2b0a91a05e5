"""The cast of this app's tests: a city with qualified people, places, and checks lived through by our own actions."""

import io
from datetime import date, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from lanyan.inspections import checklists
from lanyan.inspections.actions import checks, conduct
from lanyan.inspections.actions.checks import Wanted
from lanyan.inspections.models import Inspection
from lanyan.kernel.periods import ZONE
from lanyan.people import actions as people
from lanyan.people import certificates
from lanyan.people.models import Person
from lanyan.premises.models import Premises
from lanyan.premises.tests import make as places
from lanyan.units.models import Unit
from lanyan.units.tests import make as units

# A Wednesday without holiday near it.
MORNING = datetime(2026, 5, 13, 9, 0, tzinfo=ZONE)
TODAY = MORNING.date()
LONG_AGO = date(2020, 1, 1)
_numbers = count(1)


def person(unit: Unit, name: str, category: str = "OFFICER", *, login: str = "", licensed: bool = True) -> Person:
    """Add a member of a unit; with 执法资格 unless said otherwise, and a login of this name where one is given."""
    number = next(_numbers)
    made = people.create_person(
        number=f"J{number:05}", name=name, category=category, unit_id=unit.pk, username=login, by=None
    )
    if licensed:
        licence(made)
    return made


def licence(person: Person, since: date = LONG_AGO, until: date | None = None) -> Any:
    """Give a person the law-enforcement certificate."""
    return certificates.enter_certificate(
        person_id=person.pk,
        kind="ENFORCEMENT",
        number=f"XFZF{next(_numbers):06}",
        since_date=since,
        until_date=until,
        by=None,
    )


def city(code: str = "3308") -> SimpleNamespace:
    """Build a city: units, two qualified inspectors with logins, one who may only assist, the head, one place."""
    return staffed(units.city(code, "衢州" if code == "3308" else "长治"))


def staffed(world: SimpleNamespace) -> SimpleNamespace:
    """Give the battalion of a city its inspectors, and a place to check."""
    world.user = units.user("inspector", world.battalion, name="周明")
    world.other_user = units.user("inspector", world.battalion, name="陈立")
    world.head = units.user("battalion_head", world.battalion, name="方正")
    world.lead = person(world.battalion, "周明", login=world.user.username)
    world.second = person(world.battalion, "陈立", login=world.other_user.username)
    world.third = person(world.battalion, "王海")
    world.clerk = person(world.battalion, "李文", "CLERK", licensed=False)
    world.premises = place(world, "城南商场")
    return world


def place(world: SimpleNamespace, name: str = "", **more: Any) -> Premises:
    """Enter a place supervised by the city's battalion."""
    facts = {"division_code": world.battalion.division_code, **more}
    return places.premises(world.battalion, name, **facts)


def planned(
    world: SimpleNamespace, premises: Premises | None = None, *, at: datetime = MORNING, **more: Any
) -> Inspection:
    """Plan a check for a complaint, with its two people, unless said otherwise."""
    facts = {
        "form": "AS_NEEDED",
        "cause": "COMPLAINT",
        "cause_words": "群众反映安全出口上锁",
        "scheduled_date": at.astimezone(ZONE).date(),
        "checklist": "GENERAL",
        "carrying": (world.lead.pk, world.second.pk),
        **more,
    }
    wanted = Wanted(premises_id=(premises or world.premises).pk, **facts)
    return checks.plan_check(wanted=wanted, at=at, by=world.user)


def notified(
    world: SimpleNamespace, premises: Premises | None = None, *, at: datetime = MORNING, **more: Any
) -> Inspection:
    """Serve the notice of a check."""
    inspection = planned(world, premises, at=at, **more)
    number = f"衢消检通〔2026〕第{next(_numbers):04}号"
    return checks.notify_check(
        inspection_id=inspection.pk, notice_number=number, notice_date=at.astimezone(ZONE).date(), at=at, by=world.user
    )


def underway(
    world: SimpleNamespace, premises: Premises | None = None, *, at: datetime = MORNING, **more: Any
) -> Inspection:
    """Begin a check."""
    inspection = notified(world, premises, at=at, **more)
    return conduct.start_check(inspection_id=inspection.pk, at=at, by=world.user)


def answered(
    world: SimpleNamespace, inspection: Inspection, *, no: int = 0, explained: bool = True, at: datetime = MORNING
) -> Inspection:
    """Show credentials and answer every item; the first `no` of them with no, explained unless said otherwise."""
    later = at + timedelta(minutes=5)
    lines = [conduct.Line(key=conduct.fresh_key(), at=later, field="credentials", value="1")]
    for number, item in enumerate(checklists.items(inspection.checklist, inspection.checklist_version)):
        words = (
            {"value": "NO", "explanation": "当场核实不属隐患" if explained else ""} if number < no else {"value": "YES"}
        )
        lines.append(conduct.Line(key=conduct.fresh_key(), at=later, item=item.pk, **words))
    for line in lines:
        conduct.say(inspection_id=inspection.pk, line=line, at=later, by=world.user)
    return Inspection.objects.get(pk=inspection.pk)


def signature() -> conduct.Signature:
    """A signature drawn on a screen."""
    return conduct.Signature(name="王建国", post="消防安全管理人", picture=ContentFile(png(), name="signature.png"))


def png(shade: int = 255) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("L", (120, 40), shade).save(out, "PNG")
    return out.getvalue()


def concluded(
    world: SimpleNamespace, premises: Premises | None = None, *, at: datetime = MORNING, **more: Any
) -> Inspection:
    """Live through a whole check."""
    inspection = answered(world, underway(world, premises, at=at, **more), at=at)
    return conduct.conclude_check(
        inspection_id=inspection.pk,
        signature=signature(),
        result_words="未发现火灾隐患",
        at=at + timedelta(hours=1),
        by=world.user,
    )
