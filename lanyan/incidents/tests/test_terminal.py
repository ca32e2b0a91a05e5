"""The station terminal: one order at a time, 受令 and 出动, the calm between, and the sheet on paper."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.utils import timezone
from django.utils.timezone import localtime

from lanyan.incidents import actions, rules
from lanyan.incidents.models import DispatchOrder
from lanyan.incidents.tests import make
from lanyan.units.tests.make import stranger

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world():
    return make.city()


@pytest.fixture
def officer(client, world):
    """The station's terminal, in English."""
    client.force_login(world.officer)
    client.cookies["lanyan_language"] = "en"
    return client


def screen(client, station) -> str:
    return client.get(f"/station/{station.pk}/").content.decode()


class TestTheWayToIt:
    def test_leads_an_officer_to_the_own_station(self, officer, world):
        assert officer.get("/station/").url == f"/station/{world.fushan.pk}/"

    def test_lets_the_dispatcher_choose(self, client, world):
        client.force_login(world.taker)

        text = client.get("/station/").content.decode()

        assert "府山站" in text
        assert "衢江站" in text

    def test_is_not_there_for_other_stations(self, officer, world):
        assert officer.get(f"/station/{world.qujiang.pk}/").status_code == HTTPStatus.NOT_FOUND
        assert officer.get(f"/station/{world.qujiang.pk}/orders/").status_code == HTTPStatus.NOT_FOUND


class TestAnOrder:
    def test_rings_and_says_what_where_and_who(self, officer, world):
        make.ordered(world, world.pump, world.rescue, world.tanker, note="走北门")

        text = screen(officer, world.fushan)

        for said in ("锦桂苑 7 幢", "0001-1", "SG-03", "JY-01", "走北门", "Also going:", "SG-14", "data-ringing"):
            assert said in text
        assert "m by straight line" in text

    def test_says_when_the_first_was_promised_to_be_there(self, world, officer):
        order = make.ordered(world)
        there = order.issued_at + timedelta(seconds=312)
        order.runs.update(promised_at=there)

        told = f"{localtime(there):%H:%M:%S}"
        for address in (f"/station/{order.station_id}/", f"/orders/{order.pk}/sheet/"):
            text = officer.get(address).content.decode()
            assert told in text
            assert "30 km/h" not in text

    def test_gives_the_crew_the_number_to_ring_back_and_keeps_it_from_lookers_on(self, officer, world):
        make.ordered(world)

        crew = screen(officer, world.fushan)
        officer.force_login(world.leader)
        looker_on = screen(officer, world.fushan)

        assert "13800006612" in crew
        assert "6612" not in looker_on

    def test_is_received_once_and_then_turned_out(self, officer, world):
        order = make.ordered(world, world.pump, world.rescue)
        officer.post(f"/orders/{order.pk}/receive/", headers=HTMX)
        first = DispatchOrder.objects.get(pk=order.pk).received_at

        again = officer.post(f"/orders/{order.pk}/receive/", headers=HTMX)
        officer.post(f"/orders/{order.pk}/depart/", headers=HTMX)

        assert "data-ringing" not in again.content.decode()
        assert DispatchOrder.objects.get(pk=order.pk).received_at == first
        assert set(order.runs.values_list("status", flat=True)) == {rules.DEPARTED}

    def test_lets_only_the_chosen_vehicle_leave(self, officer, world):
        order = make.ordered(world, world.pump, world.rescue)
        officer.post(f"/orders/{order.pk}/receive/", headers=HTMX)
        run = order.runs.get(vehicle=world.pump)

        answer = officer.post(f"/orders/{order.pk}/depart/", {"chosen": "1", "run": [run.pk]}, headers=HTMX)

        assert dict(order.runs.values_list("vehicle", "status")) == {
            world.pump.pk: rules.DEPARTED,
            world.rescue.pk: rules.RECEIVED,
        }
        assert "JY-01" in answer.content.decode()

    def test_left_twice_leaves_once(self, officer, world):
        order = make.ordered(world)
        officer.post(f"/orders/{order.pk}/receive/")
        officer.post(f"/orders/{order.pk}/depart/")
        before = order.runs.get().departed_at

        answer = officer.post(f"/orders/{order.pk}/depart/", headers=HTMX)

        assert answer.status_code == HTTPStatus.OK
        assert order.runs.get().departed_at == before

    @pytest.mark.parametrize("received", [False, True])
    def test_is_not_left_before_it_is_received_nor_with_nobody(self, officer, world, received):
        order = make.ordered(world)
        if received:
            officer.post(f"/orders/{order.pk}/receive/")

        answer = officer.post(f"/orders/{order.pk}/depart/", {"chosen": "1"}, headers=HTMX)

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert order.runs.get().departed_at is None

    def test_waits_in_line_behind_an_unanswered_one(self, officer, world):
        first = make.ordered(world, world.pump)
        second = make.opened(world, at=make.NIGHT + timedelta(minutes=1), place_answer="北门街 12 号")
        make.ordered(world, world.rescue, incident=second, at=make.NIGHT + timedelta(minutes=1))

        text = screen(officer, world.fushan)
        officer.post(f"/orders/{first.pk}/receive/")

        assert "Waiting after this one" in text
        assert screen(officer, world.fushan).index("北门街 12 号") < screen(officer, world.fushan).index("锦桂苑 7 幢")

    def test_offers_a_leader_nothing_to_press(self, client, world):
        make.ordered(world)
        client.force_login(world.leader)

        text = screen(client, world.fushan)

        assert "data-enter" not in text
        assert "data-ringing" not in text

    def test_is_not_there_for_a_stranger(self, client, world):
        order = make.ordered(world)
        client.force_login(stranger())

        for verb in ("receive", "depart", "printed"):
            assert client.post(f"/orders/{order.pk}/{verb}/").status_code == HTTPStatus.NOT_FOUND
        assert client.get(f"/orders/{order.pk}/sheet/").status_code == HTTPStatus.NOT_FOUND


