"""Presses from a cab: sent twice, out of order, taken back, from two devices, and against the desk."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lanyan.incidents import actions, rules
from lanyan.incidents.models import Incident, Run, StampPress
from lanyan.incidents.tests import make
from lanyan.kernel.errors import Refused
from lanyan.units.tests.make import user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


@pytest.fixture
def run(world):
    """A pump on its way."""
    return make.stamped(world, make.ordered(world), "departed")


def later(run, seconds):
    return run.departed_at + timedelta(seconds=seconds)


def press(world, run, stamp, seconds, key="", by=None, late=0):
    at = later(run, seconds)
    key = key or f"press-{stamp}-{seconds}"
    return actions.press_stamp(
        key=key, run_id=run.pk, stamp=stamp, at=at, entered_at=at + timedelta(seconds=late), by=by or world.officer
    )


def undo(world, run, of, seconds, key="", by=None, late=0):
    at = later(run, seconds)
    entered_at = at + timedelta(seconds=late)
    return actions.undo_press(
        key=key or f"undo-{of}-{seconds}", of_key=of, at=at, entered_at=entered_at, by=by or world.officer
    )


def result(key):
    return StampPress.objects.get(key=key).result


class TestAPress:
    def test_moves_the_run_and_is_told_in_the_log_by_its_own_instant(self, world, run):
        press(world, run, "arrived", 300, late=240)

        run.refresh_from_db()
        entry = run.log.filter(facts__stamp="arrived").get()
        assert (run.status, run.arrived_at) == (rules.ARRIVED, later(run, 300))
        assert (entry.at, entry.entered_at) == (later(run, 300), later(run, 540))
        assert run.provenance["arrived"]["source"] == "cab"
        assert Incident.objects.get(pk=run.incident_id).first_arrived_at == later(run, 300)

    def test_sent_twice_is_one_press(self, world, run):
        first = press(world, run, "arrived", 300)
        again = press(world, run, "arrived", 300, late=20)

        assert (again.pk, again.result) == (first.pk, "DONE")
        assert run.log.filter(facts__stamp="arrived").count() == 1

    def test_with_the_key_of_another_is_refused(self, world, run):
        press(world, run, "arrived", 300, key="the-same-key")

        with pytest.raises(Refused, match="another press"):
            press(world, run, "arrived", 301, key="the-same-key")
        with pytest.raises(Refused, match="another press"):
            press(world, run, "arrived", 300, key="the-same-key", by=world.taker)

    @pytest.mark.parametrize(
        ("stamp", "seconds", "late", "reason"),
        [
            ("arrived", 400, -120, "future"),
            ("left_scene", 300, 0, "not_possible"),
            ("arrived", -600, 900, "order"),
        ],
    )
    def test_that_cannot_stand_is_kept_with_its_reason(self, world, run, stamp, seconds, late, reason):
        refused = press(world, run, stamp, seconds, late=late)

        run.refresh_from_db()
        assert (refused.result, refused.reason) == ("REFUSED", reason)
        assert run.status == rules.DEPARTED

    def test_of_water_is_refused_where_nothing_burns(self, world):
        incident = make.opened(world, kind="RESCUE", subkind=None, level=1, facts={})
        run = make.stamped(world, make.ordered(world, incident=incident), "departed", "arrived")

        assert press(world, run, "water_on", 300).reason == "fire_only"

    def test_of_ready_is_refused_since_that_is_confirmed(self, world):
        run = make.stamped(world, make.ordered(world), *make.SCENE, "available", "returned")

        assert press(world, run, "ready", 900).reason == "confirm"

    @pytest.mark.parametrize("key", ["", "short", "x" * 65])
    def test_needs_a_key_that_can_be_its_own(self, world, run, key):
        with pytest.raises(Refused):
            actions.press_stamp(
                key=key, run_id=run.pk, stamp="arrived", at=later(run, 5), entered_at=later(run, 5), by=world.officer
            )


class TestTheDeskAndTheCab:
    def test_the_second_of_two_instants_is_refused_and_says_who_was_first(self, world, run):
        at = later(run, 300)
        actions.stamp_runs(run_ids=[run.pk], stamp="arrived", at=at, entered_at=at, by=world.taker)

        refused = press(world, run, "arrived", 303)

        run.refresh_from_db()
        assert (refused.result, refused.reason) == ("REFUSED", "recorded")
        assert refused.facts == {"via": "radio", "at": at.isoformat()}
        assert run.arrived_at == at

    def test_the_same_instant_is_no_quarrel(self, world, run):
        at = later(run, 300)
        actions.stamp_runs(run_ids=[run.pk], stamp="arrived", at=at, entered_at=at, by=world.taker)

        assert press(world, run, "arrived", 300).result == "DONE"

    def test_the_desk_is_refused_what_the_cab_has_recorded(self, world, run):
        press(world, run, "arrived", 300)
        at = later(run, 303)

        with pytest.raises(Refused, match="stamped already"):
            actions.stamp_runs(run_ids=[run.pk], stamp="arrived", at=at, entered_at=at, by=world.taker)

    def test_a_correction_is_not_undone_by_a_press_that_comes_in_late(self, world, run):
        press(world, run, "arrived", 300)
        actions.correct_stamp(
            run_id=run.pk, stamp="arrived", at=later(run, 290), reason="行车记录仪", entered_at=later(run, 400),
            by=world.taker,
        )  # fmt: skip

        press(world, run, "arrived", 295, key="of-another-cab", late=200)

        run.refresh_from_db()
        assert run.arrived_at == later(run, 290)
        assert (result("press-arrived-300"), result("of-another-cab")) == ("DONE", "REFUSED")


class TestAnUndo:
    def test_takes_the_run_back_where_it_was(self, world, run):
        press(world, run, "arrived", 300)

        undone = undo(world, run, "press-arrived-300", 306)

        run.refresh_from_db()
        incident = Incident.objects.get(pk=run.incident_id)
        assert (undone.result, result("press-arrived-300")) == ("DONE", "UNDONE")
        assert (run.status, run.arrived_at, "arrived" in run.provenance) == (rules.DEPARTED, None, False)
        assert incident.first_arrived_at is None
        assert run.log.first().act == "undo_stamp"

    def test_lets_the_stamp_be_given_again(self, world, run):
        press(world, run, "arrived", 300)
        undo(world, run, "press-arrived-300", 304)

        press(world, run, "arrived", 420)

        assert Run.objects.get(pk=run.pk).arrived_at == later(run, 420)

    def test_is_judged_by_what_the_device_claims(self, world, run):
        press(world, run, "arrived", 300, late=900)

        assert undo(world, run, "press-arrived-300", 309, late=900).result == "DONE"

    def test_after_its_seconds_is_refused(self, world, run):
        press(world, run, "arrived", 300)

        assert undo(world, run, "press-arrived-300", 311).reason == "too_late"
        assert Run.objects.get(pk=run.pk).status == rules.ARRIVED

    def test_that_comes_before_its_press_waits_for_it(self, world, run):
        early = undo(world, run, "press-arrived-300", 305)

        press(world, run, "arrived", 300, late=60)

        early.refresh_from_db()
        assert (early.result, early.run_id) == ("DONE", run.pk)
        assert result("press-arrived-300") == "UNDONE"
        assert Run.objects.get(pk=run.pk).arrived_at is None

    def test_is_for_who_pressed(self, world, run):
        press(world, run, "arrived", 300)
        other = user("commander", world.detachment, name="别人")

        assert undo(world, run, "press-arrived-300", 303, by=other).reason == "of_another"

    def test_is_too_late_once_the_desk_has_gone_on(self, world, run):
        press(world, run, "arrived", 300)
        at = later(run, 302)
        actions.stamp_runs(run_ids=[run.pk], stamp="deployed", at=at, entered_at=at, by=world.taker)

        assert undo(world, run, "press-arrived-300", 304).reason == "not_last"


# ---- whatever the radio does ------------------------------------------------------------------------------
STAMPS = [
    "received",
    "arrived",
    "deployed",
    "water_on",
    "controlled",
    "water_off",
    "left_scene",
    "turned_back",
    "ready",
]


@st.composite
def queues(draw):
    """What two devices pressed on one run: stamps and undos with the instants they claim, then how it came in."""
    touches = draw(
        st.lists(
            st.tuples(st.sampled_from(STAMPS), st.integers(1, 12), st.integers(0, 1), st.integers(-1, 12)),
            min_size=1, max_size=6,
        )
    )  # fmt: skip
    sent = []
    for number, (stamp, _pause, device, undone_after) in enumerate(touches):
        at = sum(touch[1] for touch in touches[: number + 1])
        sent.append((f"press-{number:04}", stamp, at, device))
        if undone_after >= 0:
            sent.append((f"unpress-{number:04}", f"press-{number:04}", at + undone_after, device))
    came = draw(st.permutations(sent + draw(st.lists(st.sampled_from(sent), max_size=3))))
    return sent, came


def play(world, run, queue):
    """Send a queue and tell the end: the run's status and instants, and what became of each press."""
    devices = (world.officer, world.commander)
    for key, what, seconds, device in queue:
        send = undo if what.startswith("press-") else press
        send(world, run, what, seconds, key=key, by=devices[device], late=60 - seconds)
    run = Run.objects.get(pk=run.pk)
    return run.status, run.times(), dict(StampPress.objects.values_list("key", "result"))


class TestAnyQueue:
    @given(queue=queues())
    @settings(
        max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
    )
    def test_comes_to_the_same_end_twice_and_out_of_order(self, world, run, queue):
        sent, came = queue

        with transaction.atomic():
            in_order = play(world, run, sorted(sent, key=lambda each: (each[2], each[1].startswith("press-"), each[0])))
            transaction.set_rollback(True)
        with transaction.atomic():
            as_it_came = play(world, run, came)
            transaction.set_rollback(True)

        assert as_it_came == in_order

    @given(queue=queues())
    @settings(
        max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
    )
    def test_leaves_a_run_whose_stamps_and_incident_agree(self, world, run, queue):
        with transaction.atomic():
            play(world, run, queue[1])
            after = Run.objects.select_related("incident").get(pk=run.pk)
            made = {key for key, value in after.provenance.items() if "press" in value}
            done = set(StampPress.objects.filter(result="DONE", of_key="").values_list("stamp", flat=True))
            transaction.set_rollback(True)

        assert rules.out_of_order(after.times()) is None
        assert rules.status_by_stamps(after.status, after.times()) == after.status
        assert after.incident.first_arrived_at == after.arrived_at
        assert made == done
