"""Faults passed to the company that mends: one list 移交单 with number and day, its receipt, its withdrawal."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from lanyan.forces import water_rules as rules
from lanyan.forces.actions import water_faults as faults
from lanyan.forces.models import WaterCompany, WaterFault, WaterTransfer
from lanyan.kernel import audit, search, serials
from lanyan.kernel.errors import Refused
from lanyan.units.models import Unit

# One list is one sheet or two of paper.
MOST_FAULTS = 50


@transaction.atomic
def pass_faults(*, fault_ids: Collection[int], company_id: int, way: str, at: datetime, by: Any) -> WaterTransfer:
    """Pass faults to one company on one list: its term begins. People carry the list, nothing is sent from here."""
    if not fault_ids:
        raise Refused(_("Choose at least one fault."), field="faults")
    if len(fault_ids) > MOST_FAULTS:
        raise Refused(_("At most {number} faults on one list.").format(number=MOST_FAULTS), field="faults")
    if way not in WaterTransfer.Way.values:
        raise Refused(_("There is no such way."), field="way")
    company = WaterCompany.objects.working().select_related("unit").filter(pk=company_id).first()
    if company is None:
        raise Refused(_("There is no such company, or it answers no more."), field="company")
    chosen = _chosen(fault_ids, company)
    unit = _common(chosen)
    transfer = WaterTransfer(
        number=number(unit, at), company=company, unit=unit, made_at=at, made_by=by, way=way,
        due_date=localdate(at) + timedelta(days=company.expected_days),
    )  # fmt: skip
    transfer.content = content(transfer, chosen)
    with audit.act("forces.pass_faults", by=by):
        transfer.save(force_insert=True)
        for fault in chosen:
            fault.company, fault.transfer, fault.passed_at, fault.due_date = company, transfer, at, transfer.due_date
            fault.save(update_fields=["state", "company", "transfer", "passed_at", "due_date"])
    search.index("water_transfer", [transfer])
    faults.tell(*chosen)
    return transfer


def _chosen(fault_ids: Collection[int], company: WaterCompany) -> list[WaterFault]:
    """The faults, locked in one order; each not passed yet and served by the company."""
    found = WaterFault.objects.select_for_update(of=("self",)).filter(pk__in=fault_ids).order_by("pk")
    chosen = list(found.select_related("source__unit"))
    if len(chosen) < len(set(fault_ids)):
        raise Refused(_("A fault does not exist."), field="faults")
    for fault in chosen:
        faults.move(fault, "pass_faults")
        if not fault.source.unit.path.startswith(company.unit.path):
            reason = _("{company} does not serve {source}.").format(company=company, source=fault.source)
            raise Refused(reason, field="company")
    return chosen


def _common(chosen: list[WaterFault]) -> Unit:
    """The smallest unit over all the faults."""
    parts = [fault.source.unit.path.split(".") for fault in chosen]
    shared = [level[0] for level in takewhile(lambda level: len(set(level)) == 1, zip(*parts, strict=False))]
    above: Unit = Unit.objects.get(path=f"{'.'.join(filter(None, shared))}.")
    return above


def number(unit: Unit, at: datetime) -> str:
    """The next number of the city's year."""
    city, year = unit.division_code[:4], localdate(at).year
    return f"{city}水移〔{year}〕{serials.take(f'water_transfer:{city}:{year}')}号"


def content(transfer: WaterTransfer, chosen: list[WaterFault]) -> dict[str, Any]:
    """The words of the paper, as they are now."""
    # The paper is Chinese, whoever makes it in whatever language.
    with translation.override("zh-hans"):
        kinds = [fault.source.get_kind_display() for fault in chosen]
    rows = [
        {
            "number": fault.source.number,
            "kind": kind,
            "place": fault.source.address or fault.source.name,
            "fault": fault.line,
            "found": f"{localtime(fault.found_at):%Y-%m-%d}",
        }
        for fault, kind in zip(chosen, kinds, strict=True)
    ]
    company = transfer.company
    return {
        "agency": transfer.unit.name,
        "title": "消火栓（消防水源）故障移交单",
        "number": transfer.number,
        "company": company.name,
        "contact": company.contact,
        "phone": company.phone,
        "rows": rows,
        "due": _day(transfer.due_date),
        "day": _day(localdate(transfer.made_at)),
    }


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _locked(transfer_id: int) -> WaterTransfer:
    found = WaterTransfer.objects.select_for_update(of=("self",)).select_related("unit", "company")
    transfer: WaterTransfer = found.get(pk=transfer_id)
    if transfer.withdrawn_at is not None:
        raise Refused(_("This list has been withdrawn."))
    return transfer


@transaction.atomic
def receive_transfer(
    *, transfer_id: int, received_date: date, received_by: str, at: datetime, by: Any
) -> WaterTransfer:
    """Note the receipt of the company: when, and who took it."""
    transfer = _locked(transfer_id)
    if not localdate(transfer.made_at) <= received_date <= localdate(at):
        raise Refused(_("The day lies between the passing and today."), field="received_date")
    transfer.received_date = received_date
    transfer.received_by = faults.needed(received_by, "received_by", _("Who received it?"))[:40]
    with audit.act("forces.receive_transfer", by=by):
        transfer.save(update_fields=["received_date", "received_by"])
    return transfer


@transaction.atomic
def withdraw_transfer(*, transfer_id: int, reason: str, at: datetime, by: Any) -> WaterTransfer:
    """Withdraw a list made by mistake: its faults are not passed yet; not once the company has answered."""
    transfer = _locked(transfer_id)
    reason = faults.needed(reason, "reason", _("The reason is missing."))
    held = list(transfer.faults.select_for_update(of=("self",)).select_related("source").order_by("pk"))
    if any(fault.answered_at or fault.said_mended_at or fault.unmended_at for fault in held):
        raise Refused(_("The company has answered already."))
    back = [fault for fault in held if fault.state == rules.PASSED]
    transfer.withdrawn_at, transfer.withdrawn_reason = at, reason[:200]
    with audit.act("forces.withdraw_transfer", by=by, reason=reason):
        for fault in back:
            faults.move(fault, "take_back_fault")
            fault.company = fault.transfer = fault.passed_at = fault.due_date = None
            fault.warned_at = fault.escalated_at = None
            fault.save()
        transfer.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    faults.tell(*back)
    return transfer
