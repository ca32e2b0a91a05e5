"""Faults of water sources: found by looks, passed to companies, chased, closed by looks only."""

import io
import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from ninja.testing import TestClient
from PIL import Image

from lanyan.forces import actions, water_queries, water_rules, water_terms
from lanyan.forces.actions import CompanyFacts
from lanyan.forces.api import router
from lanyan.forces.models import WaterCheck, WaterCompany, WaterFault, WaterReminder, WaterSource, WaterTransfer
from lanyan.forces.tests import make
from lanyan.forces.tests.test_water import NOON, POINT, source
from lanyan.kernel import audit, files, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Attachment
from lanyan.kernel.states import MoveNotAllowed
from lanyan.units.tests import make as units

api = TestClient(router)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
INSTANTS = st.datetimes(min_value=NOON.replace(tzinfo=None), max_value=(NOON + 90 * DAY).replace(tzinfo=None))


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


def company(unit, **more) -> WaterCompany:
    facts = {"name": "衢州城东供水有限公司", "contact": "吴建平", "phone": "0570-8800110", "expected_days": 7}
    return actions.add_company(facts=CompanyFacts(**{**facts, "unit_id": unit.pk, **more}), by=None)


def look(hydrant, *, faulty=False, at=NOON, **more) -> WaterCheck:
    told = {"kind": "DRY"} if faulty else {}
    return actions.check_water_source(source_id=hydrant.pk, found_faulty=faulty, at=at, by=None, **{**told, **more})


def broken(hydrant, at=NOON) -> WaterFault:
    look(hydrant, faulty=True, at=at)
    return hydrant.faults.open().get()


def passed(hydrant, unit, at=NOON + HOUR, **more) -> WaterFault:
    fault = broken(hydrant)
    actions.pass_faults(fault_ids=[fault.pk], company_id=company(unit, **more).pk, way="HAND", at=at, by=None)
    fault.refresh_from_db()
    return fault


def picture(colour="red", name="现场.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


class TestRules:
    @given(st.sampled_from(water_rules.FAULT.moves), st.sampled_from([*water_rules.OPEN, "CLOSED", "WITHDRAWN"]))
    def test_nothing_leaves_the_end_and_only_from_the_table(self, move, state):
        if state in move.sources:
            assert water_rules.FAULT.target(move.name, state) == move.target
            assert state in water_rules.OPEN
        else:
            with pytest.raises(MoveNotAllowed):
                water_rules.FAULT.target(move.name, state)

    @given(st.sampled_from([*water_rules.OPEN, "CLOSED", "WITHDRAWN"]), INSTANTS, INSTANTS, INSTANTS, st.booleans())
    def test_only_a_look_after_the_finding_that_found_it_well_closes(self, state, found, said, seen, faulty):
        name = water_rules.after_look(
            state=state, found_at=found, said_mended_at=said, look_at=seen, found_faulty=faulty
        )

        assert (name == "close_fault") == (state in water_rules.OPEN and not faulty and seen >= found)
        assert (name == "find_unmended") == (state == "SAID_MENDED" and faulty and seen >= found and seen >= said)
        if name:
            assert water_rules.FAULT.target(name, state) in ("CLOSED", "PASSED")

    @given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(1, 60), st.integers(-90, 200))
    def test_a_term_is_over_the_day_after_its_last(self, passed_date, term, later):
        due = passed_date + timedelta(days=term)
        on = due + timedelta(days=later)

        assert water_rules.days_over("PASSED", due, on) == max(later, 0)
        assert water_rules.is_overdue("ANSWERED", due, on) == (later > 0)
        assert not water_rules.is_overdue("SAID_MENDED", due, on)
        assert water_rules.escalates_on(passed_date, due, 2) == passed_date + timedelta(days=2 * term + 1)
        assert water_rules.escalates_on(passed_date, due, 0.5) == due + DAY

    @given(st.integers(0, 400), st.integers(0, 400))
    def test_a_share_is_whole_only_when_nothing_is_missing(self, one, more):
        whole = one + more

        told = water_rules.share(one, whole)

        assert (told == 100) == (whole > 0 and more == 0)
        assert (told is None) == (whole == 0)

    @given(st.integers(1, 400), st.integers(-1000, 1000))
    def test_a_source_is_due_when_its_interval_is_over(self, days, minutes):
        last = NOON - timedelta(days=days) + timedelta(minutes=minutes)

        assert water_rules.is_due(last, days, NOON) == (minutes < 0)
        assert water_rules.is_due(None, days, NOON)


@pytest.mark.django_db
class TestTerms:
    def test_stand_in_a_list_for_every_kind_of_source(self):
        assert set(water_terms.look_days()) == set(WaterSource.Kind.values)
        assert water_terms.mend_days() == 7
        assert water_terms.escalate_times() == 2
        assert water_terms.kind_of("无水") == "DRY"
        assert water_terms.kind_of("井盖塌了") == "OTHER"
        assert water_terms.fault_line("DRY", "主管爆裂") == "无水：主管爆裂"
        assert water_terms.fault_line("OTHER", "井盖塌了") == "井盖塌了"


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


