"""The staff's pages: what they show to whom, and that nobody's name is on them; the looks that are written down."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lanyan.citizens.actions import joining
from lanyan.citizens.models import Complainant, Matter, Message
from lanyan.citizens.tests import make
from lanyan.citizens.tests.make import HOUR
from lanyan.kernel import live
from lanyan.kernel.models import Act
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
SECRETS = ("王小明", "13857000001", "双港新村")


@pytest.fixture
def world():
    world = make.city()
    world.now = timezone.now().replace(microsecond=0) - 5 * HOUR
    return world


def cells(answer):
    book = load_workbook(io.BytesIO(answer.content))
    return "\n".join(str(cell) for row in book.active.iter_rows(values_only=True) for cell in row)


def acts(name):
    return list(Act.objects.filter(metadata__act=name).values_list("metadata", flat=True))


def named(world):
    """A matter of the place with somebody's name and telephone, in their words too."""
    return make.verified(
        world, "我是王小明，电话13857000001", at=world.now, person=make.WANG, channel="12345", sender_number="QZ-77"
    )


class TestNobodySName:
    def test_is_on_the_desk_the_record_the_ledgers_or_a_panel(self, client, world):
        matter = named(world)
        client.force_login(world.head)
        addresses = [
            reverse("citizens:matters"),
            reverse("citizens:matters") + "?export=xlsx",
            reverse("citizens:matter", args=[matter.pk]),
            reverse("citizens:messages"),
            reverse("citizens:messages") + "?export=xlsx",
            reverse("citizens:premises_panel", args=[world.premises.pk]),
            reverse("premises:premises", args=[world.premises.pk]),
            "/search/?q=王小明",
        ]

        for address in addresses:
            answer = client.get(address, follow=True)
            told = cells(answer) if "xlsx" in address else answer.content.decode().replace("q=王小明", "")
            assert answer.status_code == 200, address
            # In free words a name may stand; numbers by which a person is reached never do.
            wanted = SECRETS[1:] if "我是" in told else SECRETS
            if "search" not in address:
                assert not [secret for secret in wanted if secret in told], address

    def test_is_read_by_no_query_of_a_list_or_record(self, client, world, django_assert_num_queries):
        matter = named(world)
        client.force_login(world.head)
        table = Complainant._meta.db_table

        from django.db import connection  # noqa: PLC0415 - one use
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse("citizens:matters"))
            client.get(reverse("citizens:messages") + "?export=xlsx")
            client.get(reverse("citizens:matter", args=[matter.pk]))

        assert len(asked) > 0
        assert not [query for query in asked.captured_queries if table in query["sql"]]

    def test_is_never_on_the_premises_page_nor_how_many_told(self, client, world):
        one, two = make.accepted(world, at=world.now), make.accepted(world, at=world.now + HOUR)
        joining.join_matters(matter_id=one.pk, other_id=two.pk, at=world.now + 2 * HOUR, by=world.user)
        client.force_login(world.head)

        shown = client.get(reverse("citizens:premises_panel", args=[world.premises.pk])).content.decode()

        assert one.number in shown
        assert two.number not in shown
        assert "安全出口上锁" not in shown


