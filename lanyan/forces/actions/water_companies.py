"""Keeping the list of water companies: who mends what, how to reach them, how long they have."""

import dataclasses
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.forces.models import WaterCompany
from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused
from lanyan.units.models import Unit

MOST_DAYS = 365


@dataclasses.dataclass(frozen=True)
class CompanyFacts:
    """What is written down of a company; `expected_days` are calendar days."""

    name: str
    unit_id: int
    contact: str
    phone: str
    expected_days: int
    agreement: str = ""


@transaction.atomic
def add_company(*, facts: CompanyFacts, by: Any) -> WaterCompany:
    """Add a company that mends the water sources of a unit."""
    company = WaterCompany(**_checked(facts, but=0))
    with audit.act("forces.add_company", by=by):
        company.save(force_insert=True)
    search.index("water_company", [company])
    return company


@transaction.atomic
def change_company(*, company_id: int, facts: CompanyFacts, by: Any) -> WaterCompany:
    """Correct what is written down of a company; terms that run are not touched."""
    company = _locked(company_id)
    columns = _checked(facts, but=company.pk)
    for name, value in columns.items():
        setattr(company, name, value)
    with audit.act("forces.change_company", by=by):
        company.save(update_fields=[*columns])
    search.index("water_company", [company])
    return company


@transaction.atomic
def end_company(*, company_id: int, reason: str, on: date, by: Any) -> WaterCompany:
    """Say that a company answers no more for new faults; what is with it stays with it."""
    company = _locked(company_id)
    if not reason.strip():
        raise Refused(_("The reason is missing."), field="reason")
    company.ended_date, company.ended_reason = on, reason.strip()[:200]
    with audit.act("forces.end_company", by=by, reason=reason.strip()):
        company.save(update_fields=["ended_date", "ended_reason"])
    return company


def _locked(company_id: int) -> WaterCompany:
    company: WaterCompany = WaterCompany.objects.select_for_update().get(pk=company_id)
    if company.ended_date is not None:
        raise Refused(_("This company answers no more."))
    return company


def _checked(facts: CompanyFacts, *, but: int) -> dict[str, Any]:
    unit = Unit.objects.filter(pk=facts.unit_id, closed_date=None).first()
    if unit is None:
        raise Refused(_("The unit does not exist or is closed."), field="unit")
    texts = {name: getattr(facts, name).strip() for name in ("name", "contact", "phone", "agreement")}
    for name, reason in (
        ("name", _("The name is missing.")),
        ("contact", _("Who is to be called?")),
        ("phone", _("The telephone number is missing.")),
    ):
        if not texts[name]:
            raise Refused(reason, field=name)
    if not 1 <= facts.expected_days <= MOST_DAYS:
        raise Refused(
            _("A number from {first} to {last} is needed.").format(first=1, last=MOST_DAYS), field="expected_days"
        )
    if WaterCompany.objects.working().filter(unit=unit, name=texts["name"]).exclude(pk=but).exists():
        raise Refused(_("The unit has this company already."), field="name")
    return {**texts, "unit": unit, "expected_days": facts.expected_days}
