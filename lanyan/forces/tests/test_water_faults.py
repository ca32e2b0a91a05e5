"""Faults of water sources: found by looks, passed to companies, chased, closed by looks only."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from lanyan.forces import actions, water_queries
from lanyan.forces.models import WaterCheck, WaterFault, WaterReminder, WaterSource, WaterTransfer
from lanyan.forces.tests.make_water import DAY, HOUR, broken, company, look, passed, picture
from lanyan.forces.tests.test_water import NOON, POINT, source
from lanyan.kernel import audit, files
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Attachment
from lanyan.units.tests import make as units


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setattr("lanyan.kernel.postgres.home", lambda: tmp_path)


@pytest.fixture
def city(db):
    return units.city()


@pytest.fixture
def hydrant(city) -> WaterSource:
    return source(city.station)


class TestLook:
    def test_opens_one_fault_that_the_next_look_only_tells_anew(self, hydrant):
        look(hydrant, faulty=True)
        look(hydrant, faulty=True, at=NOON + HOUR, kind="LEAK", fault="法兰处")

        fault = WaterFault.objects.get()
        hydrant.refresh_from_db()
        assert (fault.kind, fault.words, fault.found_at, fault.state) == ("LEAK", "法兰处", NOON, "FOUND")
        assert (hydrant.state, hydrant.fault, hydrant.fault_since_at) == ("FAULTY", "漏水：法兰处", NOON)

    def test_that_finds_it_well_closes_the_fault_and_is_named_by_it(self, hydrant):
        broken(hydrant)

        well = look(hydrant, at=NOON + HOUR)

        fault = WaterFault.objects.get()
        assert (fault.state, fault.closed_at, fault.closed_by_look) == ("CLOSED", NOON + HOUR, well)
        assert WaterSource.objects.get().state == "IN_SERVICE"
        assert audit.history(fault)[0].label == "Check a water source"

    def test_from_before_a_fault_was_reported_does_not_close_it(self, hydrant):
        actions.report_fault(source_id=hydrant.pk, fault="被撞", at=NOON, by=None)

        look(hydrant, at=NOON - HOUR)

        assert WaterFault.objects.get().state == "FOUND"
        assert WaterSource.objects.get().state == "FAULTY"

    def test_older_than_the_newest_opens_nothing(self, hydrant):
        look(hydrant)

        look(hydrant, faulty=True, at=NOON - DAY)

        assert not WaterFault.objects.exists()

    def test_keeps_its_photographs_and_the_place_of_the_phone(self, hydrant):
        seen = look(hydrant, faulty=True, photographs=[picture(), picture("blue")], lon=POINT[0] + 0.001, lat=POINT[1])

        assert [one.kind for one in files.of(seen)] == ["photo", "photo"]
        assert seen.metres_off == pytest.approx(97, abs=3)

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"kind": "", "fault": " "}, "fault"), ({"kind": "OTHER"}, "fault"), ({"kind": "GHOST"}, "kind"),
            ({"lon": 118.0}, "lon"), ({"lon": 999.0, "lat": 1.0}, "lon"), ({"pressure_mpa": 99.0}, "pressure_mpa"),
            ({"photographs": [1, 2, 3, 4, 5]}, "photographs"),
            ({"photographs": [SimpleUploadedFile("假.jpg", b"no picture")]}, "photographs"),
        ],
    )  # fmt: skip
    def test_is_refused_whole_by_field(self, hydrant, wrong, field):
        with pytest.raises(Refused) as refusal:
            look(hydrant, faulty=True, **wrong)

        assert refusal.value.field == field
        assert not WaterCheck.objects.exists()
        assert not Attachment.objects.exists()

    def test_sent_twice_with_its_photographs_is_one_look(self, hydrant):
        for _time in range(2):
            look(hydrant, faulty=True, key="phone-1", photographs=[picture()])

        assert (WaterCheck.objects.count(), WaterFault.objects.count(), Attachment.objects.count()) == (1, 1, 1)

    def test_by_mending_is_a_look_too(self, hydrant):
        fault = broken(hydrant)

        actions.mend_water_source(source_id=hydrant.pk, at=NOON + HOUR, by=None, note="自行疏通")

        fault.refresh_from_db()
        assert fault.state == "CLOSED"
        assert fault.closed_by_look.note == "自行疏通"
        assert not fault.closed_by_look.found_faulty


class TestPassing:
    def test_gives_one_list_a_number_a_term_and_frozen_words(self, city, hydrant):
        other = source(city.station, "S-002")
        faults = [broken(hydrant), broken(other)]
        served = company(city.detachment)

        made = actions.pass_faults(
            fault_ids=[one.pk for one in faults], company_id=served.pk, way="LETTER", at=NOON + HOUR, by=None
        )

        assert made.number == f"3308水移〔{NOON.year}〕1号"
        assert made.unit == city.station
        assert [row["number"] for row in made.content["rows"]] == ["S-001", "S-002"]
        assert made.content["rows"][0]["kind"] == "地上消火栓"
        assert made.due_date == timezone.localdate(NOON + HOUR) + timedelta(days=7)
        assert {one.state for one in made.faults.all()} == {"PASSED"}
        with pytest.raises(DatabaseError), transaction.atomic():
            WaterTransfer.objects.update(content={})

    def test_of_two_stations_is_a_list_of_the_unit_above_both(self, city, hydrant):
        both = [broken(hydrant), broken(source(city.other_station, "S-9"))]

        made = actions.pass_faults(
            fault_ids=[one.pk for one in both], company_id=company(city.detachment).pk, way="HAND", at=NOON, by=None
        )

        assert city.station.path.startswith(made.unit.path)
        assert city.other_station.path.startswith(made.unit.path)

    def test_is_refused_twice_and_by_field(self, city, hydrant):
        fault = passed(hydrant, city.detachment)
        theirs = company(city.other_station, name="别处水务")
        ended = actions.end_company(
            company_id=company(city.station, name="旧公司").pk, reason="合并", on=NOON.date(), by=None
        )
        fresh = broken(source(city.station, "S-3"))
        how = {"way": "HAND", "at": NOON + HOUR, "by": None}

        for wrong, field in (
            ({"fault_ids": [fault.pk], "company_id": fault.company_id}, ""),
            ({"fault_ids": [fresh.pk], "company_id": theirs.pk}, "company"),
            ({"fault_ids": [fresh.pk], "company_id": ended.pk}, "company"),
            ({"fault_ids": [fresh.pk], "company_id": fault.company_id, "way": "PIGEON"}, "way"),
            ({"fault_ids": [], "company_id": fault.company_id}, "faults"),
            ({"fault_ids": [fresh.pk, 0], "company_id": fault.company_id}, "faults"),
            ({"fault_ids": list(range(51)), "company_id": fault.company_id}, "faults"),
        ):
            with pytest.raises(Refused) as refusal:
                actions.pass_faults(**{**how, **wrong})
            assert (refusal.value.field or "") == field, wrong

        assert WaterTransfer.objects.count() == 1
        assert WaterFault.objects.get(pk=fresh.pk).state == "FOUND"

    def test_by_mistake_is_withdrawn_and_the_fault_is_not_passed_again(self, city, hydrant):
        fault = passed(hydrant, city.detachment)

        actions.withdraw_transfer(transfer_id=fault.transfer_id, reason="送错公司", at=NOON + 2 * HOUR, by=None)

        fault.refresh_from_db()
        assert (fault.state, fault.company, fault.transfer, fault.due_date) == ("FOUND", None, None, None)
        with pytest.raises(Refused):
            actions.receive_transfer(
                transfer_id=WaterTransfer.objects.get().pk,
                received_date=timezone.localdate(),
                received_by="吴",
                at=timezone.now(),
                by=None,
            )

    def test_that_was_answered_is_not_withdrawn(self, city, hydrant):
        fault = passed(hydrant, city.detachment)
        actions.answer_fault(fault_id=fault.pk, answer="已派人", at=NOON + 2 * HOUR, by=None)

        with pytest.raises(Refused):
            actions.withdraw_transfer(transfer_id=fault.transfer_id, reason="送错", at=NOON + 3 * HOUR, by=None)

    def test_is_received_between_its_day_and_today(self, city, hydrant):
        fault = passed(hydrant, city.detachment)
        day = timezone.localdate(NOON + HOUR)
        for wrong in (day - DAY, day + 5 * DAY):
            with pytest.raises(Refused) as refusal:
                actions.receive_transfer(
                    transfer_id=fault.transfer_id, received_date=wrong, received_by="吴", at=NOON + DAY, by=None
                )
            assert refusal.value.field == "received_date"

        made = actions.receive_transfer(
            transfer_id=fault.transfer_id, received_date=day, received_by=" 吴建平 ", at=NOON + DAY, by=None
        )

        assert (made.received_date, made.received_by) == (day, "吴建平")


class TestChasing:
    def test_urged_and_said_mended_are_not_closed(self, city, hydrant):
        fault = passed(hydrant, city.detachment)
        at = NOON + DAY
        told = {"way": "PHONE", "whom": "吴建平", "words": "催修", "reminded_at": at, "at": at, "by": None}

        actions.remind_company(fault_id=fault.pk, **told)
        actions.answer_fault(
            fault_id=fault.pk, answer="三日内", promised_date=timezone.localdate(at + 3 * DAY), at=at, by=None
        )
        actions.say_mended(fault_id=fault.pk, who="吴建平", at=at + DAY, by=None)

        fault.refresh_from_db()
        assert (fault.state, fault.closed_at) == ("SAID_MENDED", None)
        assert fault.due_date == timezone.localdate(at + 3 * DAY)
        assert WaterSource.objects.get().state == "FAULTY"
        with pytest.raises(DatabaseError), transaction.atomic():
            WaterReminder.objects.update(words="")

    def test_a_look_after_said_mended_that_finds_it_faulty_sends_it_back(self, city, hydrant):
        fault = passed(hydrant, city.detachment)
        actions.say_mended(fault_id=fault.pk, who="吴建平", at=NOON + DAY, by=None)

        look(hydrant, faulty=True, at=NOON + DAY + HOUR)

        fault.refresh_from_db()
        assert (fault.state, fault.said_mended_at, fault.unmended_at) == ("PASSED", None, NOON + DAY + HOUR)
        look(hydrant, at=NOON + 2 * DAY)
        fault.refresh_from_db()
        assert fault.state == "CLOSED"

    def test_is_refused_by_state_and_field(self, city, hydrant):
        fault = broken(hydrant)
        at = NOON + DAY
        urge = {"way": "PHONE", "whom": "吴", "words": "催", "reminded_at": at, "at": at, "by": None}
        for act in (
            lambda: actions.remind_company(fault_id=fault.pk, **urge),
            lambda: actions.answer_fault(fault_id=fault.pk, answer="好", at=at, by=None),
            lambda: actions.say_mended(fault_id=fault.pk, who="吴", at=at, by=None),
        ):
            with pytest.raises(Refused):
                act()
        fault = passed(source(city.station, "S-7"), city.detachment)
        past = timezone.localdate(at) - DAY
        for act, field in (
            (lambda: actions.answer_fault(fault_id=fault.pk, answer=" ", at=at, by=None), "answer"),
            (
                lambda: actions.answer_fault(fault_id=fault.pk, answer="好", promised_date=past, at=at, by=None),
                "promised_date",
            ),
            (lambda: actions.remind_company(fault_id=fault.pk, **{**urge, "reminded_at": at + HOUR}), "reminded_at"),
            (lambda: actions.remind_company(fault_id=fault.pk, **{**urge, "reminded_at": NOON}), "reminded_at"),
            (lambda: actions.remind_company(fault_id=fault.pk, **{**urge, "way": "DRUM"}), "way"),
            (lambda: actions.remind_company(fault_id=fault.pk, **{**urge, "words": ""}), "words"),
            (lambda: actions.say_mended(fault_id=fault.pk, who="", at=at, by=None), "who"),
        ):
            with pytest.raises(Refused) as refusal:
                act()
            assert refusal.value.field == field

    def test_the_watch_tells_once_when_over_and_once_more_when_over_by_far(self, city, hydrant):
        fault = passed(hydrant, city.detachment)
        last = timezone.localtime(NOON + HOUR).replace(hour=6) + timedelta(days=7)

        told = [actions.watch_faults(at=last + timedelta(days=days)) for days in (0, 1, 2, 7, 8, 9)]

        assert told == [(0, 0), (1, 0), (0, 0), (0, 0), (0, 1), (0, 0)]
        fault.refresh_from_db()
        assert fault.warned_at < fault.escalated_at
        assert audit.history(fault)[0].label == "Tell further up that a water company is long overdue"

    def test_a_new_promise_is_a_new_term_that_is_watched_again(self, city, hydrant):
        fault = passed(hydrant, city.detachment)
        later = NOON + 10 * DAY
        actions.watch_faults(at=later)
        promised = timezone.localdate(later + 2 * DAY)

        actions.answer_fault(fault_id=fault.pk, answer="等配件", promised_date=promised, at=later, by=None)

        assert actions.watch_faults(at=later + DAY) == (0, 0)
        assert actions.watch_faults(at=later + 4 * DAY) == (1, 0)


class TestWithdrawn:
    def test_a_fault_by_mistake_leaves_its_source_usable(self, hydrant):
        fault = broken(hydrant)

        actions.withdraw_fault(fault_id=fault.pk, reason="看错编号", at=NOON + HOUR, by=None)

        assert WaterSource.objects.get().state == "IN_SERVICE"
        assert WaterFault.objects.get().withdrawn_reason == "看错编号"
        with pytest.raises(Refused):
            actions.withdraw_fault(fault_id=fault.pk, reason="再来", at=NOON + HOUR, by=None)

    def test_a_source_takes_its_open_fault_along(self, hydrant):
        broken(hydrant)

        actions.withdraw_water_source(source_id=hydrant.pk, reason="道路改建", at=NOON + HOUR, by=None)

        fault = WaterFault.objects.get()
        assert (fault.state, fault.withdrawn_reason) == ("WITHDRAWN", "道路改建")

    def test_the_database_holds_the_life_and_one_open_fault_a_source(self, hydrant):
        fault = broken(hydrant)

        for wrong in (
            lambda: WaterFault.objects.update(state="SAID_MENDED"),
            lambda: WaterFault.objects.update(state="CLOSED"),
            lambda: WaterFault.objects.create(source=hydrant, kind="LEAK", found_at=NOON),
            lambda: WaterFault.objects.update(kind="OTHER"),
            lambda: fault.delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                wrong()


class TestCompanies:
    def test_of_the_nearest_unit_answers_first_and_ended_ones_not(self, city):
        above, near = company(city.detachment), company(city.station, name="近处水务")
        gone = company(city.station, name="旧水务")
        actions.end_company(company_id=gone.pk, reason="合并", on=NOON.date(), by=None)

        assert list(water_queries.companies_of(city.station.path)) == [near, above]
        assert list(water_queries.companies_of(city.other_station.path)) == [above]

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"name": ""}, "name"), ({"contact": " "}, "contact"), ({"phone": ""}, "phone"),
            ({"expected_days": 0}, "expected_days"), ({"unit_id": 0}, "unit"), ({}, "name"),
        ],
    )  # fmt: skip
    def test_are_refused_by_field(self, city, wrong, field):
        company(city.station)

        with pytest.raises(Refused) as refusal:
            company(city.station, **wrong)

        assert refusal.value.field == field
