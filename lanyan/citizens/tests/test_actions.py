"""The acts of complaints: received once, accepted on the clock, checked, answered; joined and parted; looked at."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction

from lanyan.citizens import rules
from lanyan.citizens.actions import answering, attempts, following, joining, matters, receiving
from lanyan.citizens.actions.attempts import Source
from lanyan.citizens.actions.matters import Taken, Way
from lanyan.citizens.limits import limit
from lanyan.citizens.models import Attempt, Complainant, Matter, Message
from lanyan.citizens.tests import make
from lanyan.citizens.tests.make import DAY, HOUR, MORNING
from lanyan.inspections.actions.visits import Where
from lanyan.inspections.models import Inspection, Paper, Term
from lanyan.kernel import audit, files, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import SearchEntry
from lanyan.kernel.periods import ZONE

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


def term(matter):
    return Term.objects.of(matter).order_by("-pk").first()


class TestReceiveMessage:
    def test_keeps_the_person_apart_and_the_words_masked(self, world):
        receipt = make.received(world, "我是王小明13857000001，二楼出口上锁", person=make.WANG)

        matter = receipt.message.matter
        person = Complainant.objects.get(message=receipt.message)
        assert (person.name, receipt.message.anonymous) == ("王小明", False)
        assert "13857000001" not in matter.words
        assert "13857000001" in receipt.message.words
        assert "13857000001" not in receipt.message.shown_words
        assert "王小明" not in str(person)

    def test_begins_the_clock_with_its_article(self, world):
        urgent = make.received(world).message.matter
        other = make.received(world, kind="EBIKE").message.matter

        assert (urgent.due_at, term(urgent).code) == (MORNING + DAY, "complaint_urgent")
        assert (other.due_at, term(other).ends_at) == (datetime(2026, 5, 19, tzinfo=ZONE),) * 2
        assert term(other).article == "消防监督检查规定第18条"

    def test_counts_from_the_receipt_and_not_from_the_entry(self, world):
        told = make.told(world)

        made = receiving.receive_message(told=told, received_at=MORNING - 5 * HOUR, at=MORNING, by=world.taker)

        assert made.message.matter.due_at == MORNING - 5 * HOUR + DAY

    def test_takes_an_order_of_a_hotline_once(self, world):
        make.received(world, channel="12345", sender_number="QZ-1")

        with pytest.raises(Refused) as refusal:
            make.received(world, channel="12345", sender_number="QZ-1")

        assert refusal.value.field == "sender_number"
        assert Message.objects.count() == 1

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"channel": "12345"}, "sender_number"),
            ({"channel": "FAX"}, "channel"),
            ({"kind": "NOISE"}, "kind"),
            ({"words": "  "}, "words"),
            ({"lon": 118.8}, "lon"),
            ({"where": Where(place_words="荷花路1号")}, "unit"),
        ],
    )
    def test_names_what_is_wrong_and_writes_nothing(self, world, more, field):
        with pytest.raises(Refused) as refusal:
            make.received(world, **more)

        assert refusal.value.field == field
        assert not Matter.objects.exists()
        assert not Term.objects.exists()

    def test_may_not_come_from_the_future(self, world):
        told = make.told(world)

        with pytest.raises(Refused) as refusal:
            receiving.receive_message(told=told, received_at=MORNING + HOUR, at=MORNING, by=world.taker)

        assert refusal.value.field == "received_at"


class TestReport:
    def test_sent_again_gives_the_same_receipt_and_no_second_message(self, world):
        first = make.reported(world, key="the-same-key-of-one-page")

        again = make.reported(world, key="the-same-key-of-one-page")

        assert (again.message.pk, again.secret) == (first.message.pk, first.secret)
        assert (Message.objects.count(), Matter.objects.count()) == (1, 1)

    def test_keeps_photographs_without_their_place_or_the_sender_s_name_for_them(self, world):
        picture = make.picture("王小明家.jpg")

        message = make.reported(world, photographs=[picture]).message

        (kept,) = files.of(message, receiving.PHOTO)
        assert kept.name.startswith(message.number)

    @pytest.mark.parametrize(
        "bad",
        [
            make.picture("现场.pdf"),
            make.picture("现场.exe"),
            SimpleUploadedFile("现场.jpg", b"<script>alert(1)</script>"),
            SimpleUploadedFile("现场.pdf", b"%PDF-1.4\n1 0 obj\nstartxref\n%%EOF"),
            SimpleUploadedFile("现场.jpg", b""),
        ],
    )
    def test_refuses_what_is_no_picture_or_says_something_else_and_keeps_nothing(self, world, bad):
        with pytest.raises(Refused) as refusal:
            make.reported(world, photographs=[make.picture("好.jpg"), bad])

        assert refusal.value.field in ("photographs", "file")
        assert not Message.objects.exists()

    def test_takes_only_so_many_of_one_device_within_an_hour(self, world):
        for _number in range(limit("REPORTS_DEVICE_HOUR")):
            make.reported(world, device="one")

        with pytest.raises(Refused):
            make.reported(world, device="one")

        make.reported(world, device="another")
        make.reported(world, device="one", at=MORNING + 2 * HOUR)

    def test_takes_only_so_many_of_one_address_within_an_hour(self, world):
        for _number in range(limit("REPORTS_ADDRESS_HOUR")):
            make.reported(world)

        with pytest.raises(Refused):
            make.reported(world)

    def test_keeps_neither_address_nor_device(self, world):
        make.reported(world, device="my-telephone")

        kept = " ".join(Attempt.objects.values_list("who", flat=True))
        assert "my-telephone" not in kept
        assert "203.0.113" not in kept

    def test_forgets_attempts_after_some_days(self, world):
        make.reported(world)

        gone = attempts.forget(at=MORNING + timedelta(days=limit("FORGET_DAYS"), hours=1))

        assert gone == 2
        assert not Attempt.objects.exists()


HERE = Source("203.0.113.9")


class TestOpenMessage:
    def test_opens_with_number_and_secret_however_they_are_typed(self, world):
        made = make.reported(world)
        number = made.message.number.lower().replace("-", "")

        opened = following.open_message(number=number, secret=rules.spelt(made.secret).lower(), source=HERE, at=MORNING)

        assert opened == made.message

    def test_says_the_same_of_a_wrong_number_and_a_wrong_secret(self, world):
        made, other = make.reported(world), make.reported(world)
        wrong = [(made.message.number, other.secret), ("3308-LJ-2026-99999", made.secret), ("", "")]

        said = set()
        for number, secret in wrong:
            with pytest.raises(Refused) as refusal:
                following.open_message(number=number, secret=secret, source=HERE, at=MORNING)
            said.add((refusal.value.reason, refusal.value.field))

        assert len(said) == 1

    def test_compares_a_secret_also_where_no_message_has_the_number(self, world, monkeypatch):
        compared = []
        monkeypatch.setattr(
            following, "constant_time_compare", lambda one, two: compared.append((len(one), len(two))) or False
        )

        for number in (make.reported(world).message.number, "3308-LJ-2026-99999"):
            with pytest.raises(Refused):
                following.open_message(number=number, secret="2222222222", source=HERE, at=MORNING)

        assert compared == [(64, 64), (64, 64)]

    def test_lets_nobody_guess_on(self, world):
        made = make.reported(world)
        for _number in range(limit("WRONG_ADDRESS_HOUR")):
            with pytest.raises(Refused):
                following.open_message(number=made.message.number, secret="2222222222", source=HERE, at=MORNING)

        with pytest.raises(Refused):
            following.open_message(number=made.message.number, secret=made.secret, source=HERE, at=MORNING)

        assert following.open_message(
            number=made.message.number, secret=made.secret, source=Source("203.0.113.10"), at=MORNING
        )
        assert following.open_message(
            number=made.message.number, secret=made.secret, source=HERE, at=MORNING + 2 * HOUR
        )

    def test_is_kept_as_a_check_sum_only(self, world):
        made = make.reported(world)

        assert made.secret not in str(Message.objects.filter(pk=made.message.pk).values().get())


class TestAddWord:
    def test_stands_at_the_message(self, world):
        made = make.reported(world)

        following.add_word(message_id=made.message.pk, words="今天还锁着，电话13857000001", at=MORNING + HOUR)

        word = made.message.more.get()
        assert "13857000001" not in word.shown_words

    def test_is_limited_and_ends_with_the_matter(self, world):
        made = make.reported(world)
        for _number in range(limit("WORDS_HOUR")):
            following.add_word(message_id=made.message.pk, words="补充", at=MORNING)

        with pytest.raises(Refused):
            following.add_word(message_id=made.message.pk, words="补充", at=MORNING)
        matters.withdraw_matter(matter_id=made.message.matter_id, reason="误报", at=MORNING, by=world.head)
        with pytest.raises(Refused) as refusal:
            following.add_word(message_id=made.message.pk, words="补充", at=MORNING + 2 * HOUR)

        assert refusal.value.field == "words"


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


class TestJoinMatters:
    def joined(self, world):
        one = make.received(world, premises=world.premises, at=MORNING).message
        two = make.received(world, premises=world.premises, at=MORNING + HOUR, person=make.WANG).message
        leader = joining.join_matters(
            matter_id=two.matter_id, other_id=one.matter_id, at=MORNING + 2 * HOUR, by=world.user
        )
        return one, two, leader

    def test_lets_lead_what_is_due_first_whoever_is_named_first(self, world):
        one, two, leader = self.joined(world)

        follower = Matter.objects.get(pk=two.matter_id)
        assert leader.pk == one.matter_id
        assert (follower.state, follower.joined_into) == (rules.JOINED, leader)
        assert Term.objects.running().get().record_id == leader.pk

    def test_an_urgent_one_leads_although_it_came_later(self, world):
        slow = make.received(world, kind="OTHER", premises=world.premises).message
        urgent = make.received(world, premises=world.premises, at=MORNING + HOUR).message

        leader = joining.join_matters(
            matter_id=slow.matter_id, other_id=urgent.matter_id, at=MORNING + 2 * HOUR, by=world.user
        )

        assert leader.pk == urgent.matter_id

    def test_answers_everybody_before_it_is_answered(self, world):
        one, two, leader = self.joined(world)
        taken = Taken("EXIT_BLOCKED", "上锁", world.premises.pk)
        matters.accept_matter(matter_id=leader.pk, taken=taken, at=MORNING + 3 * HOUR, by=world.user)
        matters.check_matter(matter_id=leader.pk, way=Way(elsewhere_number="XF-7"), at=MORNING + 3 * HOUR, by=None)
        then = MORNING + 4 * HOUR
        matters.verify_matter(matter_id=leader.pk, outcome="TRUE", words="实", checked_at=then, at=then, by=None)

        answering.answer_message(message_id=one.pk, how="PHONE", answer="已整改", at=then + HOUR, by=world.user)
        between = Matter.objects.get(pk=leader.pk).state
        answering.excuse_answer(message_id=two.pk, excuse="UNREACHABLE", at=then + HOUR, by=world.user)

        assert (between, Matter.objects.get(pk=leader.pk).state) == (rules.VERIFIED, rules.ANSWERED)

    def test_parted_again_stands_as_before_with_its_own_clock(self, world):
        before = make.received(world, premises=world.premises, at=MORNING + HOUR).message.matter
        other = make.received(world, premises=world.premises, at=MORNING).message.matter
        words = {message.pk: message.words for message in Message.objects.all()}
        joining.join_matters(matter_id=before.pk, other_id=other.pk, at=MORNING + 2 * HOUR, by=world.user)

        after = joining.unjoin_matter(matter_id=before.pk, reason="不同楼层", at=MORNING + 3 * HOUR, by=world.user)

        kept = ("state", "due_at", "received_at", "accepted_at", "joined_into", "joined_at", "words", "unit_id")
        assert {name: getattr(after, name) for name in kept} == {name: getattr(before, name) for name in kept}
        assert Term.objects.of(after).running().get().ends_at == before.due_at
        assert {message.pk: message.words for message in Message.objects.all()} == words

    def test_keeps_accepted_what_was_accepted(self, world):
        one, two = make.accepted(world), make.accepted(world, at=MORNING + HOUR)
        joining.join_matters(matter_id=one.pk, other_id=two.pk, at=MORNING + 3 * HOUR, by=world.user)

        after = joining.unjoin_matter(matter_id=two.pk, reason="误并", at=MORNING + 3 * HOUR, by=world.user)

        assert after.state == rules.ACCEPTED

    def test_is_refused_across_cities_and_with_itself(self, world):
        mine = make.received(world).message.matter
        theirs = make.received(make.city("1404")).message.matter

        for other in (mine.pk, theirs.pk):
            with pytest.raises(Refused):
                joining.join_matters(matter_id=mine.pk, other_id=other, at=MORNING, by=world.user)

    def test_is_not_parted_after_its_people_were_answered(self, world):
        one, two, leader = self.joined(world)
        matters.refuse_matter(
            matter_id=leader.pk, refusal="NOT_FIRE", words="不属于", at=MORNING + 3 * HOUR, by=world.head
        )
        answering.answer_message(message_id=two.pk, how="PHONE", answer="已告知", at=MORNING + 4 * HOUR, by=None)

        with pytest.raises(Refused):
            joining.unjoin_matter(matter_id=two.matter_id, reason="误并", at=MORNING + 5 * HOUR, by=world.user)

        assert one.answered_at is None


class TestAnswers:
    def test_follow_the_verification(self, world):
        message = make.received(world).message

        with pytest.raises(Refused):
            answering.answer_message(message_id=message.pk, how="PHONE", answer="好", at=MORNING, by=world.user)

    def test_are_given_once_and_rated_once_after_it(self, world):
        matter = make.verified(world)
        message = matter.messages.get()
        given = {"message_id": message.pk, "at": MORNING + 3 * HOUR, "by": world.user}
        with pytest.raises(Refused):
            answering.rate_answer(**given, satisfaction="SATISFIED")

        answering.answer_message(**given, how="PHONE", answer="已整改")
        with pytest.raises(Refused):
            answering.answer_message(**given, how="PHONE", answer="再说一遍")
        rated = answering.rate_answer(**given, satisfaction="FAIR", words="还行")
        with pytest.raises(Refused):
            answering.rate_answer(**given, satisfaction="DISSATISFIED")

        assert (rated.satisfaction, rated.answered_by) == ("FAIR", world.user)

    def test_silence_may_still_be_broken(self, world):
        message = make.answered(world).messages.get()
        answering.rate_answer(message_id=message.pk, satisfaction="SILENT", at=MORNING + 4 * HOUR, by=world.user)

        rated = answering.rate_answer(message_id=message.pk, satisfaction="SATISFIED", at=MORNING + 5 * HOUR, by=None)

        assert rated.satisfaction == "SATISFIED"

    def test_cannot_lie_before_what_they_follow_from(self, world):
        message = make.verified(world).messages.get()

        with pytest.raises(Refused) as refusal:
            answering.answer_message(
                message_id=message.pk,
                how="PHONE",
                answer="早说了",
                answered_at=MORNING + HOUR,
                at=MORNING + 3 * HOUR,
                by=world.user,
            )

        assert refusal.value.field == "answered_at"


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
