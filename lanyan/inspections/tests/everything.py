"""One of every record of this app and of the premises below it: for tests that walk through all pages."""

from types import SimpleNamespace

from lanyan.inspections.actions import (
    cases,
    draws,
    drills,
    evidence,
    hazards,
    major,
    openings,
    others,
    plans,
    seals,
    transfers,
    visits,
)
from lanyan.inspections.actions.draws import Asked
from lanyan.inspections.actions.drills import Held
from lanyan.inspections.actions.plans import Planned
from lanyan.inspections.actions.visits import Where
from lanyan.inspections.tests import cast, make
from lanyan.premises.actions.buildings import add_occupancy
from lanyan.premises.tests import make as places
from lanyan.units.tests import make as units

AT, TODAY = make.MORNING, make.TODAY


def of(world: SimpleNamespace) -> None:
    """Enter everything at the battalion of a city."""
    make.staffed(world)
    _places(world)
    _checks(world)
    _enforcement(world)


def _places(world: SimpleNamespace) -> None:
    building = places.building(world.battalion)
    add_occupancy(premises_id=world.premises.pk, building_id=building.pk, since_date=make.LONG_AGO, at=AT, by=None)
    places.plan(world.premises, world.station, world.head)
    places.visit(world.premises, world.station)


def _checks(world: SimpleNamespace) -> None:
    make.planned(world)
    make.underway(world)
    make.concluded(world)
    plan = plans.make_check_plan(
        unit_id=world.battalion.pk, period="2026-06", title="六月检查计划", at=AT, by=world.user
    )
    plans.add_planned_check(
        plan_id=plan.pk, planned=Planned(world.premises.pk, TODAY.replace(month=6, day=10)), by=world.user
    )
    plans.make_drive(unit_id=world.battalion.pk, kind="EBIKE", name="电动自行车", since_date=TODAY, by=None)
    asked = Asked(unit_id=world.battalion.pk, title="双随机", wanted=1, scheduled_date=TODAY, seed="qz-2026-05-13")
    draws.make_draw(asked=asked, at=AT, by=world.user)
    town = units.unit("TOWNSHIP_STATION", "石梁镇应急消防管理站", world.battalion)
    office = units.unit("OUTSIDE", "市教育局", world.detachment)
    told = {"where": Where(world.premises.pk), "source_unit_id": town.pk, "by_kind": "GRID", "words": "后门上锁"}
    visits.enter_visit(**told, visitors="网格员郑秀", visited_at=AT, at=AT, by=None)
    visits.report_clue(**told, at=AT, by=None)
    held = Held(premises_id=world.premises.pk, held_at=AT, guided_by="周明", department="EDUCATION", people=300)
    drills.enter_drill(held=held, at=AT, by=world.user)
    others.enter_supervision(
        unit_id=world.detachment.pk,
        object_id=office.pk,
        matter="校园消防安全责任落实",
        led_by="副支队长",
        supervised_date=TODAY,
        found="台账不全",
        asked="一周内补齐",
        due_date=TODAY,
        at=AT,
        by=None,
    )
    others.receive_police_transfer(
        where=Where(world.premises.pk),
        police_station="府山派出所",
        their_number="3",
        matter="UNLAWFUL_OPENING",
        words="未经检查擅自营业",
        found_date=TODAY,
        at=AT,
        by=None,
    )


def _enforcement(world: SimpleNamespace) -> None:
    world.inspector = world.user
    check = make.underway(world)
    hazard = cast.find(world, check=check, at=AT)
    other = cast.find(world, "灭火器过期", check=check, at=AT)
    hazards.order_by_date(hazard_ids=[other.pk], due_date=TODAY.replace(day=29), at=AT, by=world.user)
    cases.open_case(hazard_id=hazard.pk, rule="60-1-3", at=AT, by=world.user)
    seals.propose_seal(hazard_id=hazard.pk, ground="EXITS", part="东侧", at=AT, by=world.user)
    major.suspect(inspection_id=check.pk, category="CROWDED", words="出口不足", at=AT, by=world.user)
    transfers.send(hazard_id=hazard.pk, matter="EBIKE", words="改装", at=AT, by=world.user)
    openings.accept_opening(
        premises_id=world.premises.pk, channel="ONLINE", pledge=False, applicant="王建国", at=AT, by=world.user
    )
    evidence.make_link(hazard_id=other.pk, at=AT, by=world.user)
