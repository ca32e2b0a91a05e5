"""The public pages: nobody signs in, a refresh doubles nothing, a stranger opens nothing of another's."""

import pytest
from django.test import Client
from django.urls import reverse

from lanyan.citizens import posters, rules
from lanyan.citizens.actions import answering, matters, receiving
from lanyan.citizens.actions.matters import Taken, Way
from lanyan.citizens.limits import limit
from lanyan.citizens.models import Complainant, Message
from lanyan.citizens.tests import make
from lanyan.kernel import files

pytestmark = pytest.mark.django_db
REPORT, FOLLOW = "/tell/", "/tell/follow/"


@pytest.fixture
def world():
    return make.city()


@pytest.fixture
def phone(client):
    """A telephone that has the page open."""
    client.cookies["lanyan_language"] = "en"
    client.get(REPORT)
    return client


def form(world, **more):
    plain = {
        "kind": "EXIT_BLOCKED", "words": "二楼安全出口上锁", "unit": world.battalion.pk, "place": "城南商场",
        "address": "荷花路88号", "name": "", "phone": "", "website": "", "key": "one-page-of-a-telephone-0001",
    }  # fmt: skip
    return {**plain, **more}


def given(phone):
    """Number and secret as the page tells them."""
    page = phone.get("/tell/received/").content.decode()
    number = page.split("data-number>")[1].split("<")[0]
    return number, page.split("data-secret>")[1].split("<")[0]


