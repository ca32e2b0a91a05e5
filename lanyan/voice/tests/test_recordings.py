"""The index of recordings: each once, tied to its call, never changed, cleared only past its term, heard only known."""

from datetime import datetime

import pgtrigger
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from lanyan.incidents import actions as incident_actions
from lanyan.incidents.models import Call
from lanyan.incidents.tests import make as incidents
from lanyan.kernel import audit, figures, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.figures import Scope
from lanyan.kernel.models import Act, SearchEntry
from lanyan.kernel.periods import ZONE
from lanyan.voice import jobs, limits
from lanyan.voice.actions import keeping, services
from lanyan.voice.models import Listening, Recording
from lanyan.voice.tests import make
from lanyan.voice.tests.make import DAY, FIXED, HOUR, MINUTE, NIGHT, SEAT, SECOND

pytestmark = pytest.mark.django_db
SOUND = bytes(range(256)) * 20


@pytest.fixture
def world():
    return make.city()


def outcomes(taken):
    return [(one.what, one.field) for one in taken]


class TestBringing:
    def test_takes_each_once_and_the_same_again_changes_nothing(self, world):
        first = make.told(world, make.facts("1"), make.facts("2"), make.facts("1"))
        events = Recording.pgh_event_model.objects.count()

        again = make.told(world, make.facts("1"), make.facts("2"), at=NIGHT + DAY)

        assert outcomes(first) == [("created", ""), ("created", ""), ("same", "")]
        assert outcomes(again) == [("same", "")] * 2
        assert Recording.objects.count() == 2
        assert Recording.pgh_event_model.objects.count() == events
        assert set(Recording.objects.values_list("received_at", flat=True)) == {NIGHT + HOUR}

    def test_refuses_what_says_something_else_under_a_known_number(self, world):
        make.recorded(world, "1")

        taken = make.told(world, make.facts("1", number=FIXED), make.facts("2"))

        assert outcomes(taken) == [("refused", "number"), ("created", "")]
        assert Recording.objects.get(external_id="1").number == make.MOBILE

    def test_knows_the_same_number_at_another_recorder_as_another(self, world):
        make.recorded(world, "1")
        world.recorder = make.recorder(world, "REC-2")

        assert outcomes(make.told(world, make.facts("1"))) == [("created", "")]

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"external_id": " "}, "external_id"),
            ({"channel": ""}, "channel"),
            ({"direction": "UP"}, "direction"),
            ({"ended_at": NIGHT - HOUR}, "ended_at"),
            ({"ended_at": NIGHT + 2 * DAY}, "ended_at"),
            ({"began_at": NIGHT + 3 * HOUR, "ended_at": NIGHT + 3 * HOUR}, "ended_at"),
            ({"began_at": NIGHT.replace(tzinfo=None)}, "began_at"),
            ({"uri": "../../etc/passwd"}, "uri"),
            ({"uri": "http://elsewhere/a.wav"}, "uri"),
            ({"sha256": "abc"}, "sha256"),
            ({"seat": "x" * 31}, "seat"),
        ],
    )
    def test_names_the_field_at_fault_and_takes_the_others(self, world, wrong, field):
        taken = make.told(world, make.facts(**{"external_id": "1", **wrong}), make.facts("2"))

        assert outcomes(taken) == [("refused", field), ("created", "")]

    def test_is_refused_for_a_recorder_that_is_withdrawn(self, world):
        services.withdraw_recorder(recorder_id=world.recorder.pk, reason="报废", at=NIGHT, by=world.keeper)

        with pytest.raises(Refused) as refusal:
            make.told(world, make.facts())

        assert refusal.value.field == "recorder"