class TestTheCalm:
    def test_shows_the_vehicles_and_the_day(self, officer, world):
        now = timezone.now() - timedelta(minutes=10)
        incident = make.opened(world, at=now)
        make.stamped(world, make.ordered(world, incident=incident, at=now), "departed", step=30)

        text = screen(officer, world.fushan)

        assert "No order waits." in text
        assert "on the way · 0001" in text

    def test_says_that_an_order_was_called_off(self, officer, world):
        order = make.ordered(world)
        actions.stand_down(run_id=order.runs.get().pk, reason="误报", at=timezone.now(), by=world.taker)

        assert "Order 0001-1 was called off." in screen(officer, world.fushan)

    def test_needs_a_fixed_number_of_queries(self, officer, world, django_assert_num_queries):
        screen(officer, world.fushan)

        with django_assert_num_queries(11):
            screen(officer, world.fushan)


class TestTheSheet:
    def test_holds_what_the_crew_needs(self, officer, world):
        order = make.ordered(world, world.pump, world.rescue, note="走北门")

        text = officer.get(f"/orders/{order.pk}/sheet/").content.decode()

        for said in (
            "3308-20240509-0001-1",
            "fire level 2",
            "锦桂苑 7 幢",
            "SG-03",
            "JY-01",
            "走北门",
            "first dispatch",
        ):
            assert said in text
        assert 'class="sheet a4"' in text
        assert 'class="sheet a5"' in officer.get(f"/orders/{order.pk}/sheet/?paper=a5").content.decode()

    def test_remembers_its_first_printing(self, officer, world):
        order = make.ordered(world)
        officer.post(f"/orders/{order.pk}/printed/")
        first = DispatchOrder.objects.get(pk=order.pk).printed_at

        officer.post(f"/orders/{order.pk}/printed/")

        assert first is not None
        assert DispatchOrder.objects.get(pk=order.pk).printed_at == first

    def test_can_be_read_but_not_marked_by_a_leader(self, client, world):
        order = make.ordered(world)
        client.force_login(world.leader)

        assert client.get(f"/orders/{order.pk}/sheet/").status_code == HTTPStatus.OK
        assert client.post(f"/orders/{order.pk}/printed/").status_code == HTTPStatus.FORBIDDEN
