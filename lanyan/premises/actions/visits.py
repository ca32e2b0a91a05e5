"""Familiarisations 六熟悉: what a station knows of premises after a visit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit, codes
from lanyan.kernel.errors import Refused
from lanyan.premises.actions import common
from lanyan.premises.actions.facts import withdraw_entry
from lanyan.premises.actions.risk import refresh
from lanyan.premises.models import Familiarisation

# Known, not known, not applicable: the last is an answer too.
ANSWERS = ("YES", "NO", "NA")


@transaction.atomic
def enter_familiarisation(
    *,
    premises_id: int,
    unit_id: int,
    visited_at: datetime,
    headcount: int,
    answers: Mapping[str, str],
    led_by: str = "",
    findings: str = "",
    at: datetime,
    by: Any,
) -> Familiarisation:
    """Enter a visit: every one of the six parts is answered."""
    premises, station = common.open_premises(premises_id), common.unit(unit_id)
    if visited_at > at:
        raise Refused(_("This instant has not come yet."), field="visited_at")
    if not 1 <= headcount <= 500:
        raise Refused(_("A number from 1 to 500 is needed."), field="headcount")
    said: dict[str, str] = {}
    for code in codes.table("premises_familiar"):
        if answers.get(code) not in ANSWERS:
            raise Refused(_("This part has no answer yet."), field=code)
        said[code] = answers[code]
    with audit.act("premises.enter_familiarisation", by=by):
        visit: Familiarisation = Familiarisation.objects.create(
            premises=premises,
            unit=station,
            visited_at=visited_at,
            headcount=headcount,
            answers=said,
            led_by=common.said(led_by, field="led_by", most=40),
            findings=common.said(findings, field="findings", most=4000),
        )
    refresh([premises.pk], at=at)
    common.announce(premises)
    return visit


@transaction.atomic
def withdraw_familiarisation(*, visit_id: int, reason: str, at: datetime, by: Any) -> Familiarisation:
    """Withdraw a visit entered by mistake."""
    visit: Familiarisation = withdraw_entry(Familiarisation, visit_id, reason, at, by)
    return visit
