"""Pages of guards: who sees and does what, forms, the phone with its keys, calendar, query counts, figures, API."""

import json

import pytest
import time_machine
from django.urls import reverse

from lanyan.forces.tests.make import bearer
from lanyan.guards.actions import plans, posts, running
from lanyan.guards.models import Guard, GuardPost, PostPerson, PostVehicle, Stamp
from lanyan.guards.rules import life
from lanyan.guards.tests import make
from lanyan.guards.tests.make import PLANNED, when
from lanyan.incidents import actions as incidents
from lanyan.incidents.models import Incident, Run
from lanyan.kernel import figures, live
from lanyan.kernel.figures import Scope
from lanyan.kernel.periods import year
from lanyan.people.models import Person
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
QUEUED = {"HTTP_ACCEPT": "application/json"}
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def world():
    return make.city()


def page(name, *args):
    return reverse(f"guards:{name}", args=args)


def local(at):
    return f"{at:%Y-%m-%dT%H:%M}"


PLAN = {
    "title": "水亭门元宵灯会", "kind": "GUARD-DAILY", "why": "市政府方案", "address": "水亭门", "lon": "118.8731",
    "lat": "28.9672", "starts_at": local(make.BEGINS), "ends_at": local(make.ENDS), "crowd": "30000",
}  # fmt: skip


class TestAPlan:
    def test_is_made_by_pages_from_the_first_line_to_approval(self, client, world):
        client.force_login(world.author)
        client.post(page("plan_guard"), {**PLAN, "unit": world.battalion.pk, "commander": world.chief.pk})
        guard = Guard.objects.get()
        gate = {
            "name": "东门", "task": "看守消火栓", "lon": "118.8731", "lat": "28.9672", "people_needed": "2",
            "round_minutes": "30", "since_at": local(make.BEGINS), "until_at": local(make.ENDS),
        }  # fmt: skip
        client.post(page("add_post", guard.pk), gate)
        post = GuardPost.objects.get()
        people = f"{world.people[0].name}、{world.people[1].number}"
        client.post(page("post_people", post.pk), {"people": people, "leads": "on"})
        client.post(page("post_vehicles", post.pk), {"formation": world.formation.pk})
        client.post(page("submit_guard", guard.pk))
        assert client.post(page("approve_guard", guard.pk)).status_code == 422

        client.force_login(world.chief)
        client.post(page("approve_guard", guard.pk))

        guard.refresh_from_db()
        assert guard.state == life.APPROVED
        assert list(PostPerson.objects.values_list("person", "leads")) == [
            (world.people[0].pk, True),
            (world.people[1].pk, False),
        ]
        assert PostVehicle.objects.count() == 2

    def test_names_nobody_whom_it_cannot_tell_apart(self, client, world):
        guard = make.planned(world)
        gate = make.post(world, guard)
        Person.objects.filter(pk=world.people[1].pk).update(name=world.people[0].name)
        client.force_login(world.author)

        answer = client.post(page("post_people", gate.pk), {"people": world.people[0].name})

        assert answer.status_code == 422
        assert world.people[1].number in answer.content.decode()
        answer = client.post(page("post_people", gate.pk), {"people": "张三丰"})
        assert "张三丰" in answer.content.decode()

    @pytest.mark.parametrize(
        ("field", "wrong"), [("starts_at", "soon"), ("lon", "east"), ("crowd", "-3"), ("kind", "FIRE-HIGH")]
    )
    def test_tells_wrong_input_at_its_field(self, client, world, field, wrong):
        client.force_login(world.author)
        given = {**PLAN, "unit": world.battalion.pk, "commander": world.chief.pk, field: wrong}

        answer = client.post(page("plan_guard"), given)

        assert answer.status_code == 422
        assert field in answer.context["form"].errors
        assert not Guard.objects.exists()

    def test_is_not_made_for_a_unit_of_somebody_else(self, client, world):
        client.force_login(units.stranger("battalion_head"))

        answer = client.post(page("plan_guard"), {**PLAN, "unit": world.battalion.pk, "commander": world.chief.pk})

        assert "unit" in answer.context["form"].errors

    def test_comes_as_word_and_says_so_while_it_is_a_draft(self, client, world):
        guard = make.whole(world)
        client.force_login(world.author)

        answer = client.get(page("guard_word", guard.pk))

        assert answer["Content-Disposition"] == f'attachment; filename="{guard.number}.docx"'
        assert answer.content[:2] == b"PK"

    def test_is_no_business_of_a_stranger(self, client, world):
        guard = make.whole(world)
        client.force_login(units.stranger("duty_officer"))

        for name in ("guard", "now", "guard_word", "approve_guard", "begin_guard", "change_guard"):
            assert client.get(page(name, guard.pk)).status_code == 404, name

    def test_is_approved_only_by_right(self, client, world):
        guard = make.whole(world)
        plans.submit_guard(guard_id=guard.pk, at=PLANNED, by=world.author)
        client.force_login(world.keeper)

        assert client.post(page("approve_guard", guard.pk)).status_code == 403


