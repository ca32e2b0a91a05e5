"""The duty desk's requests: drafts, forces, orders, joining."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lanyan.incidents import rules
from lanyan.incidents.models import DispatchOrder, Incident, Run
from lanyan.incidents.tests import make
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


@pytest.fixture
def desk(client, world):
    client.force_login(world.taker)
    return client


def now():
    return timezone.now() - timedelta(seconds=40)


def taken(world, **more):
    return make.draft(world, now(), **more)


def order(desk, incident, *keys, **fields):
    data = {"pick": list(keys), "by_hand": "1", "change_reason": "就近", **fields}
    return desk.post(reverse("incidents:order", args=[incident.pk]), data)


class TestNewCall:
    def test_makes_a_draft_that_stands_on_the_desk(self, desk, world):
        answer = desk.post(reverse("incidents:new_call"))
        incident = Incident.objects.get()

        assert answer.url == reverse("incidents:desk_incident", args=[incident.pk])
        assert (incident.status, incident.owner, incident.centre) == (rules.DRAFT, world.taker, world.detachment)

    def test_of_another_way_says_which(self, desk):
        page = desk.get(reverse("incidents:desk")).content.decode()
        assert '<option value="PHONE_BACKUP">' in page

        desk.post(reverse("incidents:new_call"), {"source": "PHONE_BACKUP"})
        assert Incident.objects.get().calls.get().source == "PHONE_BACKUP"

    def test_of_no_way_there_is_is_refused(self, desk):
        answer = desk.post(reverse("incidents:new_call"), {"source": "PIGEON"})

        assert answer.status_code in (400, 422)
        assert not Incident.objects.exists()

    def test_of_an_exercise_is_one_from_birth(self, desk):
        desk.post(reverse("incidents:new_call"), {"exercise": "1"})

        assert Incident.objects.get().is_exercise

    def test_is_refused_to_a_station_officer(self, client, world):
        client.force_login(world.officer)

        assert client.post(reverse("incidents:new_call")).status_code == 403


class TestDraft:
    def test_keeps_what_was_typed_and_lets_the_level_follow_the_facts(self, desk, world):
        incident = taken(world, facts={}, subkind="FIRE-OPEN", level=1)
        answer = desk.post(reverse("incidents:save_draft", args=[incident.pk]), {"facts.trapped": "3"})
        incident.refresh_from_db()

        assert answer.json()["level"] == 3
        assert (incident.level, incident.facts["trapped"]) == (3, 3)

    def test_a_level_chosen_by_hand_stays(self, desk, world):
        incident = taken(world)
        desk.post(
            reverse("incidents:save_draft", args=[incident.pk]),
            {"facts.trapped": "1", "level": "4", "level_by_hand": "1"},
        )
        incident.refresh_from_db()

        assert incident.level == 4

    def test_a_high_rise_dwelling_is_a_special_place_without_being_asked(self, desk, world):
        incident = taken(world, facts={}, level=1, subkind="FIRE-RES")
        desk.post(reverse("incidents:save_draft", args=[incident.pk]), {"kind": "FIRE", "subkind": "FIRE-HIGH"})
        incident.refresh_from_db()

        assert incident.level == 2

    def test_a_wrong_field_is_answered_by_name(self, desk, world):
        incident = taken(world)
        answer = desk.post(reverse("incidents:save_draft", args=[incident.pk]), {"facts.floor": "oben"})

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "facts.floor"

    def test_of_another_city_does_not_exist(self, client, world):
        incident = taken(world)
        client.force_login(units.stranger())

        assert client.get(reverse("incidents:desk_incident", args=[incident.pk])).status_code == 404
        assert client.post(reverse("incidents:save_draft", args=[incident.pk]), {"town": "x"}).status_code == 404


class TestForces:
    def test_the_responsible_station_comes_first_with_its_reason(self, desk, world):
        incident = taken(world)
        page = desk.get(reverse("incidents:desk_forces", args=[incident.pk])).content.decode()

        assert page.index("主战编队") < page.index("SG-14")
        assert "缺" in page or "lacks" in page, "the shortfall is said"

    def test_one_key_confirms_and_orders_what_was_proposed(self, desk, world):
        incident = taken(world)
        answer = order(desk, incident, f"f{world.formation.pk}", by_hand="0", change_reason="")
        incident.refresh_from_db()

        assert answer.status_code == 200
        assert incident.confirmed_by == world.taker
        assert {run.vehicle.call_sign for run in Run.objects.all()} >= {"SG-03", "JY-01"}

    def test_what_stood_on_the_screen_is_refused_when_somebody_else_was_quicker(self, desk, world):
        incident = taken(world)
        make.ordered(world, at=now())
        answer = order(desk, incident, f"f{world.formation.pk}", by_hand="0", change_reason="")

        assert answer.json()["errors"][0]["field"] == "vehicles"
        assert Run.objects.count() == 1

    def test_a_choice_by_hand_needs_its_reason(self, desk, world):
        incident = taken(world)
        answer = order(desk, incident, f"v{world.tanker.pk}", change_reason="")

        assert answer.json()["errors"][0]["field"] == "change_reason"
        assert Incident.objects.get(pk=incident.pk).status == rules.DRAFT
        assert not DispatchOrder.objects.exists()

    def test_a_busy_vehicle_is_refused_and_then_sent_with_a_reason(self, desk, world):
        make.ordered(world, at=now())
        incident = taken(world)
        refused = order(desk, incident, f"v{world.pump.pk}")
        sent = order(desk, incident, f"v{world.pump.pk}", override_reason="最近")

        assert refused.json()["errors"][0]["field"] == "vehicles"
        assert sent.status_code == 200
        assert Run.objects.open().get(vehicle=world.pump).incident == incident

    def test_what_follows_is_a_reinforcement_without_another_confirmation(self, desk, world):
        incident = taken(world)
        order(desk, incident, f"v{world.pump.pk}")
        desk.post(reverse("incidents:order", args=[incident.pk]), {"pick": f"v{world.ladder.pk}", "by_hand": "1"})

        assert [sent.wave for sent in DispatchOrder.objects.order_by("serial")] == [0, 1]

    def test_nothing_chosen_sends_nothing(self, desk, world):
        incident = taken(world)
        answer = order(desk, incident)

        assert answer.json()["errors"][0]["field"] == "vehicles"
        assert Incident.objects.get(pk=incident.pk).status == rules.DRAFT


class TestRepeatedCall:
    def test_near_in_place_and_time_is_shown_and_joined(self, desk, world):
        first = make.opened(world, now())
        second = taken(world, lon=make.POINT[0] + 0.001)
        page = desk.get(reverse("incidents:desk_incident", args=[second.pk])).content.decode()
        desk.post(reverse("incidents:join", args=[second.pk, first.pk]))

        assert first.short_number in page
        assert first.calls.count() == 2

    def test_far_away_is_not(self, desk, world):
        make.opened(world, now())
        second = taken(world, lon=make.POINT[0] + 0.1, phone="13800009911")
        page = desk.get(reverse("incidents:desk_incident", args=[second.pk])).content.decode()

        assert "data-repeated" not in page


class TestThePage:
    def test_costs_a_fixed_number_of_queries(self, desk, world, django_assert_max_num_queries):
        for minute in range(6):
            make.opened(world, now() - timedelta(minutes=minute), lon=118.5 + minute / 10)
        incident = taken(world)
        desk.get(reverse("incidents:desk_incident", args=[incident.pk]))

        with django_assert_max_num_queries(34):
            desk.get(reverse("incidents:desk_incident", args=[incident.pk]))

    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_stands_empty_and_full_in_both_languages(self, desk, world, language):
        desk.cookies["lanyan_language"] = language
        empty = desk.get(reverse("incidents:desk"))
        make.ordered(world, at=now())
        full = desk.get(reverse("incidents:desk_incident", args=[Incident.objects.get().pk]))

        assert (empty.status_code, full.status_code) == (200, 200)
