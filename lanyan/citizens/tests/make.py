"""The cast of complaints: a city with inspectors and a place, messages, matters lived through by actions."""

import io
from datetime import datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lanyan.citizens.actions import answering, matters, receiving
from lanyan.citizens.actions.attempts import Source
from lanyan.citizens.actions.matters import Taken, Way
from lanyan.citizens.actions.receiving import Person, Receipt, Told
from lanyan.citizens.models import Matter
from lanyan.inspections.actions import checks, conduct
from lanyan.inspections.actions.visits import Where
from lanyan.inspections.tests import make
from lanyan.kernel.periods import ZONE
from lanyan.units.tests import make as units

MORNING, TODAY = make.MORNING, make.TODAY
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WANG = Person("王小明", "13857000001", "双港新村3幢")
_numbers = count(1)


def city(code: str = "3308") -> SimpleNamespace:
    """A city with its inspectors, the head, a call taker, another battalion, and a place."""
    world = make.city(code)
    world.other = units.unit("BATTALION", f"{code}衢江大队", world.detachment, f"{code}03")
    world.taker = units.user("call_taker", world.detachment, name="余晓静")
    return world


def told(world: Any, words: str = "二楼安全出口上锁", *, premises: Any = None, **more: Any) -> Told:
    """What somebody says, by telephone unless said otherwise."""
    place = more.pop("place", "")
    where = Where(premises_id=premises.pk) if premises else Where(place_words=place or f"荷花路{next(_numbers)}号",
                                                                unit_id=world.battalion.pk)  # fmt: skip
    given = {"channel": "96119", "kind": "EXIT_BLOCKED", "words": words, "where": where, **more}
    return Told(**given)


def received(world: Any, *args: Any, at: datetime = MORNING, **more: Any) -> Receipt:
    """Enter a message by telephone."""
    return receiving.receive_message(told=told(world, *args, **more), received_at=at, at=at, by=world.taker)


def reported(world: Any, *args: Any, at: datetime = MORNING, device: str = "", **more: Any) -> Receipt:
    """Send a report from the public page."""
    photographs, key = more.pop("photographs", ()), more.pop("key", f"key-of-a-public-page-{next(_numbers):05}")
    given = told(world, *args, **{"channel": "PUBLIC", **more})
    source = Source("203.0.113.7", device or f"device-{next(_numbers)}")
    return receiving.report(told=given, photographs=photographs, key=key, source=source, at=at)


def accepted(world: Any, *args: Any, at: datetime = MORNING, **more: Any) -> Matter:
    """Enter a message and accept its matter at the place."""
    receipt = received(world, *args, at=at, **more)
    matter = receipt.message.matter
    taken = Taken(matter.kind, "安全出口上锁", world.premises.pk)
    return matters.accept_matter(matter_id=matter.pk, taken=taken, at=at + HOUR, by=world.user)


def checking(world: Any, *args: Any, at: datetime = MORNING, **more: Any) -> Matter:
    """Have an accepted matter checked on the same day."""
    matter = accepted(world, *args, at=at, **more)
    way = Way(scheduled_date=(at + HOUR).astimezone(ZONE).date())
    return matters.check_matter(matter_id=matter.pk, way=way, at=at + HOUR, by=world.user)


def live_through(world: Any, inspection: Any, *, at: datetime) -> None:
    """Carry out the check of a matter, from its people to its end."""
    people = (world.lead.pk, world.second.pk)
    checks.assign_staff(inspection_id=inspection.pk, carrying=people, at=at, by=world.user)
    number = f"衢消检通〔2026〕第9{next(_numbers):03}号"
    checks.notify_check(inspection_id=inspection.pk, notice_number=number, notice_date=at.date(), at=at, by=world.user)
    begun = conduct.start_check(inspection_id=inspection.pk, at=at, by=world.user)
    make.answered(world, begun, at=at)
    conduct.conclude_check(
        inspection_id=inspection.pk,
        signature=make.signature(),
        result_words="未发现其他火灾隐患",
        at=at + HOUR,
        by=world.user,
    )


def verified(world: Any, *args: Any, outcome: str = "TRUE", at: datetime = MORNING, **more: Any) -> Matter:
    """Verify a matter by a check kept in another system, two hours after it came."""
    matter = accepted(world, *args, at=at, **more)
    way = Way(elsewhere_number=f"XF-{next(_numbers)}")
    matters.check_matter(matter_id=matter.pk, way=way, at=at + HOUR, by=world.user)
    then = at + 2 * HOUR
    return matters.verify_matter(
        matter_id=matter.pk, outcome=outcome, words="已当场开锁", checked_at=then, at=then, by=world.user
    )


def answered(world: Any, *args: Any, at: datetime = MORNING, **more: Any) -> Matter:
    """Verify a matter and answer everybody who wrote of it."""
    matter = verified(world, *args, at=at, **more)
    for message in matter.messages.all():
        answering.answer_message(
            message_id=message.pk, how="PHONE", answer="已督促整改", at=at + 3 * HOUR, by=world.user
        )
    matter.refresh_from_db()
    return matter


def picture(name: str = "现场.jpg", kind: str = "JPEG", colour: str = "red", **save: Any) -> SimpleUploadedFile:
    """A small photograph."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, kind, **save)
    return SimpleUploadedFile(name, out.getvalue())
