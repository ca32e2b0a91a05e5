"""Pages of scenes: who sees and does what, acts by key, two scenes apart, query counts, panel, record, API."""

import pytest
import time_machine
from django.urls import reverse

from lanyan.incidents import actions as incidents
from lanyan.kernel import access, live
from lanyan.scene.actions import crews, entries, messages, scenes
from lanyan.scene.models import Command, Crew, Message, PeopleCount, RollAnswer, Scene
from lanyan.scene.tests import make
from lanyan.scene.tests.make import doing, when
from lanyan.scene.verbs import ACTS
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
QUEUED = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def _that_afternoon():
    with time_machine.travel(when(20), tick=False):
        yield


@pytest.fixture
def world():
    return make.city()


@pytest.fixture
def scene(world):
    return make.opened(world)


def page(name, *args):
    return reverse(f"scene:{name}", args=args)


def act(client, scene, verb, **given):
    return client.post(page("act", scene.pk, verb), given, **QUEUED)


ENTRY = {
    "name": "攻坚一组", "headcount": "3", "names": "王磊、李强，赵明", "point": "1号楼梯",
    "bar": "300", "cylinder": "C68", "rate": "HEAVY",
}  # fmt: skip


class TestAnAct:
    def test_is_done_at_the_instant_its_device_claims_and_once_for_its_key(self, client, world, scene):
        client.force_login(world.keeper)

        answers = [
            act(client, scene, "enter_crew", **ENTRY, key="k1", at=when(18).isoformat()).json() for _twice in "ab"
        ]

        assert [answer["result"] for answer in answers] == ["DONE", "DONE"]
        crew = Crew.objects.get()
        assert (crew.entered_at, crew.names) == (when(18), ["王磊", "李强", "赵明"])

    def test_that_is_refused_names_the_field_and_writes_nothing(self, client, world, scene):
        client.force_login(world.keeper)

        answer = act(client, scene, "enter_crew", **{**ENTRY, "bar": "90"}, key="k1")

        assert answer.status_code == 422
        assert answer.json()["result"] == "REFUSED"
        assert "90 bar" in answer.json()["reason"]
        assert not Crew.objects.exists()

    def test_from_the_future_is_refused(self, client, world, scene):
        client.force_login(world.keeper)

        answer = act(client, scene, "enter_crew", **ENTRY, at=when(30).isoformat())

        assert answer.status_code == 422
        assert not Crew.objects.exists()

    def test_works_as_a_page_of_its_own_without_any_script(self, client, world, scene):
        client.force_login(world.keeper)
        crew = make.crew(world, scene)
        roll = make.roll(world, scene)
        address = page("act", scene.pk, "answer_roll")
        shown = client.get(f"{address}?crew={crew.pk}&roll={roll.pk}").content.decode()
        assert f'<option value="{crew.pk}" selected>' in shown

        answer = client.post(address, {"crew": crew.pk, "count": "3", "roll": roll.pk})

        assert answer["Location"] == page("scene", scene.pk)
        assert RollAnswer.objects.get().count == 3

    @pytest.mark.parametrize(
        ("role", "verb"),
        [
            ("keeper", "open_roll"),
            ("keeper", "send_order"),
            ("desk", "enter_crew"),
            ("desk", "offer_command"),
            ("first", "send_order"),
            ("leader", "enter_crew"),
        ],
    )
    def test_is_refused_to_who_may_not_do_it(self, client, world, scene, role, verb):
        client.force_login(getattr(world, role))

        assert act(client, scene, verb, **ENTRY, words="x", source="CENTRE").status_code == 403
        assert client.get(page("act", scene.pk, verb)).status_code == 403
        assert not Crew.objects.exists()

    def test_that_nobody_knows_is_refused(self, client, world, scene):
        client.force_login(world.first)

        assert act(client, scene, "burn_down").status_code == 403

    @pytest.mark.parametrize("verb", sorted(ACTS))
    def test_has_a_form_that_opens_for_who_may_do_everything(self, client, world, scene, verb):
        client.force_login(units.user("admin", world.detachment))

        assert client.get(page("act", scene.pk, verb)).status_code == 200

    @pytest.mark.parametrize("verb", sorted(ACTS))
    def test_with_nonsense_in_every_field_answers_in_words(self, client, world, scene, verb):
        client.force_login(units.user("admin", world.detachment))
        nonsense = dict.fromkeys(ACTS[verb].form.base_fields, "九九九")

        answer = act(client, scene, verb, **nonsense, key="k" * 10)

        assert answer.status_code in (200, 422)
        assert answer.json()["result"] in ("DONE", "REFUSED")

    @pytest.mark.parametrize("verb", sorted(ACTS))
    def test_is_declared_for_the_history_in_words(self, verb):
        assert ACTS[verb].label != f"scene.{ACTS[verb].words or verb}"
        assert ACTS[verb].permission in access.acts()