class TestThePage:
    @time_machine.travel(when(50), tick=False)
    def test_shows_who_stands_where_and_what_was_missed(self, client, world):
        guard = make.begun(world)
        make.stamp(world, "ARRIVED", minutes=1)
        running.watch(guard_id=guard.pk, at=when(50))
        client.force_login(world.chief)

        shown = client.get(page("now", guard.pk), **ENGLISH).content.decode()

        assert 'class="MISSED"' in shown
        assert world.people[0].name in shown

    def test_asks_as_few_questions_for_many_posts_as_for_two(self, client, world, django_assert_max_num_queries):
        guard = make.whole(world)
        client.force_login(world.author)
        with django_assert_max_num_queries(40) as few:
            client.get(page("now", guard.pk))
        for number in range(5):
            more = make.post(world, guard, f"岗{number}", world.people[number])
            posts.post_vehicles(
                guard_id=guard.pk, post_id=more.pk, vehicle_ids=[world.rescue.pk], at=PLANNED, by=world.author
            )

        with django_assert_max_num_queries(len(few.captured_queries)):
            client.get(page("now", guard.pk))

    def test_of_the_list_asks_as_few_for_many(self, client, world, django_assert_max_num_queries):
        make.whole(world)
        client.force_login(world.author)
        with django_assert_max_num_queries(30) as few:
            client.get(page("guards"))
        for number in range(6):
            make.planned(world, title=f"夜市{number}")

        with django_assert_max_num_queries(len(few.captured_queries)):
            assert "夜市5" in client.get(page("guards")).content.decode()

    @pytest.mark.parametrize("query", ["by=month&on=2026-03-10", "by=week&on=2026-03-03"])
    def test_of_the_calendar_shows_a_guard_on_its_day(self, client, world, query):
        make.whole(world)
        client.force_login(world.author)

        assert "水亭门元宵灯会" in client.get(f"{page('calendar')}?{query}").content.decode()

    @pytest.mark.parametrize("on", ["nonsense", "2026-13-40", "0001-01-01", "9999-12-31"])
    def test_of_the_calendar_takes_nonsense_for_today(self, client, world, on):
        client.force_login(world.author)

        assert client.get(page("calendar"), {"on": on}).status_code == 200

    def test_of_an_incident_names_its_guard(self, client, world):
        guard = make.begun(world)
        client.force_login(world.chief)

        assert guard.title in client.get(page("incident_panel", guard.incident_id)).content.decode()

    def test_may_be_heard_by_those_who_see_it(self, world):
        guard = make.whole(world)

        assert live.may_listen(world.keeper, f"guard:{guard.pk}")
        assert not live.may_listen(units.stranger(), f"guard:{guard.pk}")
        assert live.may_listen(world.keeper, f"postings:{world.keeper.pk}")
        assert not live.may_listen(world.keeper, f"postings:{world.chief.pk}")


class TestThePhone:
    @pytest.fixture(autouse=True)
    def _that_evening(self):
        with time_machine.travel(when(20), tick=False):
            yield

    def test_stamps_once_for_a_key_at_the_instant_the_device_claims(self, client, world):
        make.begun(world)
        client.force_login(world.soldier)
        given = {"person": world.people[0].pk, "key": "k1", "at": when(12).isoformat(), "lon": "118.87", "lat": "28.96"}

        answers = [client.post(page("stamp", world.gate.pk, "ROUND"), given, **QUEUED).json() for _twice in "ab"]

        assert [answer["result"] for answer in answers] == ["DONE", "DONE"]
        stamp = Stamp.objects.get()
        assert (stamp.at, stamp.entered_at, stamp.lon) == (when(12), when(20), 118.87)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"at": when(60).isoformat()},
            {"at": "2026-03-03T17:05:00"},
            {"person": "0"},
            {"lon": "x", "lat": "1"},
            {"lon": "200", "lat": "1"},
            {"key": "k" * 65},
        ],
    )
    def test_tells_the_queue_why_a_stamp_is_refused(self, client, world, wrong):
        make.begun(world)
        client.force_login(world.soldier)

        answer = client.post(page("stamp", world.gate.pk, "ROUND"), {"person": world.people[0].pk, **wrong}, **QUEUED)

        assert (answer.status_code, answer.json()["result"]) == (422, "REFUSED")
        assert answer.json()["reason"]
        assert not Stamp.objects.exists()

    def test_works_without_scripts(self, client, world):
        make.begun(world)
        client.force_login(world.soldier)
        address = page("stamp", world.gate.pk, "FOUND")

        assert client.get(address).status_code == 200
        answer = client.post(address, {"person": world.people[0].pk, "words": "线路裸露", "as_clue": "on"})

        assert answer["Location"] == page("post", world.gate.pk)
        assert Stamp.objects.get().clue is not None

    def test_is_for_those_posted_also_without_any_right(self, client, world):
        make.begun(world)
        plain = units.user("publicity", world.detachment)
        client.force_login(plain)
        assert client.get(page("post", world.gate.pk)).status_code == 404

        Person.objects.filter(pk=world.people[1].pk).update(user=plain)
        assert client.get(page("post", world.gate.pk)).status_code == 200
        assert client.get(page("mine")).context["postings"]

    def test_is_not_for_a_stranger(self, client, world):
        make.begun(world)
        client.force_login(units.stranger("duty_officer"))

        assert client.get(page("post", world.gate.pk)).status_code == 404
        assert client.post(page("stamp", world.gate.pk, "ROUND"), QUEUED).status_code == 404

    def test_counts_what_has_not_been_read_beside_the_menu(self, client, world):
        make.begun(world)
        client.force_login(world.soldier)
        assert client.get(page("marks")).content == b"1"

        client.post(page("see_posting", PostPerson.objects.get(person=world.people[0]).pk))

        assert client.get(page("marks")).content == b""

    def test_asks_a_kind_that_there_is(self, client, world):
        make.begun(world)
        client.force_login(world.soldier)

        assert client.get(page("stamp", world.gate.pk, "SLEPT")).status_code == 404


