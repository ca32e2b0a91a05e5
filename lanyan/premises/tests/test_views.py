"""Pages of premises: what they cost, what they show to whom, forms that refuse at the field."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from lanyan.kernel import files, sheets
from lanyan.premises import actions
from lanyan.premises.models import Building, DuplicatePair, Familiarisation, Premises, PrePlanRevision
from lanyan.premises.tests import make
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
AT, DAY = make.AT, make.DAY


@pytest.fixture
def city():
    return units.city()


@pytest.fixture
def inspector(city, client):
    user = units.user("inspector", city.battalion)
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"premises:{name}", args=args)


def asked(client, address) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


class TestLists:
    @pytest.mark.parametrize("name", ["premises_list", "buildings", "visits"])
    def test_cost_as_many_queries_for_many_rows_as_for_few(self, city, inspector, client, name):
        def more(number):
            for _one in range(number):
                record = make.premises(city.battalion, lon=118.87, lat=28.95, station_id=city.station.pk)
                make.building(city.battalion)
                make.visit(record, city.station)

        more(2)
        asked(client, url(name))
        few = asked(client, url(name))
        more(12)

        assert asked(client, url(name)) == few
        assert few <= 12

    def test_are_not_exported_when_the_file_would_take_minutes(self, city, inspector, client, monkeypatch):
        make.premises(city.battalion)
        make.premises(city.battalion)
        monkeypatch.setattr(sheets, "MOST_ROWS", 1)

        refused = client.get(f"{url('premises_list')}?export=xlsx&state=OPEN", follow=True)

        assert refused.redirect_chain == [(f"{url('premises_list')}?state=OPEN", 302)]
        assert "Excel" in refused.content.decode()

    def test_of_premises_filter_by_everything_they_offer(self, city, client):
        client.force_login(units.user("inspector", city.detachment))
        key = make.premises(city.battalion, "南湖商场", kind="MALL", floor_area_m2=2000.0, town="荷花街道")
        actions.confirm_category(
            premises_id=key.pk, category="KEY_UNIT", rule="KEY-MALL", since_date=DAY, at=AT, by=None
        )
        shop = make.premises(city.detachment, "小商店", kind="SHOP", department="COMMERCE")
        actions.confirm_category(premises_id=shop.pk, category="NINE_SHOP", since_date=DAY, note="台账", at=AT, by=None)
        actions.close_premises(premises_id=shop.pk, closed_date=DAY, reason="停业", by=None)

        def names(**query):
            listing = client.get(url("premises_list"), query).context["listing"]
            assert listing.errors == []
            return [row.record.name for row in listing.table.paginated_rows]

        assert names(category="KEY_UNIT") == ["南湖商场"]
        assert names(category="NINE") == ["小商店"]
        assert names(unit=city.battalion.pk) == ["南湖商场"]
        assert names(kind="SHOP") == names(state="CLOSED") == names(department="COMMERCE") == ["小商店"]
        assert names(town="荷花街道") == names(q="南湖") == names(q=key.number) == ["南湖商场"]
        assert names(order="risk") == ["南湖商场", "小商店"]
        assert names() == ["南湖商场", "小商店"]

    @pytest.mark.parametrize("name", ["premises_list", "buildings", "visits"])
    def test_go_to_excel(self, city, inspector, client, name):
        make.visit(make.premises(city.battalion), city.station)

        assert client.get(url(name), {"export": "xlsx"})["Content-Type"].endswith("sheet")

    def test_show_a_station_what_lies_in_its_area_only(self, city, client):
        mine = make.premises(city.battalion, station_id=city.station.pk)
        make.premises(city.battalion)
        client.force_login(units.user("station_officer", city.station))

        listing = client.get(url("premises_list")).context["listing"]

        assert [row.record for row in listing.table.paginated_rows] == [mine]


class TestThePage:
    def full(self, city, number=1):
        record = make.premises(city.battalion, "老王餐馆", lon=118.87, lat=28.95, station_id=city.station.pk)
        for at in range(number):
            tower = make.building(city.battalion, f"楼{at}")
            actions.add_occupancy(premises_id=record.pk, building_id=tower.pk, at=AT, by=None)
            actions.add_person(premises_id=record.pk, role="CONTROL_ROOM", name=f"王{at}", at=AT, by=None)
            actions.add_facility(premises_id=record.pk, kind="ALARM", place=f"{at}楼", at=AT, by=None)
            make.visit(record, city.station)
            make.plan(record, city.battalion, None)
        return record

    def test_shows_all_that_hangs_on_at_a_fixed_cost(self, city, inspector, client):
        few, many = self.full(city), self.full(city, 5)
        asked(client, url("premises", few.pk))

        for_few, for_many = (asked(client, url("premises", one.pk)) for one in (few, many))

        page = client.get(url("premises", many.pk)).content.decode()
        assert for_few == for_many <= 40
        assert all(text in page for text in ("楼4", "王4", "4楼", "灭火救援预案"))

    def test_as_of_a_day_shows_what_held_then_and_hands_the_day_on(self, city, inspector, client):
        record = self.full(city)
        tomorrow = timezone.localdate() + timedelta(days=1)

        before = client.get(url("premises", record.pk), {"on": "2019-01-01"})
        after = client.get(url("premises", record.pk), {"on": tomorrow.isoformat()})
        wrong = client.get(url("premises", record.pk), {"on": "2019-02-31"})

        assert before.context["facts"] is None
        assert after.context["facts"].name == "老王餐馆"
        assert all(f"?on={tomorrow.isoformat()}" in after.content.decode() for _panel in after.context["hung"])
        assert wrong.context["day"] is None
        assert wrong.context["wrong_day"]

    def test_of_a_merged_record_leads_to_the_survivor_and_back(self, city, client):
        client.force_login(units.user("battalion_head", city.battalion))
        goes, stays = make.premises(city.battalion), make.premises(city.battalion)
        client.post(url("merge_premises", goes.pk), {"into": stays.number, "reason": "重复"})

        assert url("premises", stays.pk) in client.get(url("premises", goes.pk)).content.decode()
        assert url("unmerge_premises", goes.pk) in client.get(url("premises", stays.pk)).content.decode()
        client.post(url("unmerge_premises", goes.pk), {"reason": "误并"})
        goes.refresh_from_db()
        assert goes.state == "OPEN"

    @pytest.mark.parametrize(
        "name",
        [
            "premises", "change_premises", "close_premises", "reopen_premises", "merge_premises", "unmerge_premises",
            "add_occupancy", "add_person", "add_facility", "declare_category", "attach_photo", "make_plan",
            "enter_familiarisation",
        ],
    )  # fmt: skip
    def test_and_its_forms_are_not_found_by_a_stranger(self, city, client, name):
        record = make.premises(city.battalion, station_id=city.station.pk)
        client.force_login(units.stranger("admin"))

        assert client.get(url(name, record.pk)).status_code == 404

    def test_offers_no_change_to_who_may_only_look(self, city, client):
        record = self.full(city)
        client.force_login(units.user("auditor", city.detachment))

        page = client.get(url("premises", record.pk)).content.decode()

        for name in ("change_premises", "add_person", "enter_familiarisation", "merge_premises"):
            assert url(name, record.pk) not in page
            assert client.get(url(name, record.pk)).status_code == 403


class TestForms:
    def test_enter_correct_and_close(self, city, inspector, client):
        typed = {"name": "老王餐馆", "unit": city.battalion.pk, "kind": "RESTAURANT", "seats": "80", "lon": "118.8721",
                 "lat": "28.9352", "frame": "gcj02", "people_sleep": "false"}  # fmt: skip
        client.post(url("create_premises"), typed)
        record = Premises.objects.get()
        shift = abs(record.lon - 118.8721)
        client.post(url("change_premises", record.pk), {**typed, "name": "老王酒楼", "lon": "", "lat": ""})
        client.post(url("close_premises", record.pk), {"closed_date": "2026-03-05", "reason": "停业"})

        record.refresh_from_db()
        assert 0.002 < shift < 0.01
        assert (record.name, record.lon, record.people_sleep, record.state) == ("老王酒楼", None, False, "CLOSED")

    def test_refuse_at_the_field_and_write_nothing(self, city, inspector, client):
        typed = {"name": "老王餐馆", "unit": city.battalion.pk, "credit_code": "91350100M000100Y44"}

        answer = client.post(url("create_premises"), typed)

        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"credit_code"}
        assert not Premises.objects.exists()

    def test_of_what_hangs_on_work_from_end_to_end(self, city, inspector, client):
        record = make.premises(city.battalion, kind="MALL", floor_area_m2=3000.0)
        client.post(
            url("create_building"), {"name": "南湖广场", "unit": city.battalion.pk, "use": "PUBLIC", "height_m": 60}
        )
        tower = Building.objects.get()
        client.post(
            url("add_occupancy", record.pk), {"building": tower.pk, "floors": "1-3", "since_date": "2025-01-01"}
        )
        client.post(url("add_person", record.pk), {"role": "MANAGER", "name": "王建国"})
        client.post(url("add_facility", record.pk), {"kind": "ALARM", "state": "FAULTY"})
        client.post(url("confirm_category", record.pk, "KEY-MALL"), {"since_date": "2026-01-01"})
        client.post(
            url("declare_category", record.pk), {"category": "HIGH_RISK", "since_date": "2026-01-01", "note": "x"}
        )
        (occupancy,), (person,), (facility,) = record.occupancies.all(), record.persons.all(), record.facilities.all()
        for name, one in (("end_occupancy", occupancy), ("end_person", person)):
            assert client.post(url(name, one.pk), {"until_date": "2026-02-01"}).status_code == 302
        client.post(url("state_facility", facility.pk), {"state": "WORKING"})
        mark = record.marks.get(category="KEY_UNIT")
        client.post(url("end_category", mark.pk), {"until_date": "2026-02-01", "reason": "降级"})
        for name, one in (
            ("withdraw_occupancy", occupancy), ("withdraw_person", person), ("withdraw_facility", facility),
            ("withdraw_category", mark),
        ):  # fmt: skip
            assert client.post(url(name, one.pk), {"reason": "录错"}).status_code == 302

        assert record.marks.standing().get().category == "HIGH_RISK"
        assert not record.occupancies.standing().exists()
        assert client.get(url("building", tower.pk)).status_code == 200
        assert client.get(url("confirm_category", record.pk, "KEY-HOTEL")).status_code == 404

    def test_of_a_pre_plan_need_two_people(self, city, inspector, client):
        record = make.premises(city.battalion)
        words = {"overview": "十五层", "deployment": "两车"}
        client.post(url("make_plan", record.pk), {"title": "预案", "unit": city.battalion.pk, **words})
        revision = PrePlanRevision.objects.get()
        client.post(url("change_plan", revision.pk), {**words, "water": "南侧消火栓"})
        own = client.post(url("approve_plan", revision.pk)).status_code
        client.force_login(units.user("battalion_head", city.battalion))
        other = client.post(url("approve_plan", revision.pk)).status_code
        client.post(url("revise_plan", revision.pk))
        draft = PrePlanRevision.objects.get(state="DRAFT")
        client.post(url("withdraw_plan", draft.pk), {"reason": "不需要"})

        revision.refresh_from_db()
        assert (own, other) == (403, 302)
        assert (revision.state, revision.water) == ("IN_FORCE", "南侧消火栓")
        assert client.get(url("plan", revision.pk)).status_code == 200

    def test_of_a_familiarisation_are_for_stations_of_the_area(self, city, client):
        record = make.premises(city.battalion, station_id=city.station.pk)
        client.force_login(units.user("station_officer", city.station))
        parts = dict.fromkeys(("ROADS", "UNITS", "MEASURES", "BUILDING", "FACILITIES", "ORGANISATION"), "YES")
        typed = {"unit": city.station.pk, "visited_at": "2026-03-01T09:00", "headcount": 7, **parts}

        lacking = client.post(url("enter_familiarisation", record.pk), {**typed, "ROADS": ""})
        client.post(url("enter_familiarisation", record.pk), typed)
        visit = Familiarisation.objects.get()
        shown = client.get(url("visit", visit.pk)).status_code
        client.post(url("withdraw_familiarisation", visit.pk), {"reason": "录错"})

        visit.refresh_from_db()
        assert (lacking.status_code, shown) == (422, 200)
        assert visit.withdrawn_at is not None

    def test_take_photographs_that_only_readers_of_the_premises_see(
        self, city, inspector, client, tmp_path, monkeypatch
    ):
        monkeypatch.setenv("LANYAN_HOME", str(tmp_path))
        record = make.premises(city.battalion)
        picture = io.BytesIO()
        Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
        picture.seek(0)
        picture.name = "门头.jpg"
        client.post(url("attach_photo", record.pk), {"file": picture, "kind": "photo", "caption": "门头"})

        (attachment,) = files.of(record)
        answer = client.get(reverse("files:file", args=[attachment.pk]))
        shown = b"".join(answer.streaming_content)
        client.post(url("withdraw_file", attachment.pk), {"reason": "拍错"})
        left = files.of(record)
        client.force_login(units.stranger("admin"))

        assert left == []
        assert client.get(url("withdraw_file", attachment.pk)).status_code == 404
        assert shown.startswith(b"\xff\xd8")
        assert (answer.status_code, client.get(reverse("files:file", args=[attachment.pk])).status_code) == (200, 404)


class TestDuplicates:
    def test_are_shown_side_by_side_and_settled(self, city, client):
        client.force_login(units.user("battalion_head", city.battalion))
        one, other = (make.premises(city.battalion, "老王餐馆", address="荷花中路1号") for _turn in range(2))
        actions.find_duplicates(premises_ids=[one.pk], at=AT)
        pair = DuplicatePair.objects.get()

        listed = client.get(url("pairs")).context["listing"].total
        client.post(url("settle_different", pair.pk), {"reason": "两家"})
        client.post(url("ask_again", pair.pk), {"reason": "再看"})
        shown = client.get(url("pair", pair.pk)).content.decode()
        client.post(url("merge_pair", pair.pk, other.pk), {"reason": "重复"})

        one.refresh_from_db()
        assert listed == 1
        assert url("merge_pair", pair.pk, one.pk) in shown
        assert one.merged_into == other
        assert client.get(url("merge_pair", pair.pk, 10**9)).status_code == 404


class TestMap:
    def test_shows_few_one_by_one_and_many_as_fields_in_a_bounded_answer(self, city, inspector, client):
        for number in range(6):
            make.premises(city.battalion, lon=118.80 + number / 100, lat=28.90)
        box = {"box": "118.7,28.8,119.0,29.0"}

        single = client.get(url("points"), box).json()["features"]
        Premises.objects.bulk_create(
            Premises(number=f"x{n}", name=f"x{n}", unit=city.battalion, created_at=AT, lon=118.8 + n / 2000, lat=28.9)
            for n in range(300)
        )
        many = client.get(url("points"), box).json()["features"]

        assert len(single) == 6
        assert single[0]["properties"]["href"]
        assert len(many) <= 400
        assert sum(one["properties"]["number"] for one in many) == 306

    def test_refuses_what_is_no_box_and_leaves_others_out(self, city, client):
        make.premises(city.battalion, lon=118.8, lat=28.9)
        client.force_login(units.stranger("inspector"))

        for box in ("", "1,2,3", "a,b,c,d", "5,5,4,4", "nan,0,1,1"):
            assert client.get(url("points"), {"box": box}).status_code == 422
        assert client.get(url("points"), {"box": "70,10,140,50"}).json()["features"] == []

    def test_page_opens_with_the_filters_of_the_ledger(self, city, inspector, client):
        make.premises(city.battalion, lon=118.8, lat=28.9, kind="MALL")

        answer = client.get(url("map"), {"kind": "MALL"})

        assert "kind=MALL" in answer.content.decode()
        assert answer.context["listing"].total == 1
