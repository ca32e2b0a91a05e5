"""The life of matters: accepted on the clock, assigned, checked, verified, handed over, refused."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from lanyan.citizens import rules
from lanyan.citizens.actions import answering, matters, receiving
from lanyan.citizens.actions.matters import Taken, Way
from lanyan.citizens.models import Complainant, Matter
from lanyan.citizens.tests import make
from lanyan.citizens.tests.make import DAY, HOUR, MORNING
from lanyan.inspections.actions.visits import Where
from lanyan.inspections.models import Inspection, Paper, Term
from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import SearchEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


def term(matter):
    return Term.objects.of(matter).order_by("-pk").first()


class TestAcceptMatter:
    def test_goes_to_who_supervises_the_place_with_its_clock(self, world):
        told = make.told(world)
        told = make.Told(**{**told.__dict__, "where": Where(place_words="荷花路1号", unit_id=world.detachment.pk)})
        made = receiving.receive_message(told=told, received_at=MORNING, at=MORNING, by=world.taker)
        matter = made.message.matter

        taken = Taken("EXIT_BLOCKED", "出口上锁", world.premises.pk)
        matter = matters.accept_matter(matter_id=matter.pk, taken=taken, at=MORNING, by=world.head)

        assert (matter.unit, term(matter).unit) == (world.battalion, world.battalion)
        assert term(matter).premises == world.premises

    def test_of_another_kind_gives_the_clock_of_that_kind_from_the_receipt(self, world):
        matter = make.received(world, kind="OTHER").message.matter

        taken = Taken("FACILITY_OFF", "关停喷淋", None, "荷花路1号")
        matter = matters.accept_matter(matter_id=matter.pk, taken=taken, at=MORNING + 3 * HOUR, by=world.user)

        running = Term.objects.of(matter).running().get()
        assert (matter.due_at, running.ends_at, running.code) == (MORNING + DAY, MORNING + DAY, "complaint_urgent")
        assert Term.objects.of(matter).filter(dropped_at__isnull=False).count() == 1


class TestAssignMatter:
    def test_takes_the_clock_along_and_stays_in_the_city(self, world):
        matter = make.received(world).message.matter
        elsewhere = make.city("1404").battalion

        with pytest.raises(Refused) as refusal:
            matters.assign_matter(matter_id=matter.pk, unit_id=elsewhere.pk, reason="辖区", at=MORNING, by=world.user)
        matter = matters.assign_matter(
            matter_id=matter.pk, unit_id=world.other.pk, reason="辖区", at=MORNING, by=world.user
        )

        assert refusal.value.field == "unit"
        assert (matter.unit, term(matter).unit, matter.due_at) == (world.other, world.other, MORNING + DAY)
        assert Matter.objects.visible_to(world.user).count() == 0

    def test_goes_to_no_station(self, world):
        matter = make.received(world).message.matter

        with pytest.raises(Refused):
            matters.assign_matter(
                matter_id=matter.pk, unit_id=world.station.pk, reason="辖区", at=MORNING, by=world.user
            )


class TestCheckMatter:
    def test_plans_a_check_of_the_form_for_complaints_due_by_the_clock(self, world):
        matter = make.checking(world, "我是王小明，出口上锁", person=make.WANG)

        check = matter.inspection
        assert (check.form, check.cause, check.due_at) == ("COMPLAINT", "COMPLAINT", MORNING + DAY)
        assert matter.number in check.cause_words
        assert "王小明" not in check.cause_words

    def test_needs_known_premises(self, world):
        matter = make.received(world).message.matter
        matters.accept_matter(
            matter_id=matter.pk, taken=Taken("EXIT_BLOCKED", "上锁", None, "某处"), at=MORNING, by=world.user
        )

        with pytest.raises(Refused) as refusal:
            matters.check_matter(matter_id=matter.pk, way=Way(scheduled_date=make.TODAY), at=MORNING, by=world.user)

        assert refusal.value.field == "premises"

    def test_takes_a_check_that_stands_but_not_another_place_s(self, world):
        one, two = make.accepted(world), make.accepted(world, place="同一处")
        first = matters.check_matter(
            matter_id=one.pk, way=Way(scheduled_date=make.TODAY), at=MORNING + HOUR, by=world.user
        )

        second = matters.check_matter(
            matter_id=two.pk, way=Way(inspection_id=first.inspection_id), at=MORNING + HOUR, by=world.user
        )

        assert second.inspection == first.inspection
        assert Inspection.objects.count() == 1

    def test_whose_check_is_withdrawn_waits_for_another(self, world):
        matter = make.checking(world)

        with pytest.raises(Refused):
            matters.lose_check(matter_id=matter.pk, reason="撤", at=MORNING + HOUR, by=world.user)
        from lanyan.inspections.actions import checks  # noqa: PLC0415 - one use

        checks.withdraw_check(inspection_id=matter.inspection_id, reason="改期", at=MORNING + HOUR, by=world.user)
        matter = matters.lose_check(matter_id=matter.pk, reason="改期", at=MORNING + HOUR, by=world.user)

        assert (matter.state, matter.inspection) == (rules.ACCEPTED, None)
        assert term(matter).met_at is None


class TestVerifyMatter:
    def test_follows_the_concluded_check_which_met_the_clock(self, world, django_capture_on_commit_callbacks):
        matter = make.checking(world)
        with pytest.raises(Refused):
            matters.verify_matter(matter_id=matter.pk, outcome="TRUE", words="属实", at=MORNING + HOUR, by=world.user)

        with django_capture_on_commit_callbacks(execute=True):
            make.live_through(world, matter.inspection, at=MORNING + 2 * HOUR)
        matter.refresh_from_db()

        assert (matter.state, matter.checked_at) == (rules.CHECKING, MORNING + 3 * HOUR)
        assert term(matter).met_at == MORNING + 3 * HOUR
        matter = matters.verify_matter(
            matter_id=matter.pk, outcome="TRUE", words="出口上锁属实", at=MORNING + 4 * HOUR, by=world.user
        )
        assert (matter.state, matter.outcome) == (rules.VERIFIED, "TRUE")

    def test_of_a_check_elsewhere_needs_its_instant(self, world):
        matter = make.accepted(world)
        matters.check_matter(matter_id=matter.pk, way=Way(elsewhere_number="XF-1"), at=MORNING, by=world.user)

        for given in (None, MORNING - HOUR, MORNING + 9 * HOUR):
            with pytest.raises(Refused) as refusal:
                matters.verify_matter(
                    matter_id=matter.pk, outcome="TRUE", words="实", checked_at=given, at=MORNING + 8 * HOUR, by=None
                )
            assert refusal.value.field == "checked_at"

    def test_after_the_term_stays_late(self, world):
        matter = make.accepted(world)
        matters.check_matter(matter_id=matter.pk, way=Way(elsewhere_number="XF-1"), at=MORNING, by=world.user)
        late = MORNING + DAY

        matters.verify_matter(
            matter_id=matter.pk, outcome="UNTRUE", words="不实", checked_at=late, at=late, by=world.user
        )

        assert term(matter).state(late) == "MET_LATE"


class TestHandOverMatter:
    def test_makes_a_transfer_with_its_letter_and_no_hazard(self, world):
        matter = make.accepted(world, kind="OTHER")

        matter = matters.hand_over_matter(
            matter_id=matter.pk, matter="PRODUCT", words="销售不合格灭火器", at=MORNING + HOUR, by=world.user
        )

        assert (matter.state, matter.outcome) == (rules.VERIFIED, "TRANSFERRED")
        assert (matter.transfer.body, matter.transfer.hazard) == ("市场监督管理部门", None)
        assert Paper.objects.get().transfer == matter.transfer
        assert term(matter).dropped_reason

    def test_names_nobody_in_the_letter(self, world):
        matter = make.accepted(world, kind="OTHER")

        matter = matters.hand_over_matter(
            matter_id=matter.pk, matter="PRODUCT", words="反映人13857000001", at=MORNING + HOUR, by=world.user
        )

        assert "13857000001" not in str(Paper.objects.get().content)


class TestRefuseMatter:
    def test_ends_the_clock_and_still_owes_each_sender_an_answer(self, world):
        receipt = make.received(world)

        matter = matters.refuse_matter(
            matter_id=receipt.message.matter_id,
            refusal="OTHER_BODY",
            words="请向市场监管部门反映 12315",
            at=MORNING + HOUR,
            by=world.head,
        )

        assert matter.state == rules.NOT_OURS
        assert term(matter).dropped_at is not None
        with pytest.raises(Refused):
            matters.close_matter(matter_id=matter.pk, at=MORNING + HOUR, by=world.head)
        answering.answer_message(
            message_id=receipt.message.pk, how="PHONE", answer="已告知", at=MORNING + 2 * HOUR, by=world.user
        )
        matter = matters.close_matter(matter_id=matter.pk, at=MORNING + 3 * HOUR, by=world.head)
        assert matter.state == rules.CLOSED


class TestTheDatabase:
    @pytest.mark.parametrize(
        "change",
        [
            {"state": rules.CLOSED},
            {"state": rules.VERIFIED},
            {"outcome": "TRUE"},
            {"joined_at": MORNING},
            {"withdrawn_at": MORNING},
            {"due_at": MORNING - DAY},
        ],
    )
    def test_refuses_what_no_act_would_write(self, world, change):
        matter = make.received(world).message.matter

        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            Matter.objects.filter(pk=matter.pk).update(**change)

    def test_loses_nothing(self, world):
        message = make.received(world, person=make.WANG).message

        for one in (Complainant.objects.get(), message):
            with pytest.raises(DatabaseError), transaction.atomic():
                one.delete()


class TestIdentity:
    def test_is_in_no_history_search_or_word_of_the_matter(self, world):
        make.received(world, "出口上锁", person=make.WANG)
        matter = Matter.objects.get()

        told = str([vars(entry) for entry in audit.history(matter)])
        found = str(list(SearchEntry.objects.values()))
        for secret in ("王小明", "13857000001", "双港新村"):
            assert secret not in told
            assert secret not in found
            assert not search.matches(secret, kinds=["matter"]).exists()
