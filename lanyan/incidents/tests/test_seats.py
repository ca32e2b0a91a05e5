"""Seats: every incident in somebody's hands, handed over and taken, the queue before all."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from lanyan.incidents import actions, queries
from lanyan.incidents.models import Incident
from lanyan.incidents.tests import make
from lanyan.incidents.tests.make import NIGHT
from lanyan.kernel.errors import Refused

pytestmark = pytest.mark.django_db
LATER = NIGHT + timedelta(minutes=5)


@pytest.fixture
def world():
    return make.city()


def hand(world, incident, to):
    return actions.hand_over(incident_id=incident.pk, to_id=to.pk, at=LATER, by=world.taker)


class TestHandingOver:
    def test_changes_the_owner_and_marks_it_until_taken(self, world):
        handed = hand(world, make.draft(world), world.dispatcher)
        assert (handed.owner, handed.handed_by, handed.handed_at) == (world.dispatcher, world.taker, LATER)

        taken = actions.take_over(incident_id=handed.pk, at=LATER, by=world.dispatcher)

        assert (taken.owner, taken.handed_by, taken.handed_at) == (world.dispatcher, None, None)
        assert [str(line) for line in taken.log.all()[:2]] == ["Taken in hand", "Handed over to 林涛"]

    def test_to_somebody_who_takes_no_calls_is_refused(self, world):
        with pytest.raises(Refused) as refusal:
            hand(world, make.draft(world), world.officer)

        assert refusal.value.field == "to"

    def test_to_another_city_is_refused(self, world):
        other = make.city("1404")

        with pytest.raises(Refused, match="takes no calls for this centre"):
            hand(world, make.draft(world), other.taker)

    def test_of_what_is_over_is_refused(self, world):
        incident = make.finished(world)

        with pytest.raises(Refused, match="closed"):
            hand(world, incident, world.dispatcher)

    def test_taking_over_names_who_had_it(self, world):
        taken = actions.take_over(incident_id=make.draft(world).pk, at=LATER, by=world.dispatcher)

        assert str(taken.log.first()) == "Taken over from 余晓静"

    def test_taking_what_is_in_hand_changes_nothing(self, world):
        incident = make.draft(world)

        actions.take_over(incident_id=incident.pk, at=LATER, by=world.taker)

        assert not incident.log.filter(act__startswith="take_over").exists()


class TestTheQueue:
    def passed_on(self, world, at, **more):
        draft = {"kind": "FIRE", "subkind": "FIRE-RES", "level": 1, "lon": make.POINT[0], "lat": make.POINT[1]}
        incident, _new = actions.take_call(
            centre=world.detachment, source="ALARM", at=at, by=world.taker, draft=draft, waits=True, **more
        )
        return incident

    def test_holds_what_another_system_passed_on_before_everything_else(self, world):
        waiting = self.passed_on(world, NIGHT)
        mine = make.draft(world, LATER)

        rows = list(queries.board(world.taker, world.detachment))

        assert [(row, row.owner) for row in rows] == [(waiting, None), (mine, world.taker)]

    def test_whoever_opens_it_has_it(self, world):
        waiting = self.passed_on(world, NIGHT)
        actions.save_draft(incident_id=waiting.pk, changes={"address": "文昌大道 186 号"}, by=world.dispatcher)

        opened = actions.open_incident(incident_id=waiting.pk, at=LATER, by=world.dispatcher)

        assert opened.owner == world.dispatcher

    def test_is_told_on_the_desk_with_its_age(self, client, world):
        self.passed_on(world, timezone.now() - timedelta(seconds=24))
        client.force_login(world.taker)
        client.cookies["lanyan_language"] = "en"

        board = client.get(reverse("incidents:desk_board")).content.decode()

        assert "1 call waits" in board
        assert "waits for a seat" in board


class TestTheDoors:
    def test_f10_takes_what_is_in_other_hands_and_offers_other_seats_for_ones_own(self, client, world):
        incident = make.draft(world, timezone.now())
        page = reverse("incidents:desk_incident", args=[incident.pk])
        client.force_login(world.dispatcher)
        assert "data-take=" in client.get(page).content.decode()

        client.post(reverse("incidents:take_over", args=[incident.pk]))
        text = client.get(page).content.decode()
        answer = client.post(reverse("incidents:hand_over", args=[incident.pk]), {"to": world.taker.pk})

        assert "data-hand=" in text
        assert "余晓静" in text
        assert answer.status_code == HTTPStatus.OK
        assert Incident.objects.get().owner == world.taker

    def test_nonsense_is_refused_by_name(self, client, world):
        incident = make.draft(world, timezone.now())
        client.force_login(world.taker)

        answer = client.post(reverse("incidents:hand_over", args=[incident.pk]), {"to": "nobody"})

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert answer.json()["errors"][0]["field"] == "to"

    def test_somebody_who_takes_no_calls_cannot(self, client, world):
        incident = make.opened(world, timezone.now())
        client.force_login(world.commander)

        answer = client.post(reverse("incidents:take_over", args=[incident.pk]))

        assert answer.status_code == HTTPStatus.FORBIDDEN

    def test_the_other_seats_cost_the_same_however_many_they_are(self, world, django_assert_num_queries):
        for _number in range(9):
            make.make.user("dispatcher", world.detachment)

        with django_assert_num_queries(2):
            seats = queries.other_seats(world.detachment, but=world.taker.pk)

        assert len(seats) == 10