class TestPages:
    @pytest.fixture
    def officer(self, client: Client, city) -> Client:
        client.force_login(units.user("station_officer", city.station, name="何志远"))
        return client

    def test_of_the_round_note_a_fault_with_a_photograph_and_name_the_next_one(self, officer, city, hydrant):
        near = source(city.station, "S-002", lon=POINT[0] + 0.001)
        source(city.station, "S-003", lon=POINT[0] + 0.01)
        address = reverse("forces:water_round", args=[hydrant.pk])

        opened = officer.get(address)
        sent = officer.post(
            address, {"found": "faulty", "kind": "VALVE", "key": "k1", "photographs": [picture(), picture("blue")]}
        )

        assert opened.context["following"].source == near
        assert opened.context["following"].metres == pytest.approx(97, abs=3)
        assert opened.context["left"] == 2
        assert sent.status_code == 302
        assert WaterFault.objects.get().kind == "VALVE"
        assert Attachment.objects.count() == 2
        photo = officer.get(reverse("files:file", args=[Attachment.objects.first().pk]))
        assert photo.status_code == 200
        assert "阀门锈死" in officer.get(address).content.decode()

    def test_of_the_round_take_a_queued_look_with_its_time_once(self, officer, hydrant):
        address = reverse("forces:water_round", args=[hydrant.pk])
        then = (timezone.now() - 3 * HOUR).isoformat()
        sent = {"found": "faulty", "kind": "DRY", "key": "k2", "at": then}

        answers = [officer.post(address, sent, headers={"Accept": "application/json"}) for _time in range(2)]
        refused = officer.post(address, {"found": "faulty", "key": "k3"}, headers={"Accept": "application/json"})
        ahead = officer.post(
            address,
            {"found": "well", "key": "k4", "at": (timezone.now() + HOUR).isoformat()},
            headers={"Accept": "application/json"},
        )

        assert [json.loads(one.content)["result"] for one in answers] == ["DONE", "DONE"]
        assert WaterCheck.objects.get().at.isoformat() == WaterFault.objects.get().found_at.isoformat()
        assert timezone.now() - WaterCheck.objects.get().at > 2 * HOUR
        assert (refused.status_code, ahead.status_code) == (422, 422)
        assert "what is wrong" in json.loads(refused.content)["reason"].lower()

    def test_of_labels_show_what_the_list_shows_under_the_host_one_prints_from(self, officer, city, hydrant):
        source(city.station, "S-002", kind="WALL")

        page = officer.get(reverse("forces:water_labels"), {"kind": "WALL"}, headers={"Host": "localhost"})
        listed = officer.get(reverse("forces:water_sources"), {"kind": "WALL", "page": "1"}).content.decode()

        shown = page.content.decode()
        assert "S-002" in shown
        assert "S-001" not in shown
        assert shown.count("<svg") >= 1
        assert f"{reverse('forces:water_labels')}?kind=WALL" in listed

    def test_of_rounds_say_what_is_due_by_way_and_how_far_one_is(self, officer, city, hydrant):
        far = source(city.station, "S-002", lon=POINT[0] + 0.02, address="荷花路1号")
        done = source(city.station, "S-003")
        look(done, at=timezone.now())
        broken(far, at=timezone.now() - 400 * DAY)
        address = reverse("forces:water_rounds")

        page = officer.get(address)
        near = officer.get(address, {"lon": str(POINT[0]), "lat": str(POINT[1])})
        nonsense = officer.get(address, {"lon": "nan", "lat": "x"})

        told = page.context["chosen"]
        assert (told.kept, told.done, told.due, told.open, told.share) == (3, 1, 2, 1, 33)
        assert [one.source.number for one in near.context["due"]] == ["S-001", "S-002"]
        assert near.context["due"][0].metres == 0
        assert nonsense.status_code == 200
        assert "无水" in page.content.decode()

    def test_cost_as_many_queries_for_many_rows_as_for_one(self, officer, city, hydrant):
        pages = ["water_rounds", "water_faults", "water_transfers", "water_companies", "water_labels"]

        def asked() -> list[int]:
            numbers = []
            for name in pages:
                with CaptureQueriesContext(connection) as seen:
                    assert officer.get(reverse(f"forces:{name}")).status_code == 200
                numbers.append(len(seen))
            return numbers

        passed(hydrant, city.detachment)
        asked()
        for_one = asked()
        for number in range(8):
            passed(source(city.station, f"X{number}"), city.detachment, name=f"公司{number}")
            source(city.station, f"Y{number}")

        assert asked() == for_one
        assert max(for_one) <= 24

    def test_go_from_found_to_closed_with_paper_and_reminder(self, officer, city, hydrant):
        fault = broken(hydrant, at=timezone.now() - DAY)
        served = company(city.detachment)
        day = timezone.localdate().isoformat()

        def post(name, pk, **typed):
            return officer.post(reverse(f"forces:{name}", args=[pk]), typed)

        offered = officer.post(reverse("forces:pass_faults"), {"selected": [fault.pk]})
        officer.post(reverse("forces:pass_faults"), {"faults": [fault.pk], "company": served.pk, "way": "HAND"})
        made = WaterTransfer.objects.get()
        papers = [officer.get(reverse("forces:water_transfer_file", args=[made.pk, form])) for form in ("docx", "pdf")]
        post("receive_transfer", made.pk, received_date=day, received_by="吴建平")
        reminded = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
        WaterFault.objects.update(passed_at=timezone.now() - HOUR)
        post("remind_company", fault.pk, reminded_at=reminded, way="PHONE", whom="吴建平", words="请尽快")
        post("answer_fault", fault.pk, answer="明日修", promised_date=day)
        post("say_mended", fault.pk, who="吴建平")
        seen = officer.get(reverse("forces:water_fault", args=[fault.pk])).content.decode()
        looked = officer.get(reverse("forces:look_at_fault", args=[fault.pk]))
        officer.post(looked.url, {"found": "well", "key": "z"})

        assert offered.context["form"].initial["faults"] == [fault.pk]
        assert offered.context["form"].initial["company"] == served.pk
        assert papers[0].content.startswith(b"PK")
        assert papers[1].content.startswith(b"%PDF")
        assert made.number in officer.get(reverse("forces:water_transfer", args=[made.pk])).content.decode()
        assert "请尽快" in seen
        assert looked.url == reverse("forces:water_round", args=[hydrant.pk])
        assert WaterFault.objects.get().state == "CLOSED"

    def test_keep_companies_by_those_who_may(self, client, city):
        client.force_login(units.user("battalion_head", city.detachment))
        facts = {"name": "城东供水", "unit": city.station.pk, "contact": "吴", "phone": "1", "expected_days": "5"}

        client.post(reverse("forces:add_company"), facts)
        made = WaterCompany.objects.get()
        client.post(reverse("forces:change_company", args=[made.pk]), facts | {"expected_days": "9"})
        shown = client.get(reverse("forces:water_company", args=[made.pk]))
        client.post(reverse("forces:end_company", args=[made.pk]), {"reason": "合并"})
        client.force_login(units.user("station_officer", city.station))
        refused = client.get(reverse("forces:add_company"))

        made.refresh_from_db()
        assert (made.expected_days, made.ended_reason) == (9, "合并")
        assert shown.status_code == 200
        assert refused.status_code == 403

    def test_are_not_there_for_a_stranger_nor_open_to_who_only_reads(self, client, city, hydrant):
        fault = passed(hydrant, city.detachment)
        of_fault = ["water_fault", "look_at_fault", "pass_fault", "answer_fault", "say_mended", "remind_company"]
        addresses = [reverse(f"forces:{name}", args=[fault.pk]) for name in [*of_fault, "withdraw_fault"]]
        of_list = ["water_transfer", "receive_transfer", "withdraw_transfer"]
        addresses += [reverse(f"forces:{name}", args=[fault.transfer_id]) for name in of_list]
        addresses += [reverse("forces:water_transfer_file", args=[fault.transfer_id, "pdf"])]
        addresses += [reverse("forces:water_round", args=[hydrant.pk])]
        addresses += [reverse("forces:water_company", args=[fault.company_id])]

        stranger = units.stranger("station_officer")
        client.force_login(stranger)
        outside = {client.get(address).status_code for address in addresses}
        listed = client.get(reverse("forces:water_faults")).content.decode()
        labelled = client.get(reverse("forces:water_labels")).content.decode()
        client.force_login(units.user("dispatcher", city.detachment))
        reading = {client.post(address, {}).status_code for address in addresses[1:7]}

        assert outside == {404}
        assert "荷花路口" not in listed + labelled
        assert reading <= {403, 405}
        assert search.find(stranger, "荷花路口") == []
        mine = search.find(units.user("duty_officer", city.detachment), "城东供水")
        assert {hit.kind for hit in mine} >= {"water_company", "water_transfer"}


class TestApi:
    def test_lists_faults_for_those_who_reach_them(self, city, hydrant):
        passed(hydrant, city.detachment)
        mine = make.bearer(units.user("station_officer", city.station), "forces.view_forces")
        theirs = make.bearer(units.stranger("station_officer"), "forces.view_forces")

        told = api.get("/water-faults?state=PASSED&unit=3308", headers=mine).json()["items"]
        overdue = api.get("/water-faults?overdue=true", headers=mine).json()["items"]

        assert [(one["kind"], one["company"], one["source_id"]) for one in told] == [
            ("DRY", "衢州城东供水有限公司", hydrant.pk)
        ]
        assert overdue == []
        assert api.get("/water-faults", headers=theirs).json()["items"] == []

    def test_takes_a_look_with_kind_and_place(self, city, hydrant):
        key = make.bearer(units.user("station_officer", city.station), "forces.check_water")
        body = {"found_faulty": True, "kind": "CAP", "lon": POINT[0], "lat": POINT[1]}

        answer = api.post(f"/water-sources/{hydrant.pk}/checks", json=body, headers=key)

        assert answer.json()["state"] == "FAULTY"
        assert WaterFault.objects.get().kind == "CAP"