class TestReport:
    def test_is_sent_without_an_account_and_gives_number_and_secret(self, phone, world):
        sent = phone.post(REPORT, form(world))

        number, secret = given(phone)
        message = Message.objects.get()
        assert (sent.status_code, sent["Location"]) == (302, "/tell/received/")
        assert (number, len(secret)) == (message.number, rules.SECRET_LENGTH + 1)
        assert (message.channel, message.anonymous, message.entered_by) == ("PUBLIC", True, None)
        assert message.matter.place_words == "城南商场 · 荷花路88号"

    def test_sent_twice_by_a_refresh_is_there_once(self, phone, world):
        phone.post(REPORT, form(world))
        first = given(phone)

        phone.post(REPORT, form(world))

        assert given(phone) == first
        assert Message.objects.count() == 1

    def test_keeps_name_and_telephone_apart(self, phone, world):
        phone.post(REPORT, form(world, name="王小明", phone="13857000001"))

        assert Complainant.objects.get().name == "王小明"
        assert Message.objects.get().anonymous is False

    def test_takes_photographs_and_shows_them_to_the_sender_only(self, phone, world):
        phone.post(REPORT, form(world, photographs=[make.picture()]))
        number, secret = given(phone)
        (photo,) = files.of(Message.objects.get(), receiving.PHOTO)
        address = reverse("citizens:photograph", args=[photo.pk])

        closed = phone.get(address).status_code
        phone.post(FOLLOW, {"number": number, "secret": secret})
        opened = phone.get(address)
        assert b"".join(opened.streaming_content).startswith(b"\xff\xd8\xff")
        other = Client()
        other.post(REPORT, form(world, key="a-page-of-another-telephone"))
        theirs = given(other)
        other.post(FOLLOW, {"number": theirs[0], "secret": theirs[1]})

        assert (closed, opened.status_code) == (404, 200)
        assert other.get(address).status_code == 404
        assert other.get(f"/files/{photo.pk}/").status_code in (302, 403, 404)

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"words": ""}, "what you saw"),
            ({"place": "", "address": ""}, "Say where it is"),
            ({"kind": "NOISE"}, "what is it about"),
            ({"website": "spam.example"}, "Leave this field empty"),
            ({"lon": "400", "lat": "28"}, "lon"),
            ({"key": "short"}, "too old"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_nothing(self, phone, world, more, said):
        answer = phone.post(REPORT, form(world, **more))

        assert answer.status_code == 422
        assert said.lower() in answer.content.decode().lower()
        assert not Message.objects.exists()

    def test_keeps_no_file_that_is_no_picture(self, phone, world):
        answer = phone.post(REPORT, form(world, photographs=[make.picture("a.pdf")]))

        assert answer.status_code == 422
        assert not Message.objects.exists()

    def test_is_limited_for_one_device(self, phone, world):
        for number in range(limit("REPORTS_DEVICE_HOUR")):
            assert phone.post(REPORT, form(world, key=f"page-number-{number:012}")).status_code == 302

        refused = phone.post(REPORT, form(world, key="one-page-too-many-from-here"))

        assert refused.status_code == 422
        assert "96119" in refused.content.decode()

    def test_from_a_poster_knows_its_place(self, phone, world):
        token = posters.token_of(premises=world.premises)
        page = phone.get(REPORT, {"at": token}).content.decode()

        phone.post(f"{REPORT}?at={token}", form(world, unit="", place="", address="二楼东侧"))

        message = Message.objects.get()
        assert world.premises.name in page
        assert (message.matter.premises, message.matter.place_words) == (world.premises, "二楼东侧")

    def test_from_a_forged_poster_knows_nothing(self, phone, world):
        token = posters.token_of(premises=world.premises)
        forged = token.replace(f"p{world.premises.pk}", f"p{world.premises.pk + 1}", 1)

        page = phone.get(REPORT, {"at": forged}).content.decode()
        plain = phone.get(REPORT, {"at": f"p{world.premises.pk}"}).content.decode()

        assert world.premises.name not in page + plain

    def test_works_in_both_languages_without_a_word_of_script(self, client, world):
        for language in ("zh-hans", "en"):
            client.cookies["lanyan_language"] = language
            page = client.get(REPORT).content.decode()
            assert 'method="post"' in page
            assert "onclick" not in page
            assert 'style="' not in page

    def test_cannot_be_sent_without_the_page_s_own_token(self, world):
        strict = Client(enforce_csrf_checks=True)

        assert strict.post(REPORT, form(world)).status_code == 403


class TestFollow:
    def test_shows_the_way_and_the_answer_and_takes_satisfaction_once(self, phone, world):
        phone.post(REPORT, form(world))
        number, secret = given(phone)
        message = Message.objects.get()
        matter, at = message.matter, message.received_at
        taken = Taken("EXIT_BLOCKED", "上锁", world.premises.pk)
        matters.accept_matter(matter_id=matter.pk, taken=taken, at=at, by=world.user)
        matters.check_matter(matter_id=matter.pk, way=Way(elsewhere_number="X"), at=at, by=world.user)
        matters.verify_matter(
            matter_id=matter.pk, outcome="TRUE", words="内部措辞", checked_at=at, at=at, by=world.user
        )
        answering.answer_message(message_id=message.pk, how="PAGE", answer="已当场开锁", at=at, by=world.user)

        phone.post(FOLLOW, {"number": number, "secret": secret})
        page = phone.get(FOLLOW).content.decode()
        phone.post(f"{FOLLOW}rate/", {"satisfaction": "SATISFIED", "words": "快"})
        again = phone.post(f"{FOLLOW}rate/", {"satisfaction": "DISSATISFIED"})
        message.refresh_from_db()

        assert "已当场开锁" in page
        assert "内部措辞" not in page
        assert (message.satisfaction, again.status_code) == ("SATISFIED", 422)

    def test_opens_nothing_with_a_wrong_secret(self, phone, world):
        phone.post(REPORT, form(world))
        number, _secret = given(phone)
        stranger = Client()

        answer = stranger.post(FOLLOW, {"number": number, "secret": "22222-22222"})

        assert answer.status_code == 422
        assert "二楼" not in answer.content.decode()
        assert "二楼" not in stranger.get(FOLLOW).content.decode()

    def test_opens_nothing_with_a_cookie_made_by_hand(self, world):
        receipt = make.reported(world)
        stranger = Client()
        stranger.cookies["lanyan_follow"] = str(receipt.message.pk)
        stranger.cookies["lanyan_receipt"] = receipt.message.key

        assert "二楼" not in stranger.get(FOLLOW).content.decode()
        assert stranger.get("/tell/received/").status_code == 302

    def test_takes_a_further_word_and_closes_on_a_press(self, phone, world):
        phone.post(REPORT, form(world))
        number, secret = given(phone)
        phone.post(FOLLOW, {"number": number, "secret": secret})

        phone.post(f"{FOLLOW}word/", {"words": "今天仍然锁着"})
        empty = phone.post(f"{FOLLOW}word/", {"words": ""})
        phone.post(f"{FOLLOW}leave/")
        page = phone.get(FOLLOW).content.decode()

        assert Message.objects.get().more.get().words == "今天仍然锁着"
        assert empty.status_code == 422
        assert "今天仍然锁着" not in page

    @pytest.mark.parametrize("step", ["word/", "rate/"])
    def test_asks_for_number_and_secret_before_anything(self, phone, step):
        assert phone.post(f"{FOLLOW}{step}", {"words": "x"})["Location"] == FOLLOW

    def test_is_not_kept_by_browsers_or_found_by_search_engines(self, phone):
        for address in (REPORT, FOLLOW):
            answer = phone.get(address)
            assert "no-store" in answer["Cache-Control"]
            assert answer["X-Robots-Tag"] == "noindex"
