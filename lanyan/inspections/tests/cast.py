"""The cast of enforcement: a place under check, two inspectors who qualify, the head who decides."""

import io
from datetime import date, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lanyan.inspections.actions import hazards
from lanyan.inspections.models import Hazard, Inspection, PaperSource
from lanyan.inspections.rules import checks
from lanyan.kernel.periods import ZONE
from lanyan.people.models import Certificate, Person
from lanyan.premises.tests import make as premises_make
from lanyan.units.models import Unit, User
from lanyan.units.tests import make

# A Thursday of working days: 6, 9 and 10 March follow.
CHECKED = datetime(2026, 3, 5, 10, 0, tzinfo=ZONE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_numbers = count(1)


def officer(unit: Unit, name: str, *, user: User | None = None, category: str = "OFFICER", until: Any = None) -> Person:
    """A person with a law-enforcement certificate."""
    serial = next(_numbers)
    person = Person.objects.create(number=f"ZF{serial:04}", name=name, category=category, unit=unit, user=user)
    Certificate.objects.create(
        person=person, kind="ENFORCEMENT", number=f"X{serial:05}", since_date=date(2020, 1, 1), until_date=until
    )
    return person


def inspection(world: Any, *, at: datetime = CHECKED, premises: Any = None, state: str = checks.UNDERWAY) -> Inspection:
    """A check under way; how it comes about is tested elsewhere."""
    serial = next(_numbers)
    return Inspection.objects.create(
        number=f"3308-JC-2026-9{serial:04}",
        state=state,
        premises=premises or world.premises,
        unit=world.battalion,
        form=checks.SPOT_CHECK,
        cause=checks.BY_COMPLAINT,
        scheduled_date=at.astimezone(ZONE).date(),
        checklist="GENERAL",
        notice_number=f"J{serial}",
        notice_date=at.astimezone(ZONE).date(),
        notified_at=at - HOUR,
        started_at=at,
        created_at=at - HOUR,
    )


def city(code: str = "3308") -> SimpleNamespace:
    """A city with a place, inspectors, a head and a leader."""
    world = make.city(code, "衢州" if code == "3308" else "长治")
    world.inspector = make.user("inspector", world.battalion, name="张检")
    world.second = make.user("inspector", world.battalion, name="李检")
    world.head = make.user("battalion_head", world.battalion, name="王大队")
    world.leader = make.user("leader", world.detachment, name="徐支队")
    world.zhang = officer(world.battalion, "张检", user=world.inspector)
    world.li = officer(world.battalion, "李检", user=world.second)
    world.officers = [world.zhang.pk, world.li.pk]
    world.premises = premises_make.premises(world.battalion, "府山商场", division_code=f"{code}02")
    world.check = inspection(world)
    return world


def find(world: Any, words: str = "二层安全出口上锁", *, check: Any = None, at: datetime = CHECKED + HOUR) -> Hazard:
    """A hazard found in the check."""
    return hazards.find(
        inspection_id=(check or world.check).pk,
        clause="消防法第28条",
        words=words,
        place="二层",
        at=at,
        by=world.inspector,
    )


def ordered(world: Any, due: date = date(2026, 3, 20), **more: Any) -> Hazard:
    """A hazard ordered to be put right by a date."""
    hazard = find(world, **more)
    hazards.order_by_date(hazard_ids=[hazard.pk], due_date=due, at=CHECKED + 2 * HOUR, by=world.inspector)
    hazard.refresh_from_db()
    return hazard


def lanyan_numbers(world: Any) -> PaperSource:
    """The detachment declares that papers are numbered here."""
    return PaperSource.objects.create(unit=world.detachment, source="LANYAN", agency="衢", since_date=date(2020, 1, 1))


def picture(name: str = "现场.jpg", colour: str = "red", kind: str = "JPEG", **save: Any) -> SimpleUploadedFile:
    """A small photograph."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, kind, **save)
    return SimpleUploadedFile(name, out.getvalue())


def signature() -> SimpleUploadedFile:
    """A signature as the screen sends it."""
    return picture("signature.png", "black", "PNG")
