"""External numbers: under which number a record stands in the systems that must be filled as well 录一次."""

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import ExternalNumber


def of(record: Model) -> list[ExternalNumber]:
    """All external numbers of a record, by system."""
    return list(ExternalNumber.objects.filter(kind=record._meta.label_lower, record_id=record.pk).order_by("system"))


@transaction.atomic
def fill(*, record: Model, system: str, number: str, differs: bool = False, by: Any) -> ExternalNumber:
    """Write down the number a record got in an outside system, and whether it says the same there."""
    number = number.strip()
    if not number:
        raise Refused(gettext("The number is missing."), field="number")
    kind = record._meta.label_lower
    taken = ExternalNumber.objects.filter(kind=kind, system=system, number=number).exclude(record_id=record.pk).first()
    if taken is not None:
        reason = gettext("Number {number} already stands at another record.").format(number=number)
        raise Refused(reason, field="number")
    state = ExternalNumber.State.DIFFERS if differs else ExternalNumber.State.ENTERED
    with audit.act("kernel.fill_external_number", by=by):
        entry, _ = ExternalNumber.objects.update_or_create(
            kind=kind, record_id=record.pk, system=system, defaults={"number": number, "state": state}
        )
    return entry


def expect(*, record: Model, systems: list[str]) -> None:
    """Note that a record has yet to be entered in these systems."""
    kind = record._meta.label_lower
    ExternalNumber.objects.bulk_create(
        [ExternalNumber(kind=kind, record_id=record.pk, system=system) for system in systems], ignore_conflicts=True
    )