class TestTie:
    def test_is_by_the_number_of_the_call_before_seat_and_time(self, world):
        incident = incidents.draft(world, at=NIGHT - DAY, source_id="PBX-77")
        incidents.draft(world)

        found = make.recorded(world, call_number="PBX-77")

        assert (found.call, found.tie, found.about) == (make.call_of(incident), "NUMBER", incident)

    def test_is_by_seat_and_time_where_it_is_clear(self, world):
        incident = incidents.draft(world)

        assert make.recorded(world, "1").about == incident
        assert make.recorded(world, "2", seat="9席").about is None
        assert make.recorded(world, "3", number=FIXED).about is None
        assert make.recorded(world, "4", began_at=NIGHT + 5 * MINUTE, ended_at=NIGHT + 6 * MINUTE).about is None
        assert Recording.objects.get(external_id="1").tie == "SEAT"

    def test_is_not_guessed_between_two_calls_and_not_to_another_city(self, world):
        other = make.city("1404")
        incidents.draft(other)
        for seconds in (0, 10):
            incidents.draft(world, at=NIGHT + seconds * SECOND, phone="")

        assert make.recorded(world).about is None

    def test_follows_the_call_when_it_is_joined_to_another_incident(self, world):
        target = incidents.opened(world, at=NIGHT - 10 * MINUTE)
        incident = incidents.draft(world)
        found = make.recorded(world)
        incident_actions.join_call(incident_id=incident.pk, into_id=target.pk, at=NIGHT + MINUTE, by=world.taker)

        assert Recording.objects.get(pk=found.pk).about == target
        assert list(Recording.objects.of_incident(target.pk)) == [found]

    def test_by_hand_needs_a_reason_and_can_be_taken_back(self, world):
        incident = incidents.opened(world)
        found = make.recorded(world, seat="", direction="OUT", number=FIXED)
        with pytest.raises(Refused) as refusal:
            keeping.tie_recording(recording_id=found.pk, incident_id=incident.pk, reason=" ", at=NIGHT, by=world.taker)
        tied = keeping.tie_recording(
            recording_id=found.pk, incident_id=incident.pk, reason="调度电话", at=NIGHT, by=world.taker
        )
        state = (tied.about, tied.tie, audit.history(tied)[0].reason)
        loose = keeping.tie_recording(
            recording_id=found.pk, incident_id=None, reason="误关联", at=NIGHT, by=world.taker
        )

        assert refusal.value.field == "reason"
        assert state == (incident, "HAND", "调度电话")
        assert (loose.about, loose.tie) == (None, "")

    def test_by_hand_does_not_reach_into_another_city(self, world):
        foreign = incidents.opened(make.city("1404"))
        found = make.recorded(world)

        with pytest.raises(Refused) as refusal:
            keeping.tie_recording(recording_id=found.pk, incident_id=foreign.pk, reason="x", at=NIGHT, by=world.taker)

        assert refusal.value.field == "incident"