class TestFigures:
    def value(self, world, key, unit=None):
        return figures.get(key).value(Scope.of((unit or world.detachment).path, year(2026)))

    def test_count_the_guard_its_posts_people_and_rounds(self, world):
        guard = make.begun(world)
        make.stamp(world, "ROUND", minutes=10)
        running.watch(guard_id=guard.pk, at=when(70))

        assert self.value(world, "guards.held") == 1
        assert self.value(world, "guards.posts") == 2
        assert self.value(world, "guards.people") == 3
        assert self.value(world, "guards.rounds") == 10
        assert self.value(world, "guards.rounds.done") == 1
        assert self.value(world, "guards.rounds.missed") == 1
        assert self.value(world, "guards.time") is None

    def test_take_incidents_and_vehicles_from_one_place(self, world):
        make.begun(world)
        run = Run.objects.get()
        assert self.value(world, "guards.vehicles") == 0
        incidents.stamp_runs(run_ids=[run.pk], stamp="departed", at=when(3), entered_at=when(3), by=world.dispatcher)

        assert Incident.objects.count() == 1
        assert self.value(world, "incidents.guard") == self.value(world, "guards.held") == 1
        assert self.value(world, "runs.vehicles") == self.value(world, "guards.vehicles") == 1

    def test_leave_exercises_and_plans_out(self, world):
        make.begun(world, title="演练", is_exercise=True)
        make.planned(world)

        assert self.value(world, "guards.held") == 0
        assert self.value(world, "guards.people") == 0
        assert self.value(world, "incidents.guard") == 0

    def test_measure_the_time_until_the_stand_down(self, world):
        guard = make.begun(world)
        running.stand_down_guard(guard_id=guard.pk, at=when(90), entered_at=when(90), by=world.chief)

        assert self.value(world, "guards.time") == 90 * 60
        assert self.value(world, "guards.rounds") == 3


class TestTheAPI:
    @time_machine.travel(when(20), tick=False)
    def test_lists_reads_and_stamps_with_a_key(self, client, world):
        guard = make.begun(world)
        key = bearer(world.keeper, "guards.view_guard", "guards.stamp_post")
        given = {"kind": "ROUND", "person_id": world.people[0].pk, "key": "k1", "at": when(10).isoformat()}
        address = f"/api/guards/posts/{world.gate.pk}/stamps"

        listed = client.get("/api/guards", headers=key).json()
        first = client.post(address, json.dumps(given), content_type="application/json", headers=key).json()
        again = client.post(address, json.dumps(given), content_type="application/json", headers=key).json()
        whole = client.get(f"/api/guards/{guard.pk}", headers=key).json()

        assert [one["number"] for one in listed] == [guard.number]
        assert (first["repeated"], again["repeated"], first["id"]) == (False, True, again["id"])
        assert whole["posts"][0]["rounds_done"] == 1
        assert whole["posts"][0]["standing"] == [world.people[0].name]

    def test_refuses_in_words_and_lets_no_stranger_in(self, client, world):
        make.begun(world)
        address = f"/api/guards/posts/{world.gate.pk}/stamps"
        given = json.dumps({"kind": "NAP", "person_id": world.people[0].pk})
        sent = {"content_type": "application/json"}
        with time_machine.travel(when(20), tick=False):
            key = bearer(world.keeper, "guards.stamp_post")
            answer = client.post(address, given, headers=key, **sent)
            stranger = bearer(units.stranger("duty_officer"), "guards.stamp_post")
            away = client.post(address, given, headers=stranger, **sent)

        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "kind")
        assert away.status_code == 404
