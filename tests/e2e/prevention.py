"""What prevention's stories begin with: a place, its inspectors and what is known of both; and steps they share."""

import io
import re
from datetime import date, datetime, timedelta
from typing import Any

PREPARE = "from tests.e2e import prevention; prevention.build()"
PLACE, CAPPED, OLD, NEW = "城南商场", "满额酒店", "旧楼商场", "新楼商场"
INSPECTOR, HEAD, SECOND, ASSISTANT = "wangli", "maojianjun", "陈立", "李文"
CHECKED_THEN = datetime.fromisoformat("2025-09-10T09:00:00+08:00")


def build() -> None:
    """Add to the demo's ground, by the apps' own actions, what the stories find there."""
    # Only the process that prepares the database has Django set up.
    from django.utils import timezone  # noqa: PLC0415

    from lanyan.inspections.actions import plans  # noqa: PLC0415
    from lanyan.people.models import Person  # noqa: PLC0415
    from lanyan.units.models import Unit  # noqa: PLC0415

    unit = Unit.objects.get(name__startswith="柯城区", kind=Unit.Kind.BATTALION)
    lead = Person.objects.get(user__username=INSPECTOR)
    second, assistant = _people(unit)
    for person in (lead, second):
        _licence(person)
    for name in (PLACE, CAPPED, OLD, NEW, *(f"抽查单位{number:02}" for number in range(1, 13))):
        _place(unit, name)
    now = timezone.now()
    drive = plans.make_drive(
        unit_id=unit.pk, kind="EBIKE", name="电动自行车专项检查", since_date=date(2025, 1, 1), at=now, by=None
    ) if "at" in plans.make_drive.__kwdefaults__ or False else plans.make_drive(
        unit_id=unit.pk, kind="EBIKE", name="电动自行车专项检查", since_date=date(2025, 1, 1), by=None
    )
    for _time in range(2):
        _plan(CAPPED, [lead, second], at=now, cause="SPECIAL", drive_id=drive.pk)
    _begun(OLD, lead, second, at=CHECKED_THEN)
    _begun(NEW, lead, second, at=now - timedelta(minutes=30))
    assert assistant.category == "CLERK"
