"""External numbers: under which number a record stands in the systems that must be filled as well 录一次."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext

from lanyan.kernel import audit, bulk
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import ExternalNumber

System, State = ExternalNumber.System, ExternalNumber.State


def of(record: Model) -> list[ExternalNumber]:
    """All external numbers of a record, by system."""
    return list(ExternalNumber.objects.filter(kind=record._meta.label_lower, record_id=record.pk).order_by("system"))


def with_numbers(records: QuerySet[Any]) -> QuerySet[Any]:
    """Join the numbers there: `number_national` and `number_119`, null where there is none yet."""
    mine = ExternalNumber.objects.filter(kind=records.model._meta.label_lower, record_id=OuterRef("pk")).exclude(
        number=""
    )
    return records.annotate(
        number_national=Subquery(mine.filter(system=System.NATIONAL).values("number")[:1]),
        number_119=Subquery(mine.filter(system=System.DISPATCH_119).values("number")[:1]),
    )


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
    state = State.DIFFERS if differs else State.ENTERED
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


def expect_many(*, records: QuerySet[Any], systems: list[str]) -> None:
    """Note the same of several records; what is noted already stays."""
    kind = records.model._meta.label_lower
    keys = records.order_by("pk").values_list("pk", flat=True)
    ExternalNumber.objects.bulk_create(
        [ExternalNumber(kind=kind, record_id=key, system=system) for key in keys for system in systems],
        ignore_conflicts=True,
    )


def records_of(kind: str, system: str, numbers: Iterable[str]) -> dict[str, int]:
    """Which record of a kind bears each of these numbers there: one query."""
    found = ExternalNumber.objects.filter(kind=kind, system=system, number__in=set(numbers))
    return dict(found.values_list("number", "record_id"))


def enter_many(records: Iterable[tuple[Model, Mapping[str, str]]]) -> None:
    """Note of new records in which systems they stand under which number; an empty one is still to be entered.

    The caller has looked that no number is taken.
    """
    bulk.enter(
        [
            ExternalNumber(
                kind=record._meta.label_lower, record_id=record.pk, system=system, number=number,
                state=State.ENTERED if number else State.TO_ENTER,
            )
            for record, numbers in records
            for system, number in numbers.items()
        ]
    )  # fmt: skip


@transaction.atomic
def fill_many(*, entries: Iterable[ExternalNumber], by: Any, reason: str = "") -> None:
    """Write down the numbers of many records; the caller has looked that none is taken."""
    entries = list(entries)
    with audit.act("kernel.fill_external_numbers", by=by, reason=reason):
        ExternalNumber.objects.bulk_update([entry for entry in entries if entry.pk is not None], ["number", "state"])
        bulk.enter([entry for entry in entries if entry.pk is None])
