"""The record page: what it shows to whom, its live parts, and every verb by its page."""

import re
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import unquote

import pytest
from django.urls import reverse

from lanyan.incidents import actions, rules, words
from lanyan.incidents.models import Incident
from lanyan.incidents.tests import make
from lanyan.units.tests.make import stranger, user

pytestmark = pytest.mark.django_db
PARTS = ("head", "facts", "runs", "log", "history")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world():
    return make.city()


@pytest.fixture
def taker(client, world):
    """The dispatcher's browser, in English."""
    client.force_login(world.taker)
    client.cookies["lanyan_language"] = "en"
    return client


def page(pk: int, verb: str = "") -> str:
    return f"/incidents/{pk}/{verb + '/' if verb else ''}"


def now_of(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


class TestThePage:
    def test_tells_the_whole_incident(self, taker, world):
        order = make.ordered(world, world.pump, world.rescue, world.tanker)
        make.stamped(world, order, "departed", "arrived")

        text = taker.get(page(order.incident_id)).content.decode()

        for said in ("锦桂苑 7 幢", "Fire level 2", "3308-20240509-0001", "SG-03", "十一楼厨房着火了", "138****6612"):
            assert said in text
        assert "13800006612" not in text
        assert "2 vehicle runs, 2 at the scene" in text
        assert "Order 0001-1 to 府山站: SG-03, JY-01" in text

    def test_needs_a_fixed_number_of_queries(self, taker, world, django_assert_num_queries):
        order = make.ordered(world, world.pump, world.rescue, world.tanker)
        make.stamped(world, order, "departed", "arrived", "deployed")
        taker.get(page(order.incident_id))

        with django_assert_num_queries(16):
            taker.get(page(order.incident_id))

    @pytest.mark.parametrize("part", ["", *PARTS])
    def test_is_not_there_for_a_stranger(self, client, world, part):
        incident = make.opened(world)
        client.force_login(stranger())

        assert client.get(page(incident.pk, part)).status_code == HTTPStatus.NOT_FOUND

    @pytest.mark.parametrize("part", PARTS)
    def test_rereads_each_of_its_parts(self, taker, world, part):
        order = make.ordered(world)

        answer = taker.get(page(order.incident_id, part), headers=HTMX)

        assert answer.status_code == HTTPStatus.OK
        assert "<html" not in answer.content.decode()

    def test_offers_a_leader_the_archive_and_nothing_else(self, client, world):
        order = make.ordered(world)
        client.force_login(world.leader)

        text = client.get(page(order.incident_id)).content.decode()

        assert re.findall(r'data-verb="(\w+)"', text) == ["make_archive"]
        assert "hx-post" not in text
        assert "138****6612" not in text

    def test_says_why_it_cannot_be_closed(self, taker, world):
        order = make.ordered(world)
        make.stamped(world, order, "departed")

        assert "Close an incident: 1 vehicles are not back" in _plain(
            taker, order
        ) or "Close the incident: 1 vehicles are not back" in _plain(taker, order)

    def test_says_plainly_what_is_an_exercise(self, taker, world):
        incident = make.opened(world, is_exercise=True)
        order = make.ordered(world, incident=incident)

        for address in (page(incident.pk), f"/orders/{order.pk}/sheet/", f"/station/{world.fushan.pk}/"):
            assert "EXERCISE" in taker.get(address).content.decode()

    def test_says_plainly_that_it_was_withdrawn_and_why(self, taker, world):
        incident = make.opened(world)
        at = make.NIGHT + timedelta(hours=1)
        actions.withdraw_incident(incident_id=incident.pk, reason="录入有误", at=at, by=world.dispatcher)

        text = taker.get(page(incident.pk)).content.decode()

        assert "Withdrawn" in text
        assert "录入有误" in text

    def test_of_a_joined_call_leads_to_the_other(self, taker, world):
        first = make.opened(world)
        second = make.draft(world, at=make.NIGHT + timedelta(minutes=2))
        actions.join_call(incident_id=second.pk, into_id=first.pk, at=make.NIGHT + timedelta(minutes=3), by=world.taker)

        text = taker.get(page(second.pk)).content.decode()

        assert "This call belongs to" in text
        assert f'href="{page(first.pk)}"' in text

    def test_tells_the_history_in_words(self, taker, world):
        incident = make.opened(world)
        later = make.NIGHT + timedelta(minutes=5)
        actions.raise_level(incident_id=incident.pk, level=3, reason="火势蔓延", at=later, by=world.commander)

        text = taker.get(page(incident.pk, "history")).content.decode()

        assert "fire level 2" in text
        assert "fire level 3" in text
        assert "火势蔓延" in text

    def test_shows_what_was_entered_later(self, taker, world):
        order = make.ordered(world)
        make.stamped(world, order, "departed")
        at = order.issued_at + timedelta(minutes=5)
        actions.stamp_runs(
            run_ids=[order.runs.get().pk], stamp="arrived", at=at, entered_at=at + timedelta(hours=1), by=world.taker
        )

        assert 'class="late"' in taker.get(page(order.incident_id, "runs")).content.decode()


def _plain(client, order) -> str:
    return " ".join(client.get(page(order.incident_id)).content.decode().split())


class TestStampsByClick:
    def test_move_the_run_on_and_answer_with_the_grid(self, taker, world):
        order = make.ordered(world)
        run = make.stamped(world, order)

        answer = taker.post(f"/runs/{run.pk}/stamp/", {"stamp": "departed"}, headers=HTMX)

        run.refresh_from_db()
        assert run.status == rules.DEPARTED
        assert 'id="stamps"' in answer.content.decode()

    def test_lead_back_to_the_page_without_scripts(self, taker, world):
        run = make.stamped(world, make.ordered(world))

        answer = taker.post(f"/runs/{run.pk}/stamp/", {"stamp": "departed"})

        assert answer.url == page(run.incident_id)

    @pytest.mark.parametrize("stamp", ["ready", "nonsense", ""])
    def test_that_are_impossible_are_refused_with_the_reason(self, taker, world, stamp):
        run = make.stamped(world, make.ordered(world))

        answer = taker.post(f"/runs/{run.pk}/stamp/", {"stamp": stamp}, headers=HTMX)

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert unquote(answer["X-Reason"]) in answer.content.decode().replace("&quot;", '"')

    def test_by_the_desk_carry_their_instant(self, taker, world):
        run = make.stamped(world, make.ordered(world))
        key = {"stamp": "departed", "at": "2024-05-08T19:02:10.500Z", "source": "radio"}

        answer = taker.post(f"/runs/{run.pk}/stamp/", key)

        run.refresh_from_db()
        assert answer.json()["stamped"] == "departed"
        assert f"{run.departed_at.astimezone(make.NIGHT.tzinfo):%H:%M:%S}" == "03:02:10"

    @pytest.mark.parametrize("at", ["soon", "2024-05-09T03:02:10", "2024-13-01T00:00:00Z", "2124-05-09T03:02:10Z"])
    def test_by_the_desk_at_no_time_are_refused_by_field(self, taker, world, at):
        run = make.stamped(world, make.ordered(world))

        answer = taker.post(f"/runs/{run.pk}/stamp/", {"stamp": "departed", "at": at, "source": "radio"})

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert answer.json()["errors"][0]["field"] == "at"

    def test_can_be_entered_with_another_time(self, taker, world):
        order = make.ordered(world)
        run = make.stamped(world, order)
        assert taker.get(f"/runs/{run.pk}/stamp/").status_code == HTTPStatus.OK

        taker.post(f"/runs/{run.pk}/stamp/", {"stamp": "departed", "at": "2024-05-09T03:02:30"})

        run.refresh_from_db()
        assert f"{run.departed_at.astimezone(make.NIGHT.tzinfo):%H:%M:%S}" == "03:02:30"
        assert run.provenance["departed"]["source"] == "later"

    def test_are_corrected_with_a_reason(self, taker, world):
        run = make.stamped(world, make.ordered(world), "departed", "arrived")
        assert "2024-05-09T" in taker.get(f"/runs/{run.pk}/correct/?stamp=arrived").content.decode()
        wrong = taker.post(f"/runs/{run.pk}/correct/", {"stamp": "arrived", "at": "2024-05-09T03:01:00", "reason": "x"})
        right = {"stamp": "arrived", "at": "2024-05-09T03:04:00", "reason": "电台报错"}

        taker.post(f"/runs/{run.pk}/correct/", right)

        run.refresh_from_db()
        assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert f"{run.arrived_at.astimezone(make.NIGHT.tzinfo):%H:%M}" == "03:04"

    def test_stand_a_vehicle_down(self, taker, world):
        run = make.stamped(world, make.ordered(world))

        taker.post(f"/runs/{run.pk}/stand_down/", {"reason": "误报"})

        run.refresh_from_db()
        assert run.status == rules.STOOD_DOWN

    @pytest.mark.parametrize("verb", ["stamp", "correct", "stand_down"])
    def test_are_not_there_for_a_stranger(self, client, world, verb):
        run = make.stamped(world, make.ordered(world))
        client.force_login(stranger())

        assert client.post(f"/runs/{run.pk}/{verb}/", {"stamp": "departed"}).status_code == HTTPStatus.NOT_FOUND


class TestVerbs:
    def test_raise_the_level(self, taker, world):
        incident = make.opened(world)

        taker.post(page(incident.pk, "raise_level"), {"level": "3", "reason": "过火面积大"})

        assert now_of(incident).level == 3

    def test_keep_what_was_typed_when_refused(self, taker, world):
        incident = make.opened(world)

        answer = taker.post(page(incident.pk, "raise_level"), {"level": "3", "reason": ""})

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert answer.context["form"].errors["reason"]
        assert 'value="3" selected' in answer.content.decode()

    def test_write_a_line_from_the_page(self, taker, world):
        incident = make.opened(world)

        answer = taker.post(page(incident.pk, "write_log"), {"text": "供水改由 3 号栓"}, headers=HTMX)

        assert "供水改由 3 号栓" in answer.content.decode()

    def test_refuse_an_empty_line_in_place(self, taker, world):
        incident = make.opened(world)

        answer = taker.post(page(incident.pk, "write_log"), {"text": " "}, headers=HTMX)

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    def test_write_a_line_with_another_time(self, taker, world):
        incident = make.opened(world)

        taker.post(page(incident.pk, "write_log"), {"text": "电话告知", "at": "2024-05-09T03:10:00"})

        entry = incident.log.get(text="电话告知")
        assert f"{entry.at.astimezone(make.NIGHT.tzinfo):%H:%M}" == "03:10"

    def test_enter_the_result_without_inventing_zeros(self, taker, world):
        incident = make.opened(world)

        taker.post(page(incident.pk, "record_result"), {"rescued": "0", "evacuated": "23"})

        found = now_of(incident)
        assert (found.rescued, found.evacuated, found.dead) == (0, 23, None)

    def test_correct_only_what_was_changed(self, taker, world):
        incident = make.finished(world, rescued=1)
        form = taker.get(page(incident.pk, "correct_incident")).context["form"]
        typed = {
            name: field.value() for name, field in ((f.name, f) for f in form) if field.value() not in (None, False)
        }

        answer = taker.post(
            page(incident.pk, "correct_incident"),
            {**typed, "rescued": "2", "facts.floor": "12", "subkind": "FIRE-RES", "reason": "核对后更正"},
        )

        found = now_of(incident)
        assert answer.status_code == HTTPStatus.FOUND
        assert (found.rescued, found.facts["floor"], found.subkind.code) == (2, 12, "FIRE-RES")
        assert (found.level, found.evacuated, found.status) == (2, None, rules.CLOSED)

    def test_show_what_stands_before_a_correction(self, taker, world):
        incident = make.finished(world, rescued=1)

        form = taker.get(page(incident.pk, "correct_incident")).context["form"]

        assert form.fields["rescued"].help_text == "stands: 1"
        assert form.fields["level"].help_text == "stands: fire level 2"
        assert form.fields["evacuated"].help_text == "stands: —"

    def test_put_a_refusal_of_a_fact_on_its_field(self, taker, world):
        incident = make.finished(world)
        form = taker.get(page(incident.pk, "correct_incident")).context["form"]
        typed = {field.name: field.value() for field in form if field.value() not in (None, False)}

        answer = taker.post(page(incident.pk, "correct_incident"), {**typed, "facts.floor": "30", "reason": "更正"})

        assert answer.context["form"].errors["facts.floor"]

    def test_close_and_reopen(self, client, world):
        incident = make.finished(world)
        client.force_login(user("duty_officer", world.detachment))

        client.post(page(incident.pk, "reopen_incident"), {"reason": "复燃"})
        opened = now_of(incident).status
        client.post(page(incident.pk, "close_incident"))

        assert (opened, now_of(incident).status) == (rules.OPEN, rules.CLOSED)

    def test_do_not_close_while_a_vehicle_is_away(self, taker, world):
        order = make.ordered(world)
        make.stamped(world, order, "departed")

        answer = taker.post(page(order.incident_id, "close_incident"))

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "1 vehicles are not back" in answer.content.decode()

    def test_withdraw(self, client, world):
        incident = make.opened(world)
        client.force_login(user("duty_officer", world.detachment))

        client.post(page(incident.pk, "withdraw_incident"), {"reason": "重复"})

        assert now_of(incident).status == rules.WITHDRAWN

    @pytest.mark.parametrize(
        ("verb", "more", "status"),
        [
            ("suspend_incident", {}, rules.SUSPENDED),
            ("file_test", {}, rules.TEST),
            ("file_false", {"subkind": "FALSE-PRANK"}, rules.CLOSED),
        ],
    )
    def test_settle_a_call_that_is_no_incident(self, taker, world, verb, more, status):
        incident = make.draft(world)

        taker.post(page(incident.pk, verb), {"reason": "试线", **more})

        assert now_of(incident).status == status

    @pytest.mark.parametrize(
        "verb",
        ["raise_level", "write_log", "record_result", "correct_incident", "close_incident", "file_false",
         "suspend_incident", "file_test"],
    )  # fmt: skip
    def test_open_for_the_dispatcher_and_for_no_stranger(self, taker, world, verb):
        incident = make.opened(world)

        mine = taker.get(page(incident.pk, verb))
        taker.force_login(stranger())

        assert mine.status_code == HTTPStatus.OK
        assert taker.get(page(incident.pk, verb)).status_code == HTTPStatus.NOT_FOUND
        assert taker.post(page(incident.pk, verb), {"reason": "x"}).status_code == HTTPStatus.NOT_FOUND

    def test_are_refused_to_a_leader(self, client, world):
        incident = make.opened(world)
        client.force_login(world.leader)

        assert client.post(page(incident.pk, "close_incident")).status_code == HTTPStatus.FORBIDDEN

    def test_reinforcement_leads_to_the_desk(self, taker, world):
        order = make.ordered(world)

        text = taker.get(page(order.incident_id)).content.decode()

        assert f'href="{reverse("incidents:desk_incident", args=[order.incident_id])}" data-verb="reinforce"' in text


class TestMasking:
    @pytest.mark.parametrize(
        ("phone", "masked"),
        [
            ("13800006612", "138****6612"),
            ("0570-3851206", "0570-3****06"),
            ("+86 13800006612", "+86 13800****12"),
            ("119", "*19"),
            ("", ""),
        ],
    )
    def test_leaves_a_number_to_be_recognised_but_not_dialled(self, phone, masked):
        assert words.mask_phone(phone) == masked
