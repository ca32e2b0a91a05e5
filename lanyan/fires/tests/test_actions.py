"""The life of a record by its actions: who writes does not decide; late deaths; one word said of an incident."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lanyan.fires.actions import casualties, investigations, no_fires
from lanyan.fires.actions import fires as actions
from lanyan.fires.actions.casualties import Person
from lanyan.fires.models import Fire, FireCasualty, NoFire
from lanyan.fires.tests import make
from lanyan.fires.tests.make import DAY, LATER, NIGHT
from lanyan.incidents.tests import make as incidents
from lanyan.kernel import audit, external
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


@pytest.fixture
def incident(world):
    return incidents.finished(world, NIGHT, dead=0, injured=1)


def refused(act, **given):
    with pytest.raises(Refused) as said:
        act(**given)
    return said.value


class TestEnter:
    def test_takes_number_unit_class_and_clock_from_what_is_known(self, world, incident):
        fire = make.entered(world, incident=incident)

        assert (fire.number, fire.unit, fire.state) == ("3308-HZ-2026-00001", incident.unit, "DRAFT")
        assert (fire.minor, fire.loss_class, fire.dead) == (False, "ORDINARY", 0)
        assert fire.investigation_due_date == date(2026, 3, 11)
        assert [one.system for one in external.of(fire)] == ["DISPATCH_119", "NATIONAL"]

    def test_numbers_the_fires_of_a_city_and_year_without_a_gap(self, world):
        made = [make.entered(world, started_at=NIGHT - year * 366 * DAY).number for year in (0, 0, 1)]

        assert made == ["3308-HZ-2026-00001", "3308-HZ-2026-00002", "3308-HZ-2025-00001"]

    def test_is_refused_twice_for_one_incident_until_the_first_is_withdrawn(self, world, incident):
        first = make.entered(world, incident=incident)
        again = refused(make.entered, world=world, incident=incident)
        actions.withdraw_fire(fire_id=first.pk, reason="误录", at=LATER, by=world.writer)
        second = make.entered(world, incident=incident)

        assert again.field == "incident"
        assert list(Fire.objects.standing()) == [second]

    def test_is_refused_by_the_database_too(self, world, incident):
        make.entered(world, incident=incident)
        other = make.entered(world)

        with pytest.raises(IntegrityError), transaction.atomic():
            Fire.objects.filter(pk=other.pk).update(incident=incident)

    def test_is_refused_for_an_exercise_and_for_what_is_withdrawn(self, world):
        exercise = incidents.opened(world, NIGHT, is_exercise=True)
        gone = incidents.draft(world, NIGHT)

        assert refused(make.entered, world=world, incident=exercise).field == "incident"
        assert refused(make.entered, world=world, incident=gone).field == "incident"

    @pytest.mark.parametrize(
        ("more", "field"),
        [({"cause": "GHOST"}, "cause"), ({"place_kind": "MOON"}, "place_kind"), ({"settlement": "SEA"}, "settlement"),
         ({"fire_resistance": 9}, "fire_resistance"), ({"premises_id": 999_999}, "premises"),
         ({"direct_loss": Decimal(-1)}, "direct_loss"), ({"address": ""}, "address"), ({"lon": 1.0}, "lat"),
         ({"division_id": "000000"}, "division")],
    )  # fmt: skip
    def test_names_the_field_at_fault_and_writes_nothing(self, world, more, field):
        assert refused(make.entered, world=world, **more).field == field
        assert not Fire.objects.exists()

    def test_needs_a_unit_where_nobody_was_called(self, world):
        given = {"facts": make.facts(), "at": LATER, "by": world.writer}

        assert refused(actions.enter_fire, **given).field == "unit"


class TestVersions:
    @pytest.mark.parametrize(
        ("day", "minor", "loss_class"), [((2025, 4, 30), None, "LARGER"), ((2025, 5, 1), False, "ORDINARY")]
    )
    def test_are_those_of_the_day_of_the_fire(self, world, day, minor, loss_class):
        started = datetime(*day, 12, tzinfo=ZONE)
        fire = make.entered(world, started_at=started, direct_loss=Decimal(15_000_000))

        assert (fire.minor, fire.loss_class) == (minor, loss_class)

    def test_begin_at_midnight_in_beijing(self, world):
        last = datetime(2025, 4, 30, 23, 59, 59, tzinfo=ZONE)
        before = make.entered(world, started_at=last, direct_loss=Decimal(10))
        after = make.entered(world, started_at=last + timedelta(seconds=1), direct_loss=Decimal(10))

        assert (before.minor, after.minor) == (None, True)


class TestApproval:
    def test_is_given_by_another_and_only_then_counts(self, world):
        fire = make.submitted(world)
        own = refused(actions.approve_fire, fire_id=fire.pk, at=LATER, by=world.writer)
        counted = Fire.objects.counted().count()
        actions.approve_fire(fire_id=fire.pk, at=LATER, by=world.head)

        assert "somebody else" in own.reason
        assert (counted, Fire.objects.counted().count()) == (0, 1)

    def test_is_refused_to_its_author_by_the_database_too(self, world):
        fire = make.approved(world)

        with pytest.raises(IntegrityError), transaction.atomic():
            Fire.objects.filter(pk=fire.pk).update(approved_by=world.writer)

    def test_is_refused_to_who_submitted_what_another_entered(self, world):
        fire = make.entered(world, by=world.inspector)
        actions.submit_fire(fire_id=fire.pk, at=LATER, by=world.head)

        assert refused(actions.approve_fire, fire_id=fire.pk, at=LATER, by=world.head)

    def test_waits_for_what_was_returned(self, world):
        fire = make.submitted(world)
        actions.return_fire(fire_id=fire.pk, reason="起火原因待核", at=LATER, by=world.head)

        assert refused(actions.approve_fire, fire_id=fire.pk, at=LATER, by=world.head)
        assert Fire.objects.get().state == "DRAFT"

    def test_is_past_by_no_update(self, world):
        fire = make.entered(world)

        with pytest.raises(Exception, match=r"(?i)invalid|transition|fsm"), transaction.atomic():
            Fire.objects.filter(pk=fire.pk).update(state="APPROVED")


class TestSubmit:
    def test_is_refused_while_a_check_finds_an_error(self, world):
        fire = make.entered(world, floor_on_fire=30)

        assert refused(actions.submit_fire, fire_id=fire.pk, at=LATER, by=world.writer).field == "floor_on_fire"
        assert Fire.objects.get().state == "DRAFT"

    def test_wants_a_word_to_a_warning(self, world):
        fire = make.entered(world, burnt_area_m2=None)
        unsaid = refused(actions.submit_fire, fire_id=fire.pk, at=LATER, by=world.writer)
        done = actions.submit_fire(fire_id=fire.pk, remark="现场已清理", at=LATER, by=world.writer)

        assert (unsaid.field, done.state, done.remark) == ("remark", "SUBMITTED", "现场已清理")

    def test_notices_that_the_incident_says_more_were_hurt(self, world, incident):
        fire = make.entered(world, incident=incident, started_at=NIGHT - timedelta(minutes=5))

        said = refused(actions.submit_fire, fire_id=fire.pk, at=LATER, by=world.writer)

        assert "injured" in said.reason


class TestCorrection:
    def test_is_a_revision_with_its_reason_and_the_old_one_stays_in_history(self, world):
        fire = make.approved(world)
        facts = make.facts(direct_loss=Decimal(50_000_000))
        actions.correct_fire(fire_id=fire.pk, facts=facts, reason="损失核定", at=LATER, by=world.head)
        fire.refresh_from_db()

        assert (fire.state, fire.revision, fire.loss_class) == ("APPROVED", 2, "LARGER")
        assert "损失核定" in [entry.reason for entry in audit.history(fire)]

    def test_is_refused_to_the_author_and_to_a_draft(self, world):
        draft, fire = make.entered(world), make.approved(world)
        given = {"facts": make.facts(), "reason": "改", "at": LATER}

        assert refused(actions.correct_fire, fire_id=fire.pk, by=world.writer, **given)
        assert refused(actions.correct_fire, fire_id=draft.pk, by=world.head, **given)

    def test_is_refused_while_a_check_finds_an_error(self, world):
        fire = make.approved(world)
        facts = replace(make.facts(), households=0)
        given = {"facts": facts, "reason": "改", "at": LATER, "by": world.head}

        assert refused(actions.correct_fire, fire_id=fire.pk, **given).field == "households"


class TestDeaths:
    def test_of_the_injured_count_to_the_fire_and_its_year(self, world):
        eve = datetime(2025, 12, 31, 23, 0, tzinfo=ZONE)
        fire = make.approved(world, started_at=eve, people=(Person("SEVERE"), Person("SEVERE")))
        first, second = FireCasualty.objects.order_by("pk")
        later = datetime(2026, 2, 10, tzinfo=ZONE)
        for one, died in ((first, date(2026, 1, 30)), (second, date(2026, 1, 31))):
            casualties.note_death(casualty_id=one.pk, died_date=died, at=later, by=world.head)
        fire.refresh_from_db()

        assert (fire.dead, fire.severe, fire.revision) == (1, 1, 3)

    def test_were_counted_within_seven_days_before_the_break(self, world):
        began = datetime(2025, 4, 30, 12, tzinfo=ZONE)
        dead = tuple(Person("DEAD", died_date=date(2025, 5, day)) for day in (7, 8))
        fire = make.approved(world, started_at=began, people=dead)

        assert (fire.dead, fire.severe) == (1, 1)

    @pytest.mark.parametrize(
        ("person", "field"),
        [
            (Person("DEAD"), "died_date"),
            (Person("DEAD", died_date=date(2026, 3, 3)), "died_date"),
            (Person("DEAD", died_date=date(2027, 1, 1)), "died_date"),
            (Person("LIGHT", died_date=date(2026, 3, 5)), "died_date"),
            (Person("LIGHT", age=200), "age"),
            (Person("HURT"), "harm"),
        ],
    )
    def test_name_the_field_at_fault(self, world, person, field):
        fire = make.entered(world)

        assert refused(make.hurt, world=world, fire=fire, person=person).field == field
        assert not FireCasualty.objects.exists()

    def test_of_an_approved_fire_are_noted_by_another_than_its_author(self, world):
        make.approved(world, people=(Person("SEVERE"),))
        given = {"casualty_id": FireCasualty.objects.get().pk, "died_date": date(2026, 3, 6), "at": LATER}

        assert refused(casualties.note_death, by=world.writer, **given)

    def test_that_were_entered_by_mistake_are_withdrawn(self, world):
        fire = make.entered(world)
        one = make.hurt(world, fire, Person("LIGHT"))
        casualties.withdraw_casualty(casualty_id=one.pk, reason="重复", at=LATER, by=world.writer)
        fire.refresh_from_db()

        assert fire.injured == 0

    def test_wait_while_the_record_waits_for_approval(self, world):
        fire = make.submitted(world)

        assert refused(make.hurt, world=world, fire=fire, person=Person("LIGHT"))


class TestInvestigation:
    def test_of_the_general_kind_is_extended_once_in_time(self, world):
        fire = make.entered(world, investigation="GENERAL")
        due = fire.investigation_due_date
        given = {"fire_id": fire.pk, "reason": "疑难", "by": world.head}
        late = refused(investigations.extend_investigation, at=NIGHT + 31 * DAY, **given)
        longer = investigations.extend_investigation(at=NIGHT + 30 * DAY, **given)
        again = refused(investigations.extend_investigation, at=NIGHT + 30 * DAY, **given)

        assert (due, longer.investigation_due_date) == (date(2026, 4, 3), date(2026, 5, 3))
        assert late.reason != again.reason

    def test_of_the_simple_kind_is_not_extended(self, world):
        fire = make.entered(world)

        assert refused(
            investigations.extend_investigation, fire_id=fire.pk, reason="疑难", at=NIGHT + DAY, by=world.head
        )

    def test_ends_on_a_day_between_the_fire_and_today(self, world):
        fire = make.entered(world)
        given = {"fire_id": fire.pk, "at": LATER, "by": world.writer}
        for day in (date(2026, 3, 3), date(2027, 1, 1)):
            assert refused(investigations.end_investigation, ended_date=day, **given).field == "ended_date"
        late = list(Fire.objects.investigated_late(date(2026, 3, 12)))
        investigations.end_investigation(ended_date=date(2026, 3, 12), **given)

        assert late == [fire]
        assert not Fire.objects.investigated_late(date(2026, 3, 12)).exists()


class TestNoFire:
    def test_is_marked_with_a_reason_and_bars_a_record_until_it_is_withdrawn(self, world, incident):
        mark = no_fires.mark_no_fire(incident_id=incident.pk, reason="COOKING", at=LATER, by=world.writer)
        barred = refused(make.entered, world=world, incident=incident)
        no_fires.withdraw_no_fire(no_fire_id=mark.pk, reason="核实为火灾", at=LATER, by=world.writer)

        assert barred.field == "incident"
        assert make.entered(world, incident=incident).pk

    def test_is_refused_where_a_fire_stands_or_nothing_burnt_out_yet(self, world, incident):
        make.entered(world, incident=incident)
        running = incidents.opened(world, NIGHT + DAY)
        given = {"reason": "COOKING", "at": LATER, "by": world.writer}

        assert refused(no_fires.mark_no_fire, incident_id=incident.pk, **given).field == "incident"
        assert refused(no_fires.mark_no_fire, incident_id=running.pk, **given).field == "incident"

    def test_wants_words_for_what_is_in_no_list(self, world, incident):
        given = {"incident_id": incident.pk, "at": LATER, "by": world.writer}

        assert refused(no_fires.mark_no_fire, reason="OTHER", **given).field == "words"
        assert refused(no_fires.mark_no_fire, reason="GHOST", **given).field == "reason"
        assert not NoFire.objects.exists()
