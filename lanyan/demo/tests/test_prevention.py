"""The past and present of prevention: exact numbers, lawful lives, a history like that of records made by actions."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Count, F, Q

from lanyan.demo import past_book, past_shape
from lanyan.demo.ground import build_ground
from lanyan.demo.prevention import build, counting, present, shapes
from lanyan.demo.tests.prevention import LEDGERS, YEARS
from lanyan.inspections import lots, staffing
from lanyan.inspections.actions.common import facts_of, next_number
from lanyan.inspections.models import Answer, Case, Draw, Drill, Hazard, Inspection, InspectionStaff, Paper, Seal, Term
from lanyan.inspections.rules import checks
from lanyan.kernel import audit, figures, periods, search, workdays
from lanyan.kernel.figures import Scope
from lanyan.kernel.models import SearchEntry
from lanyan.kernel.periods import ZONE
from lanyan.units.models import Unit

UNTIL = datetime(2025, 4, 2, 12, tzinfo=ZONE)
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Both cities with one small year, and today."""
    monkeypatch.setattr(shapes, "YEARS", YEARS)
    monkeypatch.setattr(shapes, "LEDGERS", LEDGERS)
    only = {code: {2024: years[2024]} for code, years in past_shape.YEARS.items()}
    monkeypatch.setattr(past_shape, "YEARS", only)
    ground = build_ground(5, at=UNTIL)
    books = {code: past_book.read(Unit.objects.get(pk=city.detachment_id)) for code, city in ground.cities.items()}
    now = int(UNTIL.timestamp())
    build.build_past(ground, books, until=now)
    present.build_present(ground, now=now)
    return ground


def test_meets_its_numbers_and_tells_when_one_is_missed(built: Any) -> None:
    for code, city in built.cities.items():
        assert list(counting.misses(code, city.path, until=UNTIL)) == []

    lost = Drill.objects.filter(held_at__year=2024, number__startswith="1404").first()
    Drill.objects.filter(pk=lost.pk).update(withdrawn_at=UNTIL, withdrawn_reason="误录")
    [missed] = counting.misses("1404", built.cities["1404"].path, until=UNTIL)
    assert "evacuation_drills: 3 instead of 4" in missed
    _adds_up(built)
    _is_lawful()
    _is_told_as_by_actions()
    _is_alive(built)


def _is_lawful() -> None:
    concluded = Inspection.objects.filter(state=checks.CONCLUDED)
    for check in concluded.exclude(cause=checks.BY_COMPLAINT):
        assert workdays.is_workday(check.started_at.astimezone(ZONE).date()), check.number
    members = InspectionStaff.objects.carrying().values("inspection").annotate(number=Count("pk"))
    assert set(members.values_list("number", flat=True)) == {2}
    for check in concluded.order_by("?")[:25]:
        people = [member.person for member in check.staff.carrying().select_related("person")]
        assert not staffing.refusals(people, premises_id=check.premises_id, on=check.scheduled_date)
    capped = concluded.filter(counts_to_cap=True).values("premises", "scheduled_date__year")
    assert max(capped.annotate(number=Count("pk")).values_list("number", flat=True)) <= 2
    bare = Answer.objects.filter(value="NO", explanation="", inspection__state=checks.CONCLUDED)
    assert not [one for one in bare if not one.inspection.hazards.filter(item=one.item).exists()]
    assert not Case.objects.filter(decided_by=F("proposed_by")).exists()
    assert not Hazard.objects.filter(status="CLOSED").exclude(rechecks__fixed=True).exists()
    ordered = Hazard.objects.exclude(ordered_at=None)
    assert not ordered.filter(~Q(papers__kind__code__in=("AT_ONCE", "BY_DATE"))).exclude(papers__isnull=False).exists()
    assert not Paper.objects.filter(number="").exists()
    for draw in Draw.objects.select_related("ground"):
        assert lots.run_again(draw)[1] == []


def _is_told_as_by_actions() -> None:
    for hazard in Hazard.objects.filter(status="CLOSED")[:10]:
        told = audit.history(hazard)
        assert told[-1].act == "inspections.find_hazard"
        assert told[0].act == "inspections.recheck_hazard"
        assert told[0].at == hazard.closed_at
    check = Inspection.objects.filter(state=checks.CONCLUDED, premises__credit_code__isnull=False).first()
    fresh = facts_of(check.premises, check.started_at.astimezone(ZONE).date())
    assert {**check.facts, "facilities": 0, "persons": 0} == {**fresh, "facilities": 0, "persons": 0}
    for kind in ("inspection", "hazard", "drill", "premises", "building"):
        source = search.sources()[kind]
        for record in source.model.objects.order_by("pk")[:12]:
            loaded, wanted = SearchEntry.objects.get(kind=kind, record_id=record.pk), search.entry(source, record)
            assert (loaded.title, loaded.subtitle, loaded.url) == (wanted.title, wanted.subtitle, wanted.url), kind
            assert (loaded.tokens, loaded.scope) == (wanted.tokens, wanted.scope), kind


def _is_alive(built: Any) -> None:
    for code, city in built.cities.items():
        root = Unit.objects.get(pk=city.detachment_id)
        mine = Inspection.objects.filter(unit__path__startswith=root.path, staff__person__user=city.users["inspector"])
        waiting = mine.filter(scheduled_date=UNTIL.date(), state__in=checks.STANDING)
        assert waiting.count() >= 4
        assert mine.filter(state=checks.UNDERWAY).count() == 1
        assert Seal.objects.in_force().filter(unit__path__startswith=root.path).exists()
        assert Term.objects.running().filter(unit__path__startswith=root.path, code="notice_by_date").exists()
        last = max(Inspection.objects.filter(number__startswith=f"{code}-JC-2025").values_list("number", flat=True))
        follows = next_number(root, "JC", UNTIL + timedelta(minutes=1))
        assert int(follows[-5:]) == int(last[-5:]) + 1


def _adds_up(built: Any) -> None:
    scope = Scope.of(built.cities["1404"].path, periods.year(2024))
    for key in ("inspections.checks", "hazards.found", "papers.made", "enforcement.cases", "enforcement.fines"):
        figure = figures.get(key)
        for dimension in figure.dimensions:
            assert sum(row.value for row in figure.by(dimension.key, scope)) == figure.value(scope), key