class TestGuard:
    def test_refuses_to_change_what_the_recorder_said(self, world):
        found = make.recorded(world)

        for change in ({"number": "1"}, {"uri": "x"}, {"sha256": "0" * 64}, {"seat": ""}, {"ended_at": NIGHT + DAY}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Recording.objects.filter(pk=found.pk).update(**change)

    def test_refuses_to_delete_even_an_old_one(self, world):
        found = make.recorded(world)

        with pytest.raises(DatabaseError), transaction.atomic():
            Recording.objects.filter(pk=found.pk).delete()

    def test_refuses_the_purge_itself_what_is_young_kept_or_not_over(self, world):
        now = timezone.now()
        young = make.recorded(world, "1", began_at=now - 100 * DAY, ended_at=now - 100 * DAY, at=now)
        kept = make.recorded(world, "2", seat="")
        keeping.keep_recording(recording_id=kept.pk, reason="案例", at=now, by=world.keeper)
        incidents.opened(world)
        living = make.recorded(world, "3")
        assert living.about is not None

        for one in (young, kept, living):
            with (
                pytest.raises(DatabaseError),
                transaction.atomic(),
                pgtrigger.ignore("voice.Recording:never_deleted"),
            ):
                Recording.objects.filter(pk=one.pk).delete()

    def test_refuses_to_forget_who_listened(self, world):
        found = make.recorded(world)
        keeping.note_listening(recording_id=found.pk, at=NIGHT, by=world.auditor)

        for act in (lambda: Listening.objects.update(at=NIGHT + DAY), lambda: Listening.objects.all().delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


class TestPurge:
    def test_clears_what_is_past_its_term_and_leaves_the_number_in_the_history(self, world):
        old = make.recorded(world, "1", seat="")
        keeping.note_listening(recording_id=old.pk, at=NIGHT, by=world.auditor)
        kept = make.recorded(world, "2", seat="")
        keeping.keep_recording(recording_id=kept.pk, reason="典型案例", at=NIGHT, by=world.officer_of_the_day)
        at = timezone.now()
        young = make.recorded(world, "3", seat="", began_at=at - 30 * DAY, ended_at=at - 30 * DAY, at=at)

        cleared = keeping.purge_recordings(at=at)

        assert cleared == 1
        assert set(Recording.objects.all()) == {kept, young}
        assert set(SearchEntry.objects.filter(kind="recording").values_list("record_id", flat=True)) == {
            kept.pk,
            young.pk,
        }
        told = Act.objects.get(metadata__act="voice.purge_recordings").metadata
        assert told["count"] == 1
        assert told["reason"].startswith("1 · < ")

    def test_leaves_those_of_an_incident_that_is_not_over(self, world):
        order = incidents.ordered(world)
        found = make.recorded(world)
        at = timezone.now()
        assert found.about == order.incident
        before = keeping.purge_recordings(at=at)
        incidents.stamped(world, order, *incidents.SCENE, *incidents.HOME)
        incident_actions.close_incident(incident_id=order.incident_id, at=NIGHT + 3 * HOUR, by=world.taker)

        assert (before, keeping.purge_recordings(at=at)) == (0, 1)

    def test_takes_what_was_released_again(self, world):
        found = make.recorded(world, seat="")
        keeping.keep_recording(recording_id=found.pk, reason="案例", at=NIGHT, by=world.keeper)
        with pytest.raises(Refused):
            keeping.keep_recording(recording_id=found.pk, reason="案例", at=NIGHT, by=world.keeper)
        keeping.release_recording(recording_id=found.pk, reason="已归档", at=NIGHT, by=world.keeper)
        with pytest.raises(Refused):
            keeping.release_recording(recording_id=found.pk, reason="已归档", at=NIGHT, by=world.keeper)

        assert keeping.purge_recordings(at=timezone.now()) == 1

    def test_is_a_job_of_the_night(self, world):
        make.recorded(world, seat="")

        jobs.purge(timestamp=0)

        assert not Recording.objects.exists()
        assert Act.objects.get(metadata__act="voice.purge_recordings").metadata["job"] == "voice.purge"

    @pytest.mark.parametrize(
        ("at", "before"),
        [
            (datetime(2024, 8, 31, 12, tzinfo=ZONE), datetime(2024, 2, 28, 12, tzinfo=ZONE)),
            (datetime(2024, 3, 1, 0, tzinfo=ZONE), datetime(2023, 8, 31, 0, tzinfo=ZONE)),
            (datetime(2024, 12, 31, 23, tzinfo=ZONE), datetime(2024, 6, 29, 23, tzinfo=ZONE)),
        ],
    )
    def test_counts_months_of_the_calendar_and_a_day(self, at, before):
        assert keeping.past_term(at) == before

    def test_keeps_six_months_whatever_the_installation_says(self, settings):
        terms = []
        for months in (0, 1, 24):
            settings.VOICE_KEEP_MONTHS = months
            terms.append(limits.keep_months())

        assert terms == [6, 6, 24]


class TestFigures:
    def test_count_recordings_and_the_share_of_telephone_calls_that_have_one(self, world):
        incidents.opened(world)
        incidents.opened(world, at=NIGHT + HOUR, phone="13900000001")
        incidents.opened(world, at=NIGHT + 2 * HOUR, source="POLICE_110")
        incidents.opened(world, at=NIGHT + 3 * HOUR, is_exercise=True)
        make.recorded(world, "1")
        make.recorded(world, "2", seat="", ended_at=NIGHT + 15 * SECOND)
        scope = Scope(world.detachment.path, NIGHT - DAY, NIGHT + DAY)
        keys = ("recordings", "recordings.seconds", "calls", "calls.recorded", "calls.recorded_share")

        values = [figures.get(f"voice.{key}").value(scope) for key in keys]

        assert values == [2, 110, 2, 1, 0.5]
        assert Call.objects.count() == 4


def test_a_recording_is_found_by_number_and_by_its_recorders_number(world):
    found = make.recorded(world, "A-20240509-77", seat=SEAT)

    for words in ("13800006612", "A-20240509-77"):
        assert [one.record_id for one in search.matches(words, kinds=["recording"])] == [found.pk]
    entry = SearchEntry.objects.get(kind="recording")
    assert "13800006612" not in f"{entry.title} {entry.subtitle}"