class TestTheCommandersPage:
    def test_never_says_all_safe_while_one_has_not_answered(self, client, world, scene):
        one, two = make.crew(world, scene), make.crew(world, scene, "攻坚二组")
        client.force_login(world.first)
        act(client, scene, "open_roll", at=when(10).isoformat())
        make.answer(world, scene, one, 3, minutes=11)

        before = client.get(page("now", scene.pk)).content.decode()
        make.answer(world, scene, two, 3, minutes=12)
        after = client.get(page("now", scene.pk)).content.decode()

        assert 'data-outcome="NOT_SAFE"' in before
        assert "全部安全" not in before
        assert 'data-outcome="SAFE"' in after
        assert "全部安全" in after

    def test_shows_what_was_reported_counted_and_given(self, client, world, scene):
        client.force_login(world.first)
        run = scene.incident.runs.get(vehicle=world.pump)
        for verb, given in (
            ("report", {"kind": "FIRE", "words": "二层明火"}),
            ("open_sector", {"name": "东侧", "leader": "赵明"}),
            ("give_task", {"words": "供水", "run": run.pk}),
            ("count_people", {"kind": "TRAPPED", "number": "2", "source": "物业"}),
            ("enter_agent", {"run": run.pk, "agent": "WATER", "sort": "USED", "litres": "3000"}),
            ("enter_weather", {"wind_from": "NE", "wind_force": "3"}),
            ("keep_photograph", {"upload": make.picture(), "caption": "北侧火势"}),
        ):
            assert act(client, scene, verb, **given).json()["result"] == "DONE", verb

        shown = client.get(page("scene", scene.pk)).content.decode()

        for words in ("二层明火", "东侧", "供水", "物业", "3,000", "东北风", "北侧火势", "程远"):
            assert words in shown

    def test_reads_the_same_number_of_queries_however_much_there_is(
        self, client, world, scene, django_assert_max_num_queries
    ):
        client.force_login(world.first)
        make.crew(world, scene, "0组", minutes=0)
        make.roll(world, scene, minutes=0)
        client.get(page("now", scene.pk))
        with django_assert_max_num_queries(60) as few:
            client.get(page("now", scene.pk))
        for number in range(1, 9):
            crew = make.crew(world, scene, f"{number}组", minutes=number)
            make.answer(world, scene, crew, 3, minutes=number)
            messages.report(scene_id=scene.pk, kind="FIRE", words="火", **doing(number, world.first))
            messages.send_order(scene_id=scene.pk, words="令", **doing(number, world.desk))
            entries.count_people(
                scene_id=scene.pk, kind="TRAPPED", number=number, source="物业", **doing(number, world.first)
            )
            entries.keep_photograph(
                scene_id=scene.pk, upload=make.picture((number, 0, 0)), **doing(number, world.first)
            )

        with django_assert_max_num_queries(len(few.captured_queries)):
            client.get(page("now", scene.pk))

    def test_is_its_record_after_the_end(self, client, world, scene, django_capture_on_commit_callbacks):
        crew = make.crew(world, scene)
        make.roll(world, scene)
        make.answer(world, scene, crew, 3)
        crews.leave_crew(scene_id=scene.pk, crew=crew.pk, count=3, **doing(9, world.keeper))
        runs = list(scene.incident.runs.values_list("pk", flat=True))
        for number, stamp in enumerate(("left_scene", "available", "returned")):
            at = when(12 + number)
            incidents.stamp_runs(run_ids=runs, stamp=stamp, at=at, entered_at=at, by=world.taker)
        with django_capture_on_commit_callbacks(execute=True):
            incidents.close_incident(incident_id=scene.incident_id, at=when(18), by=world.taker)
        client.force_login(world.first)

        shown = client.get(page("scene", scene.pk)).content.decode()

        assert "攻坚一组" in shown
        assert "<form" not in shown.partition('id="main"')[2].partition("</main>")[0]
        assert act(client, scene, "report", kind="ARRIVAL").status_code == 422
        assert Command.objects.get().state == "HANDED"


