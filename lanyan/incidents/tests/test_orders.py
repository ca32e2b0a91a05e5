"""Orders and runs: one vehicle at one place, stamps in order, nobody loses a call."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from lanyan.forces import actions as forces
from lanyan.incidents import actions, rules
from lanyan.incidents.actions import Pick
from lanyan.incidents.models import DispatchOrder, Incident, LogEntry, Run
from lanyan.incidents.tests import make
from lanyan.incidents.tests.make import HOME, NIGHT, SCENE
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


class TestOrdering:
    def test_each_station_gets_one_numbered_order(self, world):
        incident = make.opened(world)
        picks = [Pick(vehicle_id=each.pk) for each in (world.pump, world.rescue, world.ladder)]
        orders = actions.order_forces(incident_id=incident.pk, picks=picks, at=NIGHT, by=world.taker)

        assert [(order.short_number, order.station, order.wave) for order in orders] == [
            ("0001-1", world.fushan, 0),
            ("0001-2", world.qujiang, 0),
        ]
        assert [run.headcount for run in Run.objects.all()] == [6, 6, 6]

    def test_what_follows_is_a_numbered_reinforcement(self, world):
        first = make.ordered(world)
        second = make.ordered(world, world.tanker, incident=first.incident)
        third = make.ordered(world, world.ladder, incident=first.incident)

        assert [(second.wave, second.serial), (third.wave, third.serial)] == [(1, 2), (2, 3)]

    def test_opening_and_ordering_is_one_key_and_one_transaction(self, world):
        incident = make.draft(world)
        actions.confirm_and_order(
            incident_id=incident.pk, picks=[Pick(world.pump.pk)], at=NIGHT + timedelta(seconds=40), by=world.taker
        )
        incident.refresh_from_db()

        assert incident.first_ordered_at - incident.answered_at == timedelta(seconds=40)

        other = make.draft(world, NIGHT + timedelta(minutes=1))
        with pytest.raises(Refused):
            actions.confirm_and_order(
                incident_id=other.pk, picks=[Pick(world.pump.pk)], at=NIGHT + timedelta(minutes=2), by=world.taker
            )
        assert Incident.objects.get(pk=other.pk).status == rules.DRAFT, "nothing is half done"

    def test_a_busy_vehicle_is_refused_by_name(self, world):
        make.ordered(world)
        other = make.opened(world, NIGHT + timedelta(minutes=5))

        with pytest.raises(Refused, match=r"SG-03.*0001") as refusal:
            make.ordered(world, incident=other, at=NIGHT + timedelta(minutes=5))

        assert refusal.value.field == "vehicles"

    def test_a_busy_vehicle_goes_with_a_reason_and_its_first_incident_says_so(self, world):
        first = make.ordered(world)
        other = make.opened(world, NIGHT + timedelta(minutes=5))
        make.ordered(world, incident=other, at=NIGHT + timedelta(minutes=5), override_reason="有人跳楼，最近")

        assert first.runs.get().status == rules.DIVERTED
        assert first.incident.log.filter(act="divert").exists()
        assert Run.objects.open().get().incident == other

    def test_one_free_on_its_way_back_needs_no_reason(self, world):
        first = make.ordered(world)
        make.stamped(world, first, "departed", "turned_back", "available")
        other = make.opened(world, NIGHT + timedelta(minutes=20))
        make.ordered(world, incident=other, at=NIGHT + timedelta(minutes=20))

        assert Run.objects.open().get().incident == other

    def test_back_at_the_station_is_not_ready_for_the_next(self, world):
        first = make.ordered(world)
        make.stamped(world, first, *SCENE, "available", "returned")
        other = make.opened(world, NIGHT + timedelta(hours=1))

        with pytest.raises(Refused, match="busy"):
            make.ordered(world, incident=other, at=NIGHT + timedelta(hours=1))

    def test_one_off_the_road_is_refused_with_why(self, world):
        world.pump.condition, world.pump.condition_reason = "OFF_ROAD", "风机轴承"
        world.pump.save()

        with pytest.raises(Refused, match="风机轴承"):
            make.ordered(world)

    def test_one_of_another_city_is_refused(self, world):
        elsewhere = make.city("1404")

        with pytest.raises(Refused, match="does not belong"):
            make.ordered(world, elsewhere.pump)

    def test_one_of_a_neighbour_goes_while_help_is_agreed(self, world):
        elsewhere = make.city("1404")
        since = NIGHT.astimezone(ZONE).date()
        agreed = forces.agree_aid(
            station_id=elsewhere.pump.home_id, centre_id=world.detachment.pk, delay_minutes=20, document="联动协议",
            since_date=since, by=None,
        )  # fmt: skip
        incident = make.opened(world)

        order = make.ordered(world, elsewhere.pump, incident=incident)
        incident.refresh_from_db()
        assert order.station == elsewhere.pump.home
        assert elsewhere.pump.home.unit_id in incident.sent_to

        forces.end_aid(agreement_id=agreed.pk, on=since, by=None)
        later = NIGHT + timedelta(minutes=9)
        with pytest.raises(Refused, match="does not belong"):
            make.ordered(world, elsewhere.pump, at=later, incident=make.opened(world, later))

    def test_an_unreceived_order_is_written_into_the_log_once(self, world):
        order = make.ordered(world)
        late = order.issued_at + timedelta(seconds=31)
        said = [actions.note_unreceived(order_id=order.pk, at=late) for _ in range(2)]

        assert said == [True, False]
        assert LogEntry.objects.get(act="order_unreceived").by is None


@pytest.mark.django_db(transaction=True)
class TestTwoDispatchers:
    def test_who_order_the_same_vehicle_at_once_get_one_run_and_one_clear_message(self):
        world = make.city()
        incidents = [make.opened(world, NIGHT + timedelta(minutes=number)) for number in range(2)]
        both, answers = threading.Barrier(2), []

        def order(incident):
            both.wait()
            try:
                make.ordered(world, incident=incident, at=NIGHT + timedelta(minutes=5))
                answers.append("sent")
            except Refused as refusal:
                answers.append(refusal.field)
            finally:
                connection.close()

        threads = [threading.Thread(target=order, args=(incident,)) for incident in incidents]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(answers) == ["sent", "vehicles"]
        assert Run.objects.count() == 1


class TestStamps:
    def test_a_whole_run_gives_the_incident_its_instants(self, world):
        order = make.ordered(world)
        run = make.stamped(world, order, *SCENE, *HOME)
        incident = Incident.objects.get(pk=order.incident_id)

        assert run.status == rules.READY
        assert run.ended_at == run.ready_at
        assert incident.first_arrived_at == run.arrived_at
        assert incident.knocked_down_at == run.knocked_down_at
        assert incident.last_returned_at == run.returned_at

    def test_the_same_stamp_twice_changes_nothing(self, world):
        order = make.ordered(world)
        run = make.stamped(world, order, "departed")
        lines = LogEntry.objects.count()
        actions.stamp_runs(
            run_ids=[run.pk], stamp="departed", at=run.departed_at, entered_at=run.departed_at, by=world.taker
        )

        assert LogEntry.objects.count() == lines

    def test_another_instant_for_the_same_stamp_asks_for_a_correction(self, world):
        run = make.stamped(world, make.ordered(world), "departed")

        with pytest.raises(Refused, match="Correct it"):
            actions.stamp_runs(
                run_ids=[run.pk], stamp="departed", at=run.departed_at + timedelta(seconds=9),
                entered_at=run.departed_at + timedelta(seconds=9), by=world.taker,
            )  # fmt: skip

    def test_a_skipped_stamp_is_filled_in_later_and_marked_so(self, world):
        run = make.stamped(world, make.ordered(world), "departed", "arrived", "water_on")
        between = run.arrived_at + timedelta(seconds=20)
        entered = between + timedelta(hours=1)
        actions.stamp_runs(run_ids=[run.pk], stamp="deployed", at=between, entered_at=entered, by=world.taker)
        run.refresh_from_db()

        assert (run.status, run.deployed_at) == (rules.WATER_ON, between)
        assert run.provenance["deployed"]["source"] == "later"

    def test_an_instant_out_of_order_is_refused(self, world):
        run = make.stamped(world, make.ordered(world), "departed")
        early = run.departed_at - timedelta(seconds=1)

        with pytest.raises(Refused) as refusal:
            actions.stamp_runs(run_ids=[run.pk], stamp="arrived", at=early, entered_at=run.departed_at, by=world.taker)

        assert refusal.value.field == "at"

    def test_the_future_is_refused(self, world):
        run = make.stamped(world, make.ordered(world), "departed")
        soon = run.departed_at + timedelta(minutes=10)

        with pytest.raises(Refused, match="future"):
            actions.stamp_runs(run_ids=[run.pk], stamp="arrived", at=soon, entered_at=run.departed_at, by=world.taker)

    def test_a_correction_is_a_revision_with_its_reason(self, world):
        run = make.stamped(world, make.ordered(world), "departed", "arrived")
        true = run.arrived_at - timedelta(seconds=30)
        actions.correct_stamp(
            run_id=run.pk, stamp="arrived", at=true, reason="听错", entered_at=run.arrived_at, by=world.taker
        )
        incident = Incident.objects.get(pk=run.incident_id)

        assert incident.first_arrived_at == true
        assert "听错" in str(LogEntry.objects.get(act="correct_stamp"))

    def test_one_stood_down_before_leaving_was_no_run(self, world):
        order = make.ordered(world)
        actions.stand_down(run_id=order.runs.get().pk, reason="误派", at=NIGHT + timedelta(minutes=1), by=world.taker)

        assert not Run.objects.turned_out().exists()
        assert DispatchOrder.objects.get().stood_down_at is not None


class TestTheDatabaseItself:
    def test_refuses_a_move_that_is_not_in_the_table(self, world):
        run = make.stamped(world, make.ordered(world), "departed")

        with pytest.raises(DatabaseError), transaction.atomic():
            Run.objects.filter(pk=run.pk).update(status=rules.READY, ended_at=NIGHT)

    def test_refuses_a_second_open_run_of_a_vehicle(self, world):
        order = make.ordered(world)
        twin = Run(
            order=order, incident=order.incident, vehicle=world.pump, unit=world.station, headcount=5, ordered_at=NIGHT
        )

        with pytest.raises(IntegrityError, match="one_open_run_per_vehicle"), transaction.atomic():
            twin.save()

    def test_refuses_to_lower_the_level_to_delete_or_to_rewrite_the_log(self, world):
        incident = make.opened(world)

        with pytest.raises(DatabaseError), transaction.atomic():
            Incident.objects.filter(pk=incident.pk).update(level=1)
        with pytest.raises(DatabaseError), transaction.atomic():
            Incident.objects.filter(pk=incident.pk).delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            LogEntry.objects.update(text="…")

    def test_refuses_to_make_an_exercise_of_a_real_incident(self, world):
        incident = make.opened(world)

        with pytest.raises(DatabaseError), transaction.atomic():
            Incident.objects.filter(pk=incident.pk).update(is_exercise=True)
