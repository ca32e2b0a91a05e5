"""The machines outside are set, files and the interface bring recordings in: by whom, and what is refused."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lanyan.incidents.tests import make as incidents
from lanyan.kernel import imports
from lanyan.units.actions import make_token
from lanyan.units.tests import make as units
from lanyan.voice.models import LookupService, Recorder, Recording
from lanyan.voice.tests import make
from lanyan.voice.tests.make import HOUR, MINUTE, MOBILE, NIGHT

pytestmark = pytest.mark.django_db
NOW = NIGHT + MINUTE


@pytest.fixture(autouse=True)
def _that_night():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def world():
    return make.city()


def page(name, *args):
    return reverse(f"voice:{name}", args=args)


def text(answer):
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def counted(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


class TestServices:
    def test_are_set_by_the_administrator(self, client, world, settings):
        settings.VOICE_HOSTS, settings.VOICE_SECRETS = ["10.1.1.1"], {"OP": "x"}
        client.force_login(world.keeper)
        unit = world.detachment.pk
        lookup = {"unit": unit, "name": "移动", "adapter": "HTTP", "url": "http://10.1.1.1/q/{number}",
                  "frame": "gcj02", "secret": "OP", "lon": "x", "lat": "y"}  # fmt: skip
        recorder = {"unit": unit, "code": "REC-2", "name": "录音二", "adapter": "HTTP", "base_url": "http://10.1.1.1/"}

        assert client.post(page("set_lookup"), {**lookup, "url": "http://10.9.9.9/{number}"}).status_code == 422
        assert client.post(page("set_lookup"), lookup).status_code == 302
        assert client.post(page("add_recorder"), recorder).status_code == 302
        added = Recorder.objects.get(code="REC-2")
        assert client.post(page("change_recorder", added.pk), {**recorder, "name": "录音三"}).status_code == 302
        assert client.post(page("withdraw_recorder", added.pk), {"reason": "换新"}).status_code == 302
        told = text(client.get(page("services")))
        service = LookupService.objects.standing().get()
        assert client.post(page("stop_lookup", service.pk)).status_code == 302

        assert service.fields == {"lon": "x", "lat": "y"}
        assert "录音三" in told
        assert "http://10.1.1.1/q/{number}" in told
        assert not LookupService.objects.standing().exists()

    def test_are_not_for_others(self, client, world):
        client.force_login(world.dispatcher)
        assert client.get(page("services")).status_code == 403
        client.force_login(units.stranger("admin"))
        assert client.get(page("change_recorder", world.recorder.pk)).status_code == 404
        assert world.recorder.name not in text(client.get(page("services")))


class TestImport:
    def run(self, world, rows, *, write=True):
        content = "\n".join(",".join(row) for row in rows).encode()
        return imports.run(
            content, imports.ledger("recordings"), unit_id=world.detachment.pk, at=NIGHT + HOUR, by=world.keeper,
            write=write,
        )  # fmt: skip

    def test_reads_what_a_recorder_writes_out_and_the_same_again_is_the_same(self, world):
        rows = [
            ("录音设备", "录音编号", "通道", "坐席", "方向", "主叫号码", "开始时间", "结束时间", "录音文件"),
            (
                "REC-1",
                "77",
                "3",
                "2席",
                "呼入",
                "13800006612",
                "2024-05-09 03:00:00",
                "2024-05-09 03:01:10",
                "a/77.wav",
            ),
            ("REC-1", "78", "3", "2席", "呼出", "", "2024-05-09 03:02:00", "2024-05-09 03:01:10", "a/78.wav"),
            ("REC-8", "79", "3", "2席", "呼出", "", "2024-05-09 03:02:00", "2024-05-09 03:03:10", "a/79.wav"),
        ]
        dry = self.run(world, rows, write=False)
        none = Recording.objects.count()
        first, again = self.run(world, rows), self.run(world, rows)

        assert none == 0
        assert dict(dry.counts) == dict(first.counts) == {"created": 1, "refused": 2}
        assert dict(again.counts) == {"same": 1, "refused": 2}
        assert [(fault.row, fault.column) for fault in first.faults] == [(3, "ended at"), (4, "recorder")]


def key(user, *scopes):
    return {
        "Authorization": f"Bearer {make_token(user_id=user.pk, label='机', scopes=list(scopes), at=NOW, by=user)[1]}"
    }


class TestApi:
    ADDRESS = "/api/voice/recordings"

    def body(self, *rows):
        told = [
            {
                "id": "1", "channel": "3", "seat": "2席", "direction": "IN", "number": MOBILE,
                "began_at": "2024-05-09T03:00:01+08:00", "ended_at": "2024-05-09T03:00:40+08:00", "uri": "a/1.wav",
                **row,
            }
            for row in rows
        ]  # fmt: skip
        return {"recorder": "REC-1", "recordings": told}

    def post(self, client, body, headers):
        return client.post(self.ADDRESS, body, content_type="application/json", headers=headers)

    def test_takes_a_batch_and_the_same_again(self, client, world):
        incident = incidents.draft(world)
        headers = key(world.keeper, "voice.bring_recordings")
        body = self.body({}, {"id": "2", "uri": "../x"}, {"id": "3", "direction": "OUT", "number": ""})

        first, again = (self.post(client, body, headers).json() for _ in range(2))
        differs = self.post(client, self.body({"channel": "9"}), headers).json()

        assert (first["created"], first["same"]) == (2, 0)
        assert [(one["id"], one["field"]) for one in first["refused"]] == [("2", "uri")]
        assert (again["created"], again["same"]) == (0, 2)
        assert [(one["id"], one["field"]) for one in differs["refused"]] == [("1", "channel")]
        assert Recording.objects.get(external_id="1").about == incident

    def test_refuses_what_is_no_batch(self, client, world):
        headers = key(world.keeper, "voice.bring_recordings")
        wrong = [
            {**self.body({}), "recorder": "REC-X"},
            self.body(),
            self.body(*({"id": str(number)} for number in range(501))),
            self.body({"began_at": "gestern"}),
        ]

        assert [self.post(client, body, headers).status_code for body in wrong] == [422] * 4
        assert not Recording.objects.exists()

    def test_needs_the_scope_and_does_not_reach_into_another_city(self, client, world):
        foreign = units.stranger("admin")

        assert self.post(client, self.body({}), {}).status_code == 401
        assert self.post(client, self.body({}), key(world.keeper, "voice.view_recordings")).status_code == 403
        assert self.post(client, self.body({}), key(foreign, "voice.bring_recordings")).status_code == 422
        assert not Recording.objects.exists()

    def test_lists_them_without_saying_whose_number_it_was(self, client, world):
        incident = incidents.draft(world)
        make.recorded(world)
        headers = key(world.keeper, "voice.view_recordings")

        answer = client.get(f"{self.ADDRESS}?incident={incident.pk}", headers=headers)

        assert [one["incident_id"] for one in answer.json()] == [incident.pk]
        assert MOBILE not in answer.content.decode()
