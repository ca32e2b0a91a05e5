"""Pre-alerts: two keys at the desk, one at the station; an order follows, or the station may undress."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse
from django.utils import timezone

from lanyan.incidents import actions
from lanyan.incidents.models import PreAlert
from lanyan.incidents.tests import make
from lanyan.incidents.tests.make import NIGHT
from lanyan.kernel.errors import Refused

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world():
    return make.city()


def warned(world, incident=None, *, after=20):
    incident = incident or make.draft(world)
    return actions.pre_alert(incident_id=incident.pk, at=NIGHT + timedelta(seconds=after), by=world.taker)


class TestSending:
    def test_warns_the_responsible_station_with_what_to_prepare(self, world):
        alert = warned(world)

        assert alert.station == world.fushan
        assert alert.status == PreAlert.Status.SENT
        assert alert.prepare == "主战编队 SG-03, JY-01"
        assert str(alert.incident.log.first()) == "Pre-alert to 府山站: 主战编队 SG-03, JY-01"

    def test_warns_who_would_go_when_the_responsible_station_has_nothing_free(self, world):
        make.ordered(world, world.pump, world.rescue)

        alert = warned(world, make.draft(world, phone="13911112222"))

        assert alert.station == world.qujiang

    def test_again_changes_nothing(self, world):
        first = warned(world)

        second = warned(world, first.incident, after=30)

        assert second.pk == first.pk
        assert first.incident.log.filter(act="pre_alert").count() == 1

    @pytest.mark.parametrize(("missing", "field"), [({"kind": None, "subkind": ""}, "kind"), ({"lon": ""}, "place")])
    def test_needs_kind_and_point(self, world, missing, field):
        incident = make.draft(world)
        changes = {"lat": ""} | missing if "lon" in missing else missing | {"facts": {}}
        actions.save_draft(incident_id=incident.pk, changes=changes, by=world.taker)

        with pytest.raises(Refused) as refusal:
            warned(world, incident)

        assert refusal.value.field == field
        assert not PreAlert.objects.exists()

    def test_comes_too_late_once_something_is_ordered(self, world):
        order = make.ordered(world)

        with pytest.raises(Refused, match="nothing was ordered for yet"):
            warned(world, order.incident, after=60)

    def test_a_station_of_another_city_is_refused(self, world):
        other = make.city("1404")

        with pytest.raises(Refused) as refusal:
            actions.pre_alert(
                incident_id=make.draft(world).pk, station_id=other.fushan.pk, at=timezone.now(), by=world.taker
            )

        assert refusal.value.field == "station"


class TestWhatFollows:
    def test_the_order_to_the_same_station_follows_it(self, world):
        alert = warned(world)

        order = make.ordered(world, world.pump, incident=opened(world, alert))
        alert.refresh_from_db()

        assert (alert.status, alert.order) == (PreAlert.Status.ORDERED, order)
        assert alert.ended_at == order.issued_at

    def test_an_order_to_others_alone_stands_it_down_by_itself(self, world):
        alert = warned(world)

        make.ordered(world, world.tanker, incident=opened(world, alert))
        alert.refresh_from_db()

        assert (alert.status, alert.why) == (PreAlert.Status.STOOD_DOWN, PreAlert.Why.OTHERS_ORDERED)
        assert "other stations were ordered" in str(alert.incident.log.get(act="stand_down_alert"))

    @pytest.mark.parametrize("end", ["false", "test", "withdrawn", "joined"])
    def test_a_call_that_needs_nobody_stands_it_down_by_itself(self, world, end):
        into = make.opened(world, phone="13911112222")
        alert = warned(world)
        ends = {"incident_id": alert.incident_id, "at": NIGHT + timedelta(minutes=1), "by": world.taker}
        acts = {
            "false": lambda: actions.file_false(subkind="FALSE-MISTAKE", reason="误报", **ends),
            "test": lambda: actions.file_test(reason="试线", **ends),
            "withdrawn": lambda: actions.withdraw_incident(reason="录重", **ends),
            "joined": lambda: actions.join_call(into_id=into.pk, **ends),
        }

        acts[end]()
        alert.refresh_from_db()

        assert (alert.status, alert.why) == (PreAlert.Status.STOOD_DOWN, PreAlert.Why.CALL_ENDED)

    def test_by_hand_it_needs_a_reason_and_can_be_stood_down_once(self, world):
        alert = warned(world)
        at = NIGHT + timedelta(minutes=1)

        with pytest.raises(Refused, match="reason"):
            actions.stand_down_alert(alert_id=alert.pk, reason=" ", at=at, by=world.taker)
        actions.stand_down_alert(alert_id=alert.pk, reason="邻居已扑灭", at=at, by=world.taker)

        with pytest.raises(Refused, match="stands no more"):
            actions.stand_down_alert(alert_id=alert.pk, reason="再来", at=at, by=world.taker)

    def test_received_once_the_first_instant_stands(self, world):
        alert = warned(world)
        at = NIGHT + timedelta(seconds=25)
        actions.receive_alert(alert_id=alert.pk, at=at, entered_at=at, by=world.officer)

        later = at + timedelta(seconds=9)
        again = actions.receive_alert(alert_id=alert.pk, at=later, entered_at=later, by=world.officer)

        assert (again.received_at, again.received_by) == (at, world.officer)

    def test_counts_as_no_run_and_no_order(self, world):
        alert = warned(world)

        assert not alert.incident.runs.exists()
        assert not alert.incident.orders.exists()
        assert alert.incident.first_ordered_at is None


def opened(world, alert):
    return actions.open_incident(incident_id=alert.incident_id, at=NIGHT + timedelta(seconds=30), by=world.taker)


class TestTheDatabaseItself:
    def test_refuses_a_move_that_is_not_in_the_table(self, world):
        alert = warned(world)
        actions.stand_down_alert(alert_id=alert.pk, reason="误报", at=timezone.now(), by=world.taker)

        with pytest.raises(ProgrammingError), transaction.atomic():
            PreAlert.objects.filter(pk=alert.pk).update(status="SENT", why="", ended_at=None, reason="")

    def test_refuses_a_second_standing_one_for_the_same_station(self, world):
        alert = warned(world)

        with pytest.raises(IntegrityError), transaction.atomic():
            PreAlert.objects.create(
                incident=alert.incident, station=alert.station, sent_at=alert.sent_at, sent_by=world.taker
            )


class TestTheDoors:
    def test_the_desk_offers_the_responsible_station_and_then_tells_of_it(self, client, world):
        client.force_login(world.taker)
        incident = make.draft(world, timezone.now())
        page = reverse("incidents:desk_incident", args=[incident.pk])
        assert "data-warn=" in client.get(page).content.decode()

        answer = client.post(reverse("incidents:pre_alert", args=[incident.pk]))

        assert answer.status_code == HTTPStatus.OK
        text = client.get(page).content.decode()
        assert 'data-warn="' not in text
        assert "data-stand-ask" in text
        assert "主战编队 SG-03" in text

    def test_a_refusal_names_its_field(self, client, world):
        client.force_login(world.taker)
        incident = make.draft(world, timezone.now(), lon="", lat="")

        answer = client.post(reverse("incidents:pre_alert", args=[incident.pk]))

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert answer.json()["errors"][0]["field"] == "place"

    def test_the_station_rings_receives_and_sees_it_called_off(self, client, world):
        alert = actions.pre_alert(incident_id=make.draft(world, timezone.now()).pk, at=timezone.now(), by=world.taker)
        client.force_login(world.officer)
        client.cookies["lanyan_language"] = "en"
        page = f"/station/{world.fushan.pk}/"
        rung = client.get(page).content.decode()
        assert "data-ringing" in rung
        assert "Nobody leaves before the order." in rung

        received = client.post(reverse("incidents:receive_alert", args=[alert.pk]), headers=HTMX).content.decode()
        actions.stand_down_alert(alert_id=alert.pk, reason="邻居已扑灭", at=timezone.now(), by=world.taker)

        assert "data-ringing" not in received
        assert "邻居已扑灭" in client.get(page).content.decode()

    def test_is_not_there_for_another_station(self, client, world):
        alert = warned(world)
        client.force_login(make.make.user("station_officer", world.other_station))

        answer = client.post(reverse("incidents:receive_alert", args=[alert.pk]))

        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert PreAlert.objects.get().received_at is None
