"""Joined reads for single pages: the inspector's day, the items of a checklist with their answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from lanyan.inspections import checklists, staffing
from lanyan.inspections.models import Answer, Hazard, Inspection, InspectionStaff, Paper
from lanyan.inspections.rules import checks, papers
from lanyan.kernel import files
from lanyan.kernel.models import Attachment, Code

# A page of a day shows so many; who has more uses the list.
SHOWN = 60


@dataclass(frozen=True)
class Row:
    """One item of a checklist: its number, clause, and what was answered."""

    number: int
    item: Code
    answer: Answer | None
    hazards: int

    @property
    def clause(self) -> str:
        """Where the item is written."""
        return str(self.item.facts.get("clause", ""))

    @property
    def is_bare(self) -> bool:
        """Answered with no, and neither a hazard nor an explanation."""
        return bool(self.answer and self.answer.value == checks.NO and not self.hazards and not self.answer.explanation)


def rows(inspection: Inspection) -> list[Row]:
    """The items of a check's checklist with their answers: three queries."""
    version = inspection.checklist_version or checklists.checked(inspection.checklist).version
    answers = {answer.item_id: answer for answer in inspection.answers.all()}  # type: ignore[attr-defined]
    found: dict[int, int] = {}
    for item in inspection.hazards.standing().values_list("item_id", flat=True):
        found[item] = found.get(item, 0) + 1
    items = checklists.items(inspection.checklist, version)
    return [Row(at, item, answers.get(item.pk), found.get(item.pk, 0)) for at, item in enumerate(items, start=1)]


def result(listed: Iterable[Row]) -> dict[str, int]:
    """How many items were answered how."""
    values = [row.answer.value if row.answer else "" for row in listed]
    return {
        "yes": values.count(checks.YES),
        "no": values.count(checks.NO),
        "na": values.count(checks.NOT_APPLICABLE),
        "open": values.count(""),
        "all": len(values),
        "done": len(values) - values.count(""),
    }


def mine(user: Any, standing: Any) -> Any:
    """Those of the standing checks that the reader carries out or assists; all where no person stands behind them."""
    person = staffing.person_of(user)
    return standing.of_person(person.pk) if person is not None else standing


@dataclass(frozen=True)
class Day:
    """The inspector's day: under way, due (today or earlier), the next ones, and terms that end soon or have ended."""

    underway: list[Inspection]
    late: list[Inspection]
    today: list[Inspection]
    coming: list[Inspection]
    breaking: list[Inspection]


def day(user: Any, on: date, at: datetime, *, all_of_unit: bool) -> Day:
    """What an inspector has to do: one query for the checks, one for the people."""
    seen = Inspection.objects.visible_to(user, "inspections.carry_out_check").standing()
    found = seen if all_of_unit else mine(user, seen)
    found = found.select_related("premises", "drive", "unit").prefetch_related("staff__person")
    listed = list(found.order_by("scheduled_date", "pk")[: 5 * SHOWN])
    waiting = [check for check in listed if check.state != checks.UNDERWAY]
    return Day(
        underway=[check for check in listed if check.state == checks.UNDERWAY],
        late=[check for check in waiting if check.scheduled_date < on],
        today=[check for check in waiting if check.scheduled_date == on],
        coming=[check for check in waiting if check.scheduled_date > on][:SHOWN],
        breaking=[check for check in listed if check.due_at is not None and (check.due_at - at).days < 1],
    )


def pictures(inspection: Inspection) -> tuple[list[Attachment], list[Attachment]]:
    """The photographs and the signature of a check: one query."""
    found = files.of(inspection)
    return [each for each in found if each.kind == "photo"], [each for each in found if each.kind == "signature"]


def state_said(inspection: Inspection, listed: Iterable[Row]) -> dict[str, Any]:
    """What the server has of a draft, for the device's script: answers by item, and when the device said them."""
    answers = {
        str(row.item.pk): {
            "value": row.answer.value,
            "words": row.answer.words,
            "explanation": row.answer.explanation,
            "at": row.answer.device_at.isoformat(),
        }
        for row in listed
        if row.answer is not None
    }
    return {"check": inspection.pk, "answers": answers, "fields": inspection.said_at}


def instant(text: Any) -> datetime | None:
    """An instant with its zone as a device writes it; None when it is none."""
    try:
        at = parse_datetime(str(text))
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def hazards_of(inspection: Inspection) -> Any:
    """What was found in a check, in order."""
    return Hazard.objects.filter(inspection=inspection).standing().order_by("pk")


def papers_of(inspection: Inspection) -> list[Paper]:
    """The notice and the record of a check."""
    found = Paper.objects.filter(inspection=inspection, kind__code__in=papers.OF_CHECK)
    return list(found.select_related("kind").order_by("pk"))


def members(inspection: Inspection) -> list[InspectionStaff]:
    """The people of a check, who is in charge first."""
    order = {part: at for at, part in enumerate(InspectionStaff.Part.values)}
    found = inspection.staff.standing().select_related("person__unit")  # type: ignore[attr-defined]
    return sorted(found, key=lambda member: (order[member.part], member.pk))
