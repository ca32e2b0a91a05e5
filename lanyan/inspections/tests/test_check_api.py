"""The API of checks: list, one, plan, answer, conclude; clues; every call by scope and by place."""

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from lanyan.inspections import checklists
from lanyan.inspections.models import Clue, Inspection
from lanyan.inspections.tests import make
from lanyan.units.tests.make import stranger

pytestmark = pytest.mark.django_db
ALL = ["inspections.view_inspection", "inspections.plan_check", "inspections.carry_out_check", "inspections.keep_clues"]


@pytest.fixture
def world():
    city = make.city()
    city.at = timezone.now() - timedelta(hours=1)
    city.day = timezone.localdate()
    return city


def call(client, user, method, path, scopes=ALL, **more):
    from lanyan.units.actions import make_token  # noqa: PLC0415 - one use

    _token, key = make_token(user_id=user.pk, label="test", scopes=list(scopes), at=timezone.now(), by=user)
    send = getattr(client, method)
    return send(f"/api{path}", headers={"Authorization": f"Bearer {key}"}, content_type="application/json", **more)


class TestChecks:
    def test_are_listed_and_shown_with_their_items(self, client, world):
        inspection = make.underway(world, at=world.at)

        listed = call(client, world.user, "get", "/checks?state=UNDERWAY").json()
        whole = call(client, world.user, "get", f"/checks/{inspection.pk}").json()

        assert [each["number"] for each in listed] == [inspection.number]
        assert len(whole["items"]) == 13
        assert whole["items"][0]["clause"].startswith("消防法")

    def test_are_planned_for_a_cause(self, client, world):
        given = {
            "premises": world.premises.number, "form": "AS_NEEDED", "cause": "CASE", "cause_words": "案件核查",
            "scheduled_date": world.day.isoformat(), "carrying": [world.lead.pk, world.second.pk],
        }  # fmt: skip

        made = call(client, world.user, "post", "/checks", data=given)
        refused = call(client, world.user, "post", "/checks", data={**given, "cause": "PLANNED"})

        assert (made.status_code, Inspection.objects.get().cause) == (201, "CASE")
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "cause")

    def test_take_answers_one_by_one_and_are_concluded(self, client, world):
        inspection = make.underway(world, at=world.at)
        at = world.at.isoformat()
        lines = [{"key": "c", "at": at, "field": "credentials", "value": "1"}]
        for item in checklists.items(inspection.checklist, inspection.checklist_version):
            lines.append({"key": f"k{item.pk}", "at": at, "item": item.pk, "value": "YES"})
        lines.append({"key": "bad", "at": at, "item": 0, "value": "YES"})

        told = call(client, world.user, "post", f"/checks/{inspection.pk}/answers", data=lines).json()
        drawn = "data:image/png;base64," + base64.b64encode(make.png()).decode()
        end = {"result_words": "符合", "signed_name": "王建国", "signature": drawn}
        done = call(client, world.user, "post", f"/checks/{inspection.pk}/conclude", data=end)

        assert [each["result"] for each in told].count("DONE") == 14
        assert told[-1]["result"] == "REFUSED"
        assert (done.status_code, done.json()["state"]) == (200, "CONCLUDED")

    def test_are_closed_without_the_scope_and_to_the_next_county(self, client, world):
        inspection = make.underway(world, at=world.at)

        assert call(client, world.user, "get", "/checks", scopes=["inspections.keep_clues"]).status_code in (401, 403)
        other = stranger("inspector")
        assert call(client, other, "get", f"/checks/{inspection.pk}").status_code == 404
        assert call(client, other, "post", f"/checks/{inspection.pk}/answers", data=[]).status_code == 404
        assert call(client, other, "get", "/checks").json() == []


class TestClues:
    def test_are_reported_and_are_no_check(self, client, world):
        given = {
            "premises": world.premises.number, "source_unit": world.battalion.pk, "by_kind": "GRID",
            "words": "后门上锁",
        }  # fmt: skip

        made = call(client, world.user, "post", "/clues", data=given)

        assert (made.status_code, Clue.objects.get().state) == (201, "OPEN")
        assert not Inspection.objects.exists()
