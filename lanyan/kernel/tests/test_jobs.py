"""Background work: what a killed worker was doing is done again, what was done long ago is forgotten."""

import pytest
from django.db import connection

from lanyan.kernel import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_yet():
    ask("DELETE FROM procrastinate_jobs")


def ask(query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall() if cursor.description else []


def worker(seconds_ago):
    return ask(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id",
        seconds_ago,
    )[0][0]


def given(status, worker_id=None):
    jobs.later("kernel.forget_jobs", timestamp=0)
    pk = ask("SELECT max(id) FROM procrastinate_jobs")[0][0]
    if status != "todo":
        # The database counts how a job goes on: it is begun before it ends.
        ask("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", worker_id, pk)
    if status not in ("todo", "doing"):
        ask("UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s", status, pk)
    return pk


def standing():
    return dict(ask("SELECT id, status FROM procrastinate_jobs"))


class TestTakeUpLost:
    def test_does_again_what_a_dead_worker_was_doing_and_leaves_the_living_alone(self):
        lost, orphan, alive = given("doing", worker(60)), given("doing"), given("doing", worker(5))

        taken = jobs.take_up_lost(timestamp=0)

        assert taken == 2
        assert standing() == {lost: "todo", orphan: "todo", alive: "doing"}


class TestForgetJobs:
    def test_forgets_what_was_done_a_week_ago_and_keeps_what_failed_longer(self):
        old = {name: given(name) for name in ("succeeded", "failed", "doing", "todo")}
        ask("UPDATE procrastinate_events SET at = at - interval '8 days'")
        young = given("succeeded")

        jobs.forget_jobs(timestamp=0)

        assert sorted(standing()) == sorted([old["failed"], old["doing"], old["todo"], young])

    def test_forgets_what_failed_after_a_quarter_of_a_year(self):
        given("failed")
        ask("UPDATE procrastinate_events SET at = at - interval '91 days'")

        assert jobs.forget_jobs(timestamp=0) == 1
        assert standing() == {}
