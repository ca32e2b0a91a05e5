"""The sound of recordings: read below the recorder, by ranges, compared, each listening told; recorders themselves."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.voice import adapters
from lanyan.voice.actions import keeping, services
from lanyan.voice.adapters import simulator
from lanyan.voice.models import Listening, Recorder, Recording
from lanyan.voice.tests import make
from lanyan.voice.tests.make import HOUR, MINUTE, NIGHT

pytestmark = pytest.mark.django_db
SOUND = bytes(range(256)) * 20


@pytest.fixture
def world():
    return make.city()


class Machine(BaseHTTPRequestHandler):
    """A recorder on this machine that knows ranges, unless told otherwise."""

    mime, ranges, status, seen = "audio/x-wav", True, 200, []

    def do_GET(self):
        type(self).seen.append((self.path, self.headers.get("Range"), self.headers.get("Authorization")))
        body, status, span = SOUND, self.status, ""
        wanted = self.headers.get("Range")
        if wanted and self.ranges and status == 200:
            first, _, last = wanted.removeprefix("bytes=").partition("-")
            if int(first) >= len(SOUND):
                status, body = 416, b""
            else:
                last = min(int(last), len(SOUND) - 1)
                status, body, span = 206, SOUND[int(first) : last + 1], f"bytes {first}-{last}/{len(SOUND)}"
        self.send_response(status)
        self.send_header("Content-Type", self.mime)
        if span:
            self.send_header("Content-Range", span)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def machine(world, settings):
    server = HTTPServer(("127.0.0.1", 0), Machine)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Machine.mime, Machine.ranges, Machine.status, Machine.seen = "audio/x-wav", True, 200, []
    settings.VOICE_HOSTS, settings.VOICE_SECRETS = [f"127.0.0.1:{server.server_port}"], {"REC": "Bearer x"}
    world.recorder = make.recorder(
        world, "REC-9", "HTTP", base_url=f"http://127.0.0.1:{server.server_port}/files/", secret="REC"
    )
    yield world.recorder
    server.shutdown()
    server.server_close()


class TestSound:
    def test_of_a_recorder_is_read_below_its_address_by_ranges(self, world, machine):
        found = make.recorded(world, "7")

        piece = adapters.read_sound(found, "bytes=10-19")

        assert (piece.data, piece.first, piece.total, piece.mime) == (SOUND[10:20], 10, len(SOUND), "audio/x-wav")
        assert Machine.seen == [("/files/2024/05/09/7.wav", "bytes=10-19", "Bearer x")]

    @pytest.mark.parametrize("knows_ranges", [True, False])
    def test_is_the_same_whether_the_recorder_knows_ranges_or_not(self, world, machine, knows_ranges):
        Machine.ranges = knows_ranges
        found = make.recorded(world)

        assert adapters.read_sound(found, "").data == SOUND
        assert adapters.read_sound(found, "bytes=0-").data == SOUND
        assert adapters.read_sound(found, "bytes=5000-").data == SOUND[5000:]
        assert adapters.read_sound(found, "bytes=99999-") is None

    @pytest.mark.parametrize(("name", "value"), [("mime", "text/html"), ("status", 500), ("status", 302)])
    def test_that_is_none_is_refused(self, world, machine, name, value):
        setattr(Machine, name, value)

        with pytest.raises(adapters.NotAnswered):
            adapters.read_sound(make.recorded(world), "")

    def test_of_a_host_that_is_not_allowed_any_more_is_not_read(self, world, machine, settings):
        settings.VOICE_HOSTS = []

        with pytest.raises(adapters.NotAnswered):
            adapters.read_sound(make.recorded(world), "")
        assert Machine.seen == []

    def test_of_an_index_without_sound_is_not_there(self, world):
        world.recorder = make.recorder(world, "REC-0", "NONE")

        with pytest.raises(adapters.NotAnswered):
            adapters.read_sound(make.recorded(world), "")

    def test_of_the_simulator_is_a_wave_that_can_be_heard(self):
        data = simulator.tones("0001", 3)

        assert (data[:4], data[8:12], len(data)) == (b"RIFF", b"WAVE", 44 + 3 * 8000)
        assert data == simulator.tones("0001", 3)
        assert max(data[44:]) - min(data[44:]) > 100
        assert len(simulator.tones("0001", 3600)) == 44 + 20 * 8000

    def test_is_compared_with_its_digest(self, world, machine):
        good = make.recorded(world, "1", sha256=hashlib.sha256(SOUND).hexdigest())
        bad = make.recorded(world, "2", sha256="0" * 64)
        none = make.recorded(world, "3")

        assert keeping.check_recording(recording_id=good.pk, at=NIGHT + HOUR, by=world.auditor).checked_same is True
        assert keeping.check_recording(recording_id=bad.pk, at=NIGHT + HOUR, by=world.auditor).checked_same is False
        with pytest.raises(Refused):
            keeping.check_recording(recording_id=none.pk, at=NIGHT + HOUR, by=world.auditor)
        assert audit.history(Recording.objects.get(pk=bad.pk))[0].act == "voice.check_recording"


class TestListening:
    def test_is_written_down_once_for_the_pieces_of_one(self, world):
        found = make.recorded(world)
        times = (NIGHT, NIGHT + MINUTE, NIGHT + HOUR)
        noted = [keeping.note_listening(recording_id=found.pk, at=at, by=world.auditor) for at in times]
        keeping.note_listening(recording_id=found.pk, at=NIGHT, by=world.dispatcher)

        assert noted == [True, False, True]
        assert Listening.objects.count() == 3
        entry = audit.history(Listening.objects.order_by("pk").first())[0]
        assert (entry.act, entry.who) == ("voice.listen", "审计")


class TestRecorder:
    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"code": "REC-1"}, "code"),
            ({"code": " "}, "code"),
            ({"adapter": "X"}, "adapter"),
            ({"adapter": "HTTP", "base_url": "http://elsewhere/"}, "base_url"),
            ({"adapter": "HTTP"}, "base_url"),
            ({"secret": "NONE"}, "secret"),
        ],
    )
    def test_names_the_field_at_fault(self, world, wrong, field):
        with pytest.raises(Refused) as refusal:
            make.recorder(world, **{"code": "REC-5", **wrong})

        assert refusal.value.field == field
        assert Recorder.objects.count() == 1

    def test_changes_and_is_withdrawn_once(self, world):
        facts = services.RecorderFacts("新录音仪", "NONE")
        changed = services.change_recorder(recorder_id=world.recorder.pk, facts=facts, at=NIGHT, by=world.keeper)
        services.withdraw_recorder(recorder_id=changed.pk, reason="换新", at=NIGHT, by=world.keeper)

        with pytest.raises(Refused):
            services.withdraw_recorder(recorder_id=changed.pk, reason="换新", at=NIGHT, by=world.keeper)
        assert (changed.name, changed.adapter) == ("新录音仪", "NONE")
