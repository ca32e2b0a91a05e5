"""What a paper says: built once from the records when it is made, then frozen; Word and PDF read only this.

The set phrases are rows of `data/papers/words.csv` with source and version: the legal officer changes them there.
"""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation

from lanyan.inspections.models import Hazard, Inspection
from lanyan.kernel import codes
from lanyan.kernel.documents import FOLDER
from lanyan.kernel.models import Code
from lanyan.kernel.periods import ZONE
from lanyan.premises.models import Premises
from lanyan.units.models import Unit


@lru_cache(maxsize=1)
def phrases() -> dict[str, dict[str, str]]:
    """The set phrases of every kind of paper."""
    with (FOLDER / "words.csv").open(encoding="utf-8", newline="") as lines:
        return {row["kind"]: row for row in csv.DictReader(lines)}


def chinese(day: date | datetime | None) -> str:
    """A day as papers write it: 2026年3月5日; papers are Chinese whatever the reader's language."""
    if day is None:
        return "____年__月__日"
    local = day.astimezone(ZONE) if isinstance(day, datetime) else day
    return f"{local.year}年{local.month}月{local.day}日"


def content(
    *,
    kind: Code,
    unit: Unit,
    premises: Premises,
    at: datetime,
    items: Sequence[str] = (),
    officers: str = "",
    words: str = "",
    addressee: str = "",
    **blanks: str,
) -> dict[str, Any]:
    """The frozen content: title, addressee, opening, items, closing, rights, agency, day."""
    phrase = phrases()[kind.code]
    filled = {"day": chinese(at), "due": "____", "part": "____", "law": "____", "penalty": "____", **blanks}
    filled.setdefault("checked", filled["day"])
    for name in ("standard", "applied", "before"):
        filled.setdefault(name, "____")
    return {
        "title": kind.label_zh,
        "agency": unit.name,
        "addressee": addressee or premises.name,
        "address": premises.address,
        "opening": phrase["opening"].format_map(filled),
        "items": list(items),
        "words": words,
        "closing": phrase["closing"].format_map(filled),
        "rights": phrase["rights"],
        "officers": officers,
        "day": chinese(at),
        "form": kind.source,
        "words_version": phrase["version"],
    }


def of_hazards(hazards: Sequence[Hazard]) -> list[str]:
    """One line for each hazard: where, what, against which clause."""
    return [
        "".join(part for part in (f"{one.place}：" if one.place else "", one.words, f"（{one.clause}）"))
        for one in hazards
    ]


def officers_of(inspection: Inspection) -> str:
    """Who carries a check out, with their certificates, as papers name them."""
    carrying = inspection.staff.carrying().select_related("person")  # type: ignore[attr-defined]
    return "、".join(f"{one.person.name}（{one.certificate_number}）" for one in carrying)


def of_check(inspection: Inspection) -> list[str]:
    """What the notice of a check says of it: form and matter, in the house's language."""
    with translation.override(settings.LANGUAGE_CODE):
        row = codes.get("checklists", inspection.checklist)
        lines = [f"检查形式：{inspection.get_form_display()}"]
        return [*lines, f"检查内容：{row.label_zh}"] if row is not None else lines


def of_results(hazards: Sequence[Hazard], told: dict[int, tuple[bool, str]]) -> list[str]:
    """One line for each hazard re-checked: what was found, and whether it is put right."""
    lines = []
    for one, line in zip(hazards, of_hazards(hazards), strict=True):
        fixed, words = told[one.pk]
        lines.append(f"{line}：{'已改正' if fixed else '未改正'}{'。' + words if words else ''}")
    return lines
