"""Categories: proposed by rule, confirmed or declared by a person, ended on a day; never changed silently."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.premises import queries
from lanyan.premises.actions import common
from lanyan.premises.actions.facts import still, withdraw_entry
from lanyan.premises.actions.risk import refresh
from lanyan.premises.models import CategoryMark


@transaction.atomic
def confirm_category(
    *, premises_id: int, category: str, since_date: date, rule: str = "", note: str = "", at: datetime, by: Any
) -> CategoryMark:
    """Let premises bear a category from a day on: by the rule that proposes it now, or declared with a note."""
    premises = common.open_premises(premises_id)
    common.coded(category, "premises_categories", field="category", must=True)
    grounds, version, note = CategoryMark.DECLARED, "", common.said(note, field="note", most=200)
    if rule:
        found = [one for one in queries.proposals(premises) if one.rule.code == rule and one.category == category]
        if not found:
            raise Refused(_("The facts no longer speak for this category by this rule."), field="rule")
        grounds, version = rule, found[0].rule.version
    elif not note:
        raise Refused(_("A category without a rule needs a note that says why."), field="note")
    if CategoryMark.objects.standing().filter(premises=premises, category=category, until_date=None).exists():
        raise Refused(_("The premises bear this category already."), field="category")
    with audit.act("premises.confirm_category", by=by):
        mark: CategoryMark = CategoryMark.objects.create(
            premises=premises,
            category=category,
            since_date=since_date,
            grounds=grounds,
            grounds_version=version,
            note=note,
        )
    refresh([premises.pk], at=at)
    common.announce(premises)
    return mark


@transaction.atomic
def end_category(*, mark_id: int, until_date: date, reason: str, at: datetime, by: Any) -> CategoryMark:
    """End a category on a day, with the reason."""
    mark: CategoryMark = common.locked(CategoryMark, mark_id)
    still(mark)
    common.ordered(mark.since_date, until_date)
    mark.until_date = until_date
    reason = common.said(reason, field="reason", most=200, must=True)
    with audit.act("premises.end_category", by=by, reason=reason):
        mark.save(update_fields=["until_date"])
    refresh([mark.premises_id], at=at)
    return mark


@transaction.atomic
def withdraw_category(*, mark_id: int, reason: str, at: datetime, by: Any) -> CategoryMark:
    """Withdraw a category entered by mistake."""
    mark: CategoryMark = withdraw_entry(CategoryMark, mark_id, reason, at, by)
    return mark
