"""Archives of incidents: everything is in them, nobody's telephone who may not know it, and each is known again."""

import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from lanyan.incidents import actions
from lanyan.incidents.models import IncidentArchive
from lanyan.incidents.tests import make
from lanyan.kernel import documents
from lanyan.kernel.errors import Refused
from lanyan.units.tests.make import stranger, user

pytestmark = pytest.mark.django_db
PHONE = "13800006612"


@pytest.fixture
def world():
    made = make.city()
    made.duty = user("duty_officer", made.detachment, name="郑首长")
    made.auditor = user("auditor", made.detachment, name="钱审计")
    return made


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def archived(world, incident, **more):
    asked = {"reason": "火灾调查", "with_callers": False, "at": make.NIGHT, "by": world.duty, **more}
    return actions.make_archive(incident_id=incident.pk, **asked)


class TestContents:
    def test_are_the_whole_incident(self, world):
        incident = make.finished(world, rescued=1)

        with opened(archived(world, incident).data) as archive:
            told = json.loads(archive.read("incident.json"))
            changed = json.loads(archive.read("changes.json"))

        assert told["incident"]["number"] == "3308-20240509-0001"
        assert told["incident"]["rescued"] == 1
        assert [run["vehicle_words"] for run in told["runs"]] == ["SG-03"]
        assert told["runs"][0]["ready_at"]
        assert len(told["log"]) == incident.log.count()
        assert [entry["act"] for entry in changed["incident"]][-1] == "incidents.close_incident"

    @pytest.mark.parametrize("file", ["incident.json", "changes.json", "record.pdf"])
    def test_do_not_tell_who_called_unless_asked(self, world, file, monkeypatch):
        monkeypatch.setattr(documents, "pdf", lambda _template, values: str(values["calls"]).encode())
        incident = make.finished(world)

        with opened(archived(world, incident).data) as archive:
            masked = archive.read(file).decode()
        with opened(archived(world, incident, with_callers=True, reason="法院调取").data) as archive:
            whole = {name: archive.read(name).decode() for name in archive.namelist()}

        assert PHONE not in masked
        assert PHONE in whole["incident.json"]
        assert PHONE in whole["record.pdf"]

    def test_say_what_had_to_be_left_out(self, world, monkeypatch):
        def missing(*_told):
            raise Refused("no library")

        monkeypatch.setattr(documents, "pdf", missing)

        with opened(archived(world, make.finished(world)).data) as archive:
            assert json.loads(archive.read("manifest.json"))["left_out"] == ["record.pdf: no library"]
            assert "record.pdf" not in archive.namelist()

    def test_are_refused_while_the_call_is_taken_and_without_a_word_what_for(self, world):
        with pytest.raises(Refused, match="being taken"):
            archived(world, make.draft(world))
        with pytest.raises(Refused) as refusal:
            archived(world, make.opened(world), reason="  ")

        assert refusal.value.field == "reason"
        assert IncidentArchive.objects.count() == 0


class TestWhoHasOne:
    def test_is_written_down_and_never_changed(self, world):
        packed = archived(world, make.finished(world))
        made = IncidentArchive.objects.get(seal=packed.seal)

        assert (made.made_by, made.reason, made.size) == (world.duty, "火灾调查", len(packed.data))
        with pytest.raises(DatabaseError), transaction.atomic():
            IncidentArchive.objects.update(reason="其他")


class TestThePage:
    @pytest.fixture
    def duty(self, client, world):
        client.force_login(world.duty)
        client.cookies["lanyan_language"] = "en"
        return client

    def test_gives_the_archive_and_shows_who_was_given_one(self, duty, world):
        incident = make.finished(world)
        address = f"/incidents/{incident.pk}/archive/"

        answer = duty.post(address, {"reason": "年度审计"})
        text = duty.get(address).content.decode()

        assert answer["Content-Type"] == "application/zip"
        assert opened(answer.content).testzip() is None
        assert "年度审计" in text
        assert IncidentArchive.objects.get().seal[:12] in answer["Content-Disposition"]

    def test_asks_what_for(self, duty, world):
        answer = duty.post(f"/incidents/{make.finished(world).pk}/archive/", {})

        assert answer.status_code == 422
        assert IncidentArchive.objects.count() == 0

    def test_gives_callers_to_nobody_who_may_not_know_them(self, client, world):
        incident = make.finished(world)
        client.force_login(world.auditor)

        text = client.get(f"/incidents/{incident.pk}/archive/").content.decode()
        answer = client.post(f"/incidents/{incident.pk}/archive/", {"reason": "审计", "with_callers": "on"})

        assert "with_callers" not in text
        with opened(answer.content) as archive:
            assert PHONE not in archive.read("incident.json").decode()

    def test_is_closed_to_others(self, client, world):
        incident = make.finished(world)
        for person, status in ((world.officer, 403), (stranger("duty_officer"), 404)):
            client.force_login(person)
            assert client.get(f"/incidents/{incident.pk}/archive/").status_code == status
            assert client.get(f"/incidents/{incident.pk}/record.pdf").status_code == status
            assert client.post(f"/incidents/{incident.pk}/archive/", {"reason": "x"}).status_code == status

    def test_prints_the_record(self, duty, world, monkeypatch):
        monkeypatch.setattr(documents, "pdf", lambda _template, values: b"%PDF-" + str(values["calls"]).encode())

        answer = duty.get(f"/incidents/{make.finished(world).pk}/record.pdf")

        assert answer["Content-Type"] == "application/pdf"
        assert PHONE.encode() not in answer.content

    def test_says_on_the_page_why_it_cannot_be_printed_here(self, duty, world, monkeypatch):
        def missing(*_told):
            raise Refused("no library")

        monkeypatch.setattr(documents, "pdf", missing)

        answer = duty.get(f"/incidents/{make.finished(world).pk}/record.pdf", follow=True)

        assert "no library" in answer.content.decode()


class TestTheCommand:
    def test_makes_an_archive_and_knows_it_again(self, world, tmp_path, capsys):
        incident, file = make.finished(world), tmp_path / "it.zip"
        call_command("archive", "make", incident.number, str(file), by=world.duty.username, reason="备份")

        call_command("archive", "verify", str(file))

        said = capsys.readouterr().out
        assert "made here for 郑首长: 备份" in said
        assert "Every file is as it was made." in said

    def test_finds_what_was_changed(self, world, tmp_path):
        file = tmp_path / "it.zip"
        with opened(archived(world, make.finished(world)).data) as archive, zipfile.ZipFile(file, "w") as changed:
            for name in archive.namelist():
                changed.writestr(name, archive.read(name) + (b" " if name == "incident.json" else b""))

        with pytest.raises(CommandError, match=r"incident\.json: it was changed"):
            call_command("archive", "verify", str(file))

    def test_refuses_what_is_none(self, tmp_path):
        file = tmp_path / "no.zip"
        file.write_text("no")

        with pytest.raises(CommandError, match="no archive"):
            call_command("archive", "verify", str(file))
