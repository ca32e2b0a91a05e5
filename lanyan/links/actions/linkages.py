"""The register of linkage units: added, changed, withdrawn, brought in from a file."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit, codes, files, search, uploads
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import CORRECTED, CREATED, REFUSED, SAME, Outcome, Row
from lanyan.kernel.verbs import locked, needed, short
from lanyan.links.actions.common import tell
from lanyan.links.models import LinkageUnit
from lanyan.places.models import Division
from lanyan.units.models import Unit


@dataclass(frozen=True)
class LinkageFacts:
    """What is written down of a linkage unit."""

    kind: str
    name: str
    phone: str
    phone2: str = ""
    email: str = ""
    contact: str = ""
    divisions: tuple[str, ...] = ()
    resources: str = ""
    agreement: str = ""
    agreed_until_date: date | None = None
    checked_date: date | None = None


LENGTHS = {"phone2": 30, "contact": 60, "resources": 300, "agreement": 120, "email": 100}


@transaction.atomic
def add_linkage(*, unit_id: int, facts: LinkageFacts, document: Any = None, at: datetime, by: Any) -> LinkageUnit:
    """Add a linkage unit, with the document of what was agreed."""
    unit: Unit | None = Unit.objects.select_for_update().filter(pk=unit_id, closed_date=None).first()
    if unit is None:
        raise Refused(_("There is no such unit."), field="unit")
    found = LinkageUnit(unit=unit)
    _fill(found, facts)
    with audit.act("links.add_linkage", by=by):
        found.save()
        _attach(found, document, at, by)
    search.index("linkage_unit", [found])
    return found


@transaction.atomic
def change_linkage(*, linkage_id: int, facts: LinkageFacts, document: Any = None, at: datetime, by: Any) -> LinkageUnit:
    """Correct what is written down of a linkage unit; notices keep what they were sent to."""
    found = _standing(linkage_id)
    _fill(found, facts)
    with audit.act("links.change_linkage", by=by):
        found.save()
        _attach(found, document, at, by)
    search.index("linkage_unit", [found])
    return found


@transaction.atomic
def withdraw_linkage(*, linkage_id: int, reason: str, at: datetime, by: Any) -> LinkageUnit:
    """Withdraw a linkage unit: it is not proposed any more."""
    reason = needed(reason)
    found = _standing(linkage_id)
    found.withdrawn_at, found.withdrawn_reason = at, reason
    with audit.act("links.withdraw_linkage", by=by, reason=reason):
        found.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    search.index("linkage_unit", [found])
    return found


def _standing(linkage_id: int) -> LinkageUnit:
    found: LinkageUnit = locked(LinkageUnit, linkage_id, "unit")
    if found.withdrawn_at is not None:
        raise Refused(_("This linkage unit has been withdrawn."))
    return found


def _attach(found: LinkageUnit, document: Any, at: datetime, by: Any) -> None:
    if document is None:
        return
    kinds = (uploads.PDF, uploads.WORD, uploads.IMAGE)
    stored = files.keep(upload=document, kinds=kinds, by=by, at=at, field="document")
    files.attach(record=found, stored=stored, kind="agreement", name=document.name, by=by, at=at)


def _fill(found: LinkageUnit, facts: LinkageFacts) -> None:
    """Take the facts over, or refuse them by field."""
    if codes.get("linkage_kinds", facts.kind) is None:
        raise Refused(_("There is no such entry in the list."), field="kind")
    found.kind = facts.kind
    found.name = needed(facts.name, "name", most=100)
    found.phone = needed(facts.phone, "phone", most=30)
    for name, most in LENGTHS.items():
        setattr(found, name, short(getattr(facts, name), name, most=most))
    _check_email(found.email)
    wanted = list(dict.fromkeys(facts.divisions))
    known = set(Division.objects.filter(code__in=wanted).values_list("code", flat=True))
    unknown = [code for code in wanted if code not in known]
    if unknown:
        raise Refused(_("There is no such district: {code}").format(code=", ".join(unknown)), field="divisions")
    found.divisions = wanted
    found.agreed_until_date, found.checked_date = facts.agreed_until_date, facts.checked_date
    same = LinkageUnit.objects.standing().filter(unit=found.unit, name=found.name).exclude(pk=found.pk)
    if same.exists():
        raise Refused(_("There is a linkage unit of this name already."), field="name")


def _check_email(text: str) -> None:
    if not text:
        return
    try:
        validate_email(text)
    except ValidationError as problem:
        raise Refused(_("This is not an e-mail address."), field="email") from problem


class LinkageLoader:
    """Takes the rows of a file: known by its name a unit is corrected, else added; an empty cell changes nothing."""

    def __init__(self, *, unit_id: int, at: datetime, by: Any, file: str = "") -> None:
        self.unit_id, self.at, self.by = unit_id, at, by
        self.seen: set[str] = set()

    def take(self, rows: Sequence[Row], *, write: bool) -> list[Outcome]:
        """Say what becomes of each row, and with `write` do it; one transaction for the batch."""
        with transaction.atomic():
            outcomes = [self._one(row) for row in rows]
            if not write:
                transaction.set_rollback(True)
        return outcomes

    def _one(self, row: Row) -> Outcome:
        name = str(row.values["name"])
        if name in self.seen:
            return Outcome(row.number, REFUSED, "name", _("stands in the file twice"))
        self.seen.add(name)
        known = LinkageUnit.objects.standing().filter(unit_id=self.unit_id, name=name).first()
        before = _facts_of(known) if known is not None else None
        values = {**(asdict(before) if before else {}), **row.values}
        facts = LinkageFacts(**values)
        if facts == before:
            return Outcome(row.number, SAME)
        try:
            # A row that is refused half-way leaves nothing behind.
            with transaction.atomic():
                self._write(known, facts)
        except Refused as refusal:
            return Outcome(row.number, REFUSED, refusal.field, refusal.reason)
        return Outcome(row.number, CORRECTED if known is not None else CREATED)

    def _write(self, known: LinkageUnit | None, facts: LinkageFacts) -> None:
        if known is None:
            add_linkage(unit_id=self.unit_id, facts=facts, at=self.at, by=self.by)
        else:
            change_linkage(linkage_id=known.pk, facts=facts, at=self.at, by=self.by)

    def finish(self) -> None:
        """Nothing is left to do."""
        unit = Unit.objects.get(pk=self.unit_id)
        tell(unit)


def _facts_of(found: LinkageUnit) -> LinkageFacts:
    names = LinkageFacts.__dataclass_fields__
    return LinkageFacts(**{**{name: getattr(found, name) for name in names}, "divisions": tuple(found.divisions)})