class TestTwoScenesAtOnce:
    def test_keep_their_acts_apart(self, client, world):
        one = make.opened(world, world.pump)
        two = make.opened(world, world.tanker, at=make.CALL + make.MINUTE, by=world.second)
        crew = make.crew(world, two)
        client.force_login(world.second)

        stolen = act(client, one, "leave_crew", crew=crew.pk, count="3")
        keyed = act(client, two, "count_people", kind="TRAPPED", number="1", source="物业", key="same")
        again = act(client, one, "count_people", kind="TRAPPED", number="9", source="物业", key="same")

        assert (stolen.status_code, keyed.status_code, again.status_code) == (422, 200, 422)
        assert list(PeopleCount.objects.values_list("scene", "number")) == [(two.pk, 1)]
        shown = client.get(page("now", one.pk)).content.decode()
        assert "攻坚一组" not in shown

    def test_announce_only_their_own_topic(self, world, monkeypatch):
        one = make.opened(world, world.pump)
        two = make.opened(world, world.tanker, at=make.CALL + make.MINUTE, by=world.second)
        heard = []
        monkeypatch.setattr(live, "announce", lambda topic, key="": heard.append((topic, key)))

        make.crew(world, one)

        assert ("scene", one.pk) in heard
        assert ("scene", two.pk) not in heard


class TestStrangers:
    def test_find_nothing_and_hear_nothing(self, client, world, scene):
        make.crew(world, scene)
        other = units.stranger("admin")
        client.force_login(other)

        answers = [
            client.get(address).status_code
            for address in (
                page("scene", scene.pk),
                page("now", scene.pk),
                page("act", scene.pk, "enter_crew"),
                page("incident_panel", scene.incident_id),
                page("open_scene", scene.incident_id),
            )
        ]

        assert set(answers) == {404}
        assert act(client, scene, "enter_crew", **ENTRY).status_code == 404
        assert scene.incident.number not in client.get(page("scenes")).content.decode()
        assert not live.may_listen(other, f"scene:{scene.pk}")
        assert live.may_listen(world.keeper, f"scene:{scene.pk}")

    def test_of_a_station_that_was_sent_see_it(self, client, world):
        scene = make.opened(world, world.pump, world.tanker)
        helper = units.user("station_officer", world.other_station)
        client.force_login(helper)

        assert client.get(page("scene", scene.pk)).status_code == 200
        assert act(client, scene, "enter_crew", **ENTRY).status_code == 200

    def test_of_a_station_that_was_not_sent_do_not(self, client, world, scene):
        client.force_login(units.user("station_officer", world.other_station))

        assert client.get(page("scene", scene.pk)).status_code == 404


