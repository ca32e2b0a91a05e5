"""Messages come in: once, with their clock, the person apart; followed by number and secret; limits hold."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lanyan.citizens import rules
from lanyan.citizens.actions import attempts, following, matters, receiving
from lanyan.citizens.actions.attempts import Source
from lanyan.citizens.limits import limit
from lanyan.citizens.models import Attempt, Complainant, Matter, Message
from lanyan.citizens.tests import make
from lanyan.citizens.tests.make import DAY, HOUR, MORNING
from lanyan.inspections.actions.visits import Where
from lanyan.inspections.models import Term
from lanyan.kernel import files
from lanyan.kernel.errors import Refused
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

    def test_is_no_way_to_the_receipt_of_another_door(self, world):
        told = make.told(world)
        theirs = receiving.receive_message(
            told=told, received_at=MORNING, key="api:1:their-own-number-17", at=MORNING, by=world.taker
        )

        mine = make.reported(world, key="api:1:their-own-number-17")

        assert mine.message.pk != theirs.message.pk
        assert mine.secret != theirs.secret

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