class TestComplainant:
    def test_is_shown_after_a_reason_and_the_look_is_written_down(self, client, world):
        message = named(world).messages.get()
        client.force_login(world.user)
        page = reverse("citizens:complainant", args=[message.pk])

        asked, unsaid = client.get(page), client.post(page, {"reason": " "})
        before = acts("citizens.view_complainant")
        told = client.post(page, {"reason": "电话答复"})

        assert "王小明" not in asked.content.decode() + unsaid.content.decode()
        assert (before, unsaid.status_code) == ([], 422)
        assert "13857000001" in told.content.decode()
        (look,) = acts("citizens.view_complainant")
        assert (look["user"], look["reason"], look["number"]) == (world.user.pk, "电话答复", message.number)
        assert "no-store" in told["Cache-Control"]

    @pytest.mark.parametrize("role", ["call_taker", "leader", "auditor", "duty_officer", "campaign_office"])
    def test_is_refused_to_who_may_see_the_matter_only(self, client, world, role):
        message = named(world).messages.get()
        client.force_login(units.user(role, world.detachment))

        seen = client.get(reverse("citizens:matter", args=[message.matter_id]))
        refused = client.post(reverse("citizens:complainant", args=[message.pk]), {"reason": "看看"})

        assert (seen.status_code, refused.status_code) == (200, 403)
        assert acts("citizens.view_complainant") == []

    def test_is_not_there_for_another_unit_s_inspector(self, client, world):
        message = named(world).messages.get()
        client.force_login(units.user("inspector", world.other))

        answer = client.post(reverse("citizens:complainant", args=[message.pk]), {"reason": "看看"})

        assert answer.status_code == 404

    def test_goes_out_masked_with_reason_and_is_written_down(self, client, world):
        make.received(world, person=make.WANG, at=world.now)
        client.force_login(world.head)

        answer = client.post(reverse("citizens:contacts"), {"reason": "集中回访"})

        told = cells(answer)
        assert "王**" in told
        assert "138****0001" in told
        assert not [secret for secret in SECRETS if secret in told]
        (export,) = acts("citizens.export_complainants")
        assert (export["reason"], export["rows"]) == ("集中回访", 1)

    def test_is_given_to_nobody_in_the_history_of_acts(self, client, world):
        named(world)
        client.force_login(units.user("auditor", world.detachment))

        for act in Act.objects.filter(metadata__act="citizens.receive_message"):
            told = client.get(f"/audit/{act.pk}/").content.decode()
            assert not [secret for secret in SECRETS if secret in told]


class TestTheDesk:
    def test_asks_the_same_number_of_queries_for_one_and_for_many(self, client, world, django_assert_max_num_queries):
        client.force_login(world.head)
        make.accepted(world, at=world.now)
        client.get(reverse("citizens:matters"))
        with django_assert_max_num_queries(40) as few:
            client.get(reverse("citizens:matters"))
        for _number in range(8):
            make.accepted(world, at=world.now)

        with django_assert_max_num_queries(len(few)):
            client.get(reverse("citizens:matters"))

    def test_counts_what_waits_and_marks_what_is_over(self, client, world):
        make.received(world, at=world.now)
        make.received(world, at=timezone.now() - 30 * HOUR)
        client.force_login(world.head)
        client.cookies["lanyan_language"] = "en"

        page = client.get(reverse("citizens:matters")).content.decode()
        over = client.get(reverse("citizens:matters") + "?stands=over").content.decode()

        assert "Past the term: 1" in page
        assert "New: 2" in page
        assert over.count("3308-TS-") == 1

    @pytest.mark.parametrize(
        "query",
        ["state=RECEIVED", "stands=late", "stands=owed", "kind=EBIKE", "channel=12345", "q=QZ-77", "outcome=TRUE",
         "received=2026", "sort=-due_at", "sort=left", "exercise=true", "premises=1"],
    )  # fmt: skip
    def test_filters_by_the_address(self, client, world, query):
        named(world)
        client.force_login(world.head)

        assert client.get(f"{reverse('citizens:matters')}?{query}").status_code == 200

    def test_shows_nothing_of_another_unit(self, client, world):
        matter = make.accepted(world, at=world.now)
        for reader in (units.user("inspector", world.other), units.stranger("admin")):
            client.force_login(reader)
            assert matter.number not in client.get(reverse("citizens:matters")).content.decode()
            for name in ("matter", "accept_matter", "check_matter", "assign_matter"):
                assert client.get(reverse(f"citizens:{name}", args=[matter.pk])).status_code == 404

    def test_is_heard_live_by_the_units_above_only(self, world):
        matter = make.received(world, at=world.now).message.matter

        heard = {
            reader: live.may_listen(reader, f"complaints:{world.battalion.pk}")
            for reader in (world.head, units.stranger("admin"))
        }

        assert list(heard.values()) == [True, False]
        assert live.may_listen(world.head, f"matter:{matter.pk}")
        assert not live.may_listen(units.stranger("admin"), f"matter:{matter.pk}")