class TestOpeningAScene:
    def test_leads_to_its_page_with_its_opener_in_command(self, client, world):
        order = make.incidents.ordered(world, world.pump, at=make.CALL)
        client.force_login(world.first)
        address = page("open_scene", order.incident_id)
        assert 'value="15"' in client.get(address).content.decode()

        answer = client.post(address, {"post": "北门", "roll_minutes": "10", "take": "on"})

        scene = Scene.objects.get()
        assert answer["Location"] == page("scene", scene.pk)
        assert (scene.post, scene.roll_minutes) == ("北门", 10)
        assert Command.objects.get().person == world.first

    def test_twice_is_refused_on_the_form(self, client, world, scene):
        client.force_login(world.first)

        assert client.post(page("open_scene", scene.incident_id), {}).status_code == 422

    def test_at_the_desk_takes_no_command(self, client, world):
        order = make.incidents.ordered(world, world.pump, at=make.CALL)
        client.force_login(world.desk)

        client.post(page("open_scene", order.incident_id), {"take": "on"})

        assert not Command.objects.exists()


class TestThePanel:
    def test_offers_to_open_the_scene_and_shows_it_then(self, client, world):
        order = make.incidents.ordered(world, world.pump, at=make.CALL)
        client.force_login(world.desk)
        address = page("incident_panel", order.incident_id)
        assert page("open_scene", order.incident_id) in client.get(address).content.decode()
        scene = scenes.open_scene(incident_id=order.incident_id, take=True, **doing(0, world.first))
        messages.report(scene_id=scene.pk, kind="NEED", words="增派水罐车", **doing(1, world.first))
        crew = make.crew(world, scene)
        crews.call_mayday(scene_id=scene.pk, crew=crew.pk, words="塌落", **doing(2, world.keeper))

        shown = client.get(address).content.decode()

        for words in ("程远", "增派水罐车", "塌落", page("act", scene.pk, "receive_report")):
            assert words in shown

    def test_lets_the_desk_confirm_a_report(self, client, world, scene):
        report = messages.report(scene_id=scene.pk, kind="ARRIVAL", **doing(1, world.first))
        client.force_login(world.desk)

        answer = client.post(page("act", scene.pk, "receive_report"), {"message": report.pk, "back": "incident"})

        assert answer["Location"] == reverse("incidents:incident", args=[scene.incident_id])
        assert Message.objects.get().received_by == world.desk

    def test_shows_photographs_to_who_sees_the_incident_and_to_nobody_else(self, client, world, scene):
        kept = entries.keep_photograph(scene_id=scene.pk, upload=make.picture(), **doing(1, world.first))
        address = reverse("files:file", args=[kept.pk])

        client.force_login(world.desk)
        mine = client.get(address)
        mine.getvalue()
        client.force_login(units.stranger("admin"))

        assert mine.status_code == 200
        assert client.get(address).status_code == 404


class TestTheList:
    def test_has_a_constant_number_of_queries(self, client, world, django_assert_max_num_queries):
        client.force_login(world.second)
        make.opened(world, world.pump)
        client.get(page("scenes"))
        with django_assert_max_num_queries(40) as few:
            client.get(page("scenes"))
        for number, vehicle in enumerate((world.rescue, world.tanker, world.ladder), start=1):
            scene = make.opened(world, vehicle, at=make.CALL + number * make.MINUTE, by=world.second)
            make.crew(world, scene, minutes=5)

        with django_assert_max_num_queries(len(few.captured_queries)):
            shown = client.get(page("scenes")).content.decode()

        assert shown.count("/scenes/") >= 4

    @pytest.mark.parametrize(
        ("query", "shown"),
        [("state=OPEN", 1), ("state=CLOSED", 0), ("opened=2026-03-04", 1), ("opened=2025", 0), ("q=锦桂苑", 1)],
    )
    def test_is_narrowed_by_its_filters(self, client, world, scene, query, shown):
        client.force_login(world.second)

        text = client.get(f"{page('scenes')}?{query}").content.decode()

        assert text.count(f'href="{page("scene", scene.pk)}"') == shown
