"""Pages of reviews: verbs by form, who sees what, list and filters, replay, panel, papers, figures, API."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from lanyan.forces.tests.make import bearer
from lanyan.kernel import figures
from lanyan.kernel.figures import Scope
from lanyan.kernel.periods import year
from lanyan.reviews import rules
from lanyan.reviews.actions import tasks
from lanyan.reviews.models import Review, ReviewTask
from lanyan.reviews.tests import make
from lanyan.reviews.tests.make import LATER
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _those_days():
    with time_machine.travel(LATER + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def world():
    return make.city()


def page(name, *args):
    return reverse(f"reviews:{name}", args=args)


class TestAReview:
    def test_goes_by_pages_from_due_to_a_task_confirmed(self, client, world):
        review = make.due(world)
        client.force_login(world.author)
        client.post(page("begin_review", review.pk))
        client.post(page("add_finding", review.pk), {"sort": "WATER", "words": "供水不及时"})
        said = {
            "held_at": f"{LATER:%Y-%m-%dT%H:%M}", "participants": "何志远 府山站\n郑国锋", "lessons": "先找水源"
        }  # fmt: skip
        assert client.post(page("edit_review", review.pk), said).status_code == 302
        client.post(page("submit_review", review.pk))
        finding = review.findings.get()
        task = {"words": "修订手册", "assignee": world.doer.pk, "due_date": "2024-06-01"}
        client.post(page("give_task", finding.pk), task)
        client.force_login(world.chief)
        client.post(page("approve_review", review.pk))
        client.force_login(world.doer)
        given = ReviewTask.objects.get()
        client.post(page("finish_task", given.pk), {"words": "已修订"})
        client.force_login(world.author)
        client.post(page("confirm_task", given.pk))

        review.refresh_from_db()
        given.refresh_from_db()
        assert (review.state, given.state) == (rules.APPROVED, rules.CONFIRMED)

    def test_is_no_business_of_a_stranger(self, client, world):
        review = make.begun(world)
        task = make.task(world)
        client.force_login(units.stranger("duty_officer"))

        for name, pk in (("review", review.pk), ("edit_review", review.pk), ("review_word", review.pk),
                         ("task", task.pk), ("confirm_task", task.pk), ("give_task", world.finding.pk),
                         ("replay", review.incident_id), ("incident_panel", review.incident_id)):  # fmt: skip
            assert client.get(page(name, pk)).status_code == 404, name

    def test_is_approved_only_by_right(self, client, world):
        review = make.begun(world)
        client.force_login(world.doer)

        assert client.post(page("approve_review", review.pk)).status_code == 403

    @pytest.mark.parametrize("name", ["review_word", "review"])
    def test_shows_what_was_composed(self, client, world, name):
        review = make.approved(world)
        make.task(world)
        client.force_login(world.author)

        answer = client.get(page(name, review.pk))

        assert answer.status_code == 200
        assert (answer.content[:2] == b"PK") is (name == "review_word")

    def test_hangs_on_the_page_of_its_incident(self, client, world):
        review = make.begun(world)
        client.force_login(world.author)

        assert review.number in client.get(page("incident_panel", review.incident_id)).content.decode()


class TestTheList:
    @pytest.mark.parametrize(
        ("query", "found"),
        [("q=占领水源", 1), ("q=没有", 0), ("about=WATER", 1), ("about=SAFETY", 0), ("late=true", 0)],
    )
    def test_is_narrowed(self, client, world, query, found):
        make.begun(world)
        client.force_login(world.author)

        assert len(client.get(f"{page('reviews')}?{query}").context["table"].rows) == found

    def test_shows_what_is_late_in_red(self, client, world):
        make.due(world)
        with time_machine.travel(LATER + timedelta(days=30), tick=False):
            client.force_login(world.author)
            shown = client.get(f"{page('reviews')}?late=true").content.decode()

        assert "tg now" in shown

    def test_asks_as_few_questions_for_many(self, client, world, django_assert_max_num_queries):
        make.begun(world)
        make.task(world)
        client.force_login(world.author)
        for name in ("reviews", "tasks"):
            with django_assert_max_num_queries(40) as few:
                client.get(page(name))
            for number in range(4):
                make.task(world, words=f"任务{number}")
            with django_assert_max_num_queries(len(few.captured_queries)):
                client.get(page(name))

    def test_of_tasks_shows_ones_own_without_other_rights(self, client, world):
        make.begun(world)
        make.task(world)
        client.force_login(world.doer)

        assert "完善辖区水源手册" in client.get(f"{page('tasks')}?mine=true").content.decode()


class TestTheReplay:
    def test_brings_legs_log_and_silences(self, client, world):
        review = make.due(world)
        client.force_login(world.author)

        data = client.get(page("replay", review.incident_id)).context["replay"]

        assert [leg["kind"] for leg in data["vehicles"][0]["legs"]] == [
            "STANDS", "RECKONED", "STANDS", "RECKONED", "STANDS"
        ]  # fmt: skip
        assert data["log"][0]["words"]
        assert len(data["gaps"]) == 1


class TestFigures:
    def value(self, world, key):
        return figures.get(key).value(Scope.of(world.detachment.path, year(2024)))

    def test_count_reviews_due_and_held_and_tasks(self, world):
        make.approved(world)
        task = make.task(world)
        make.task(world, words="另一项")
        tasks.finish_task(task_id=task.pk, words="完成", at=LATER, by=world.doer)
        assert self.value(world, "reviews.tasks.confirmed") == 0
        tasks.confirm_task(task_id=task.pk, at=LATER, by=world.author)

        keys = ("due", "held", "held_late", "waiting", "tasks", "tasks.open", "tasks.confirmed", "tasks.late")
        told = {key: self.value(world, f"reviews.{key}") for key in keys}
        assert told == dict(zip(keys, (1, 1, 0, 0, 2, 1, 1, 0), strict=True))


class TestTheAPI:
    def test_lists_and_reads_with_a_key(self, client, world):
        review = make.approved(world)
        make.task(world)
        key = bearer(world.author, "reviews.view_review")

        listed = client.get("/api/reviews", headers=key).json()
        whole = client.get(f"/api/reviews/{review.pk}", headers=key).json()
        replay = client.get(f"/api/incidents/{review.incident_id}/replay", headers=key).json()

        assert [one["number"] for one in listed] == [review.number]
        assert whole["findings"] == ["第二到场力量未及时占领水源"]
        assert whole["tasks"][0]["state"] == "OPEN"
        assert replay["vehicles"][0]["name"] == "SG-03"
        assert Review.objects.count() == 1
