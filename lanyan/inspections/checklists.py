"""Checklists as rows of code lists: which one fits a place, and the items of a version."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from lanyan.kernel import codes
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Code
from lanyan.premises.models import CategoryMark

LISTS, ITEMS, GENERAL = "checklists", "checklist_items", "GENERAL"


def choices() -> list[tuple[str, str]]:
    """Every checklist with its words, for forms."""
    return [(code, row.label) for code, row in codes.table(LISTS).items()]


def words(code: str) -> str:
    """The name of a checklist."""
    row = codes.get(LISTS, code)
    return row.label if row else code


def checked(code: str, *, field: str = "checklist") -> Code:
    """The row of a checklist, or a refusal."""
    row = codes.get(LISTS, code)
    if row is None:
        raise Refused(_("There is no such checklist."), field=field)
    return row


def items(code: str, version: str) -> list[Code]:
    """The items of one version of a checklist, in order: old checks keep the items they were made with."""
    return list(Code.objects.of(ITEMS).filter(parent=code, version=version))


def categories(premises_id: int) -> list[str]:
    """The categories a place bears now, with those above them."""
    marks = CategoryMark.objects.standing().filter(premises_id=premises_id, until_date=None)
    return with_parents(marks.values_list("category", flat=True))


def with_parents(found: Iterable[str]) -> list[str]:
    """Categories and the categories above them, each once."""
    all_of_them: dict[str, None] = {}
    for code in found:
        row = codes.get("premises_categories", code)
        all_of_them[code] = None
        if row is not None and row.parent:
            all_of_them[row.parent] = None
    return list(all_of_them)


def proposed(premises_id: int) -> str:
    """The checklist that fits a place: the first in the order of the list that names one of its categories."""
    borne = set(categories(premises_id))
    # The narrower a list, the later it stands: a heritage building that is a key unit is checked as heritage.
    fitting = [code for code, row in codes.table(LISTS).items() if borne & set(row.facts.get("categories", "").split())]
    narrow = [code for code in fitting if code != "PRE_OPENING"]
    return narrow[-1] if narrow else GENERAL