class TestAMatter:
    def test_is_entered_accepted_checked_verified_answered_and_closed_through_the_pages(self, client, world):
        client.force_login(world.head)
        at = timezone.localtime()
        told = {
            "channel": "12345", "sender_number": "QZ-5", "received_at": f"{at:%Y-%m-%dT%H:%M}", "kind": "FACILITY_OFF",
            "words": "关停报警主机", "place_words": "荷花路9号", "unit": world.battalion.pk, "name": "王小明",
        }  # fmt: skip

        made = client.post(reverse("citizens:receive_message"), told)
        again = client.post(reverse("citizens:receive_message"), told)
        matter, message = Matter.objects.get(), Message.objects.get()
        assert (made.status_code, again.status_code) == (200, 422)
        assert message.number in made.content.decode()

        def go(name, record, **typed):
            answer = client.post(reverse(f"citizens:{name}", args=[record.pk]), typed)
            assert answer.status_code == 302, answer.content.decode()[:4000]

        now = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
        accepted = {"kind": "FACILITY_OFF", "words": "关停", "premises": world.premises.number, "place_words": ""}
        go("accept_matter", matter, **accepted)
        go("check_matter", matter, elsewhere_number="XF-3")
        matter.refresh_from_db()
        Matter.objects.filter(pk=matter.pk).update(received_at=matter.received_at - HOUR)
        go("verify_matter", matter, outcome="TRUE", words="属实", checked_at=now)
        go("answer_message", message, how="PHONE", answered_at=now, answer="已恢复")
        go("rate_answer", message, satisfaction="SATISFIED", words="好")
        go("close_matter", matter)
        matter.refresh_from_db()
        assert matter.state == "CLOSED"

    def test_offers_the_likely_same_and_joins_them_by_a_press(self, client, world):
        one = make.received(world, premises=world.premises, at=world.now).message.matter
        two = make.received(world, premises=world.premises, at=world.now + HOUR).message.matter
        client.force_login(world.user)

        page = client.get(reverse("citizens:matter", args=[two.pk])).content.decode()
        look = client.get(reverse("citizens:join_matter", args=[two.pk, one.pk]))
        unjoined = Matter.objects.get(pk=two.pk).state
        client.post(reverse("citizens:join_matter", args=[two.pk, one.pk]))
        two.refresh_from_db()
        leading = client.get(reverse("citizens:matter", args=[one.pk])).content.decode()

        assert reverse("citizens:join_matter", args=[two.pk, one.pk]) in page
        assert (look.status_code, unjoined, two.joined_into) == (200, "RECEIVED", one)
        assert leading.count('class="message-x"') == 2

    def test_is_on_the_page_of_its_check(self, client, world):
        matter = make.checking(world, at=timezone.now())
        client.force_login(world.user)

        page = client.get(reverse("citizens:check_panel", args=[matter.inspection_id])).content.decode()

        assert matter.number in page

    def test_stands_on_the_legal_clock_with_its_page(self, client, world):
        matter = make.accepted(world, at=world.now)
        client.force_login(world.head)

        assert reverse("citizens:matter", args=[matter.pk]) in client.get(reverse("inspections:clock")).content.decode()

    def test_is_refused_by_who_may_only_enter(self, client, world):
        matter = make.accepted(world, at=world.now)
        client.force_login(world.taker)

        for name in ("accept_matter", "refuse_matter", "verify_matter", "close_matter", "withdraw_matter"):
            assert client.post(reverse(f"citizens:{name}", args=[matter.pk])).status_code == 403


class TestThePoster:
    def test_carries_a_code_for_its_place_that_cannot_be_counted_through(self, client, world):
        client.force_login(world.head)

        page = client.get(reverse("citizens:poster"), {"premises": world.premises.number}).content.decode()
        ask = client.get(reverse("citizens:poster"))
        none = client.get(reverse("citizens:poster"), {"premises": "", "unit": ""})

        assert "<svg" in page
        assert world.premises.name in page
        assert "style=" not in page[page.index("<svg") :].split("</svg>")[0]
        assert (ask.status_code, none.status_code) == (200, 422)
