"""Pages of voice: who looks up, who listens, fragments at the desk, query counts, both languages, import, API."""

import io

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from lanyan.forces.tests import make as forces
from lanyan.incidents.tests import make as incidents
from lanyan.kernel import live
from lanyan.kernel.models import Act
from lanyan.units.tests import make as units
from lanyan.voice.actions import lookups
from lanyan.voice.adapters import simulator
from lanyan.voice.models import CallerAnswer, Listening
from lanyan.voice.tests import make
from lanyan.voice.tests.make import DAY, FIXED, HOUR, MINUTE, MOBILE, NIGHT, SECOND

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


class TestAtTheDesk:
    def test_the_number_is_asked_about_by_the_page_and_the_answer_stands_beside_it(self, client, world):
        incident = incidents.draft(world)
        client.force_login(world.taker)
        desk = text(client.get(reverse("incidents:desk_incident", args=[incident.pk])))
        before = text(client.get(page("desk_caller", incident.pk)))
        after = text(client.post(page("look_up_caller", incident.pk)))

        assert f'hx-get="{page("desk_caller", incident.pk)}"' in desk
        assert f'hx-get="{page("desk_recordings", incident.pk)}"' in desk
        assert f'hx-post="{page("look_up_caller", incident.pk)}" hx-trigger="load"' in before
        assert "锦桂苑附近" in after
        assert '"caller-point"' in after
        assert "data-settle" in after
        assert "Alt A" in after
        assert text(client.get(page("desk_caller", incident.pk))).count("hx-trigger") == 0

    @pytest.mark.parametrize("phone", ["", "110", "0570"])
    def test_nothing_is_asked_while_the_number_is_not_whole(self, client, world, phone):
        incident = incidents.draft(world, phone=phone)
        client.force_login(world.taker)

        assert text(client.get(page("desk_caller", incident.pk))).strip() == ""

    def test_a_failure_says_so_and_can_be_asked_again(self, client, world):
        incident = incidents.draft(world, phone="13800009999")
        client.force_login(world.taker)
        client.cookies["lanyan_language"] = "zh-hans"

        told = text(client.post(page("look_up_caller", incident.pk)))

        assert "来电查询失败" in told
        assert "重新查询" in told
        assert client.post(page("look_up_caller", incident.pk), {"again": "1"}).status_code == 200
        assert CallerAnswer.objects.count() == 2

    def test_what_is_taken_is_noted(self, client, world):
        incident = incidents.draft(world)
        answer = lookups.look_up_caller(incident_id=incident.pk, by=world.taker, now=lambda: NIGHT)
        client.force_login(world.dispatcher)

        told = text(client.post(page("take_answer", answer.pk)))

        answer.refresh_from_db()
        assert answer.taken_by == world.dispatcher
        assert "已采用" in told

    def test_somebody_elses_question_is_waited_for(self, client, world):
        incident = incidents.draft(world)
        CallerAnswer.objects.create(
            call=make.call_of(incident), service=world.lookup, number=MOBILE, kind="MOBILE", asked_at=NOW, asked_by=None
        )
        client.force_login(world.taker)

        assert 'hx-trigger="load delay:1s"' in text(client.get(page("desk_caller", incident.pk)))

    def test_the_last_recordings_of_the_seat_stand_there(self, client, world):
        incidents.draft(world)
        mine = make.recorded(world, "1")
        other = make.recorded(world, "2", seat="9席", call_number="")
        client.force_login(world.taker)

        told = text(client.get(page("desk_recordings", 0)))

        assert page("sound", mine.pk) in told
        assert page("sound", other.pk) not in told
        assert f"recordings:{world.detachment.pk}" in told
        assert "autoplay" not in told

    def test_a_caller_is_not_looked_up_without_the_right_or_from_another_city(self, client, world):
        incident = incidents.draft(world)
        answers = {}
        for who in (world.officer, units.stranger(), units.stranger("admin"), world.auditor):
            client.force_login(who)
            answers[who] = [
                client.get(page("desk_caller", incident.pk)).status_code,
                client.post(page("look_up_caller", incident.pk)).status_code,
            ]

        assert {code for codes in answers.values() for code in codes} == {403, 404}
        assert not CallerAnswer.objects.exists()

    def test_who_only_helps_at_the_incident_asks_nobody(self, client, world):
        other = make.city("1404")
        incident = incidents.draft(world)
        type(incident).objects.filter(pk=incident.pk).update(sent_to=[other.detachment.pk])
        client.force_login(other.taker)

        assert client.get(page("desk_caller", incident.pk)).status_code == 404


class TestIncidentPage:
    def test_shows_who_was_looked_up_and_veils_it_from_who_may_not_see_callers(self, client, world):
        incident = incidents.draft(world, phone="0570-3021188")
        lookups.look_up_caller(incident_id=incident.pk, by=world.taker, now=lambda: NIGHT)
        answer = CallerAnswer.objects.get()
        client.force_login(world.dispatcher)
        shown = text(client.get(page("incident_callers", incident.pk)))
        client.force_login(world.leader)
        veiled = text(client.get(page("incident_callers", incident.pk)))

        assert answer.subscriber in shown
        assert answer.install_address in shown
        assert answer.subscriber not in veiled
        assert answer.install_address not in veiled
        assert f"{answer.subscriber[0]}**" in veiled
        assert FIXED not in shown + veiled

    def test_never_shows_the_point_to_who_may_not_see_callers(self, client, world):
        incident = incidents.draft(world)
        answer = lookups.look_up_caller(incident_id=incident.pk, by=world.taker, now=lambda: NIGHT)
        client.force_login(world.leader)

        told = text(client.get(page("incident_callers", incident.pk)))

        assert f"{answer.lat:.5f}" not in told
        assert "附近" not in told

    def test_has_the_players_of_its_recordings_for_who_may_listen(self, client, world):
        incident = incidents.draft(world)
        found = make.recorded(world)
        client.force_login(world.dispatcher)
        heard = text(client.get(page("incident_recordings", incident.pk)))
        client.force_login(world.leader)
        seen = text(client.get(page("incident_recordings", incident.pk)))

        assert page("sound", found.pk) in heard
        assert 'preload="none"' in heard
        assert page("recording", found.pk) in seen
        assert "<audio" not in seen


class TestSound:
    def test_is_passed_on_by_ranges_and_told_in_the_history(self, client, world):
        found = make.recorded(world)
        data = simulator.tones("0001", 90)
        client.force_login(world.auditor)

        whole = client.get(page("sound", found.pk))
        piece = client.get(page("sound", found.pk), headers={"Range": "bytes=100-199"})
        beyond = client.get(page("sound", found.pk), headers={"Range": f"bytes={len(data)}-"})

        assert (whole.status_code, whole.content, whole["Content-Type"]) == (200, data, "audio/wav")
        assert (piece.status_code, piece.content) == (206, data[100:200])
        assert piece["Content-Range"] == f"bytes 100-199/{len(data)}"
        assert (piece["Accept-Ranges"], whole["Cache-Control"]) == ("bytes", "private, no-store")
        assert beyond.status_code == 416
        assert Listening.objects.get().by == world.auditor
        assert "审计" in text(client.get(page("recording", found.pk)))

    def test_is_not_for_who_only_looks_nor_for_another_city(self, client, world):
        found = make.recorded(world)
        codes = {}
        for who in (world.leader, world.officer, units.stranger(), units.stranger("admin")):
            client.force_login(who)
            codes[who] = client.get(page("sound", found.pk)).status_code

        assert list(codes.values()) == [403, 403, 404, 404]
        assert not Listening.objects.exists()

    def test_that_cannot_be_read_says_why_and_counts_as_no_listening(self, client, world):
        world.recorder = make.recorder(world, "REC-0", "NONE")
        found = make.recorded(world)
        client.force_login(world.dispatcher)

        assert client.get(page("sound", found.pk)).status_code == 502
        assert not Listening.objects.exists()


class TestList:
    def test_narrows_by_all_it_offers(self, client, world):
        incident = incidents.draft(world)
        tied = make.recorded(world, "A1")
        loose = make.recorded(world, "B2", seat="9席", channel="7", direction="OUT", number=FIXED,
                              ended_at=NIGHT + 5 * SECOND)  # fmt: skip
        client.force_login(world.dispatcher)

        def shown(query):
            told = text(client.get(f"{page('recordings')}?{query}"))
            return [name for one, name in ((tied, "tied"), (loose, "loose")) if page("recording", one.pk) in told]

        both = ["tied", "loose"]
        assert shown("") == both
        assert shown("began=2024-05-09") == both
        assert shown("began=2024-05-10") == []
        assert shown("seat=9席") == shown("channel=7") == shown("direction=OUT") == ["loose"]
        assert shown("q=A1") == shown("tied=true") == shown(f"incident={incident.number}") == ["tied"]
        assert shown("tied=false") == ["loose"]
        assert shown(f"number={MOBILE}") == ["tied"]
        assert shown("number=1380000") == []
        assert shown("longer=60") == ["tied"]
        assert shown("kept=true") == []
        assert shown(f"recorder={world.recorder.pk}") == both

    def test_shows_no_whole_number_and_goes_out_as_excel_without_one(self, client, world):
        make.recorded(world)
        client.force_login(world.dispatcher)
        told = text(client.get(page("recordings")))
        book = load_workbook(io.BytesIO(client.get(f"{page('recordings')}?export=xlsx").content))

        cells = [cell for row in book.active.iter_rows(values_only=True) for cell in row]
        assert MOBILE not in told
        assert "138****6612" in cells
        assert MOBILE not in cells

    def test_asks_no_more_for_many_than_for_few(self, client, world):
        incidents.draft(world)
        make.recorded(world)
        client.force_login(world.dispatcher)
        client.get(page("recordings"))
        few = {name: counted(client, page(*name)) for name in (("recordings",), ("desk_recordings", 0))}
        make.told(world, *(make.facts(f"{number}") for number in range(20)), at=NIGHT + HOUR)

        many = {name: counted(client, page(*name)) for name in (("recordings",), ("desk_recordings", 0))}

        assert few == many
        assert max(many.values()) <= 12

    def test_has_nothing_for_strangers(self, client, world):
        found = make.recorded(world)
        client.force_login(units.stranger("admin"))

        assert page("recording", found.pk) not in text(client.get(page("recordings")))
        for name in ("recording", "tie_recording", "keep_recording", "release_recording", "check_recording"):
            assert client.get(page(name, found.pk)).status_code == 404


class TestRecord:
    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_stands_in_both_languages_with_the_whole_number_for_who_may_see_it(self, client, world, language):
        found = make.recorded(world, sha256="0" * 64)
        client.cookies["lanyan_language"] = language
        client.force_login(world.dispatcher)
        whole = text(client.get(page("recording", found.pk)))
        client.force_login(world.auditor)
        veiled = text(client.get(page("recording", found.pk)))

        assert ("调听" if language == "zh-hans" else "Listen") in whole
        assert MOBILE in whole
        assert MOBILE not in veiled
        assert "138****6612" in veiled

    def test_is_tied_kept_released_and_compared_by_its_buttons(self, client, world):
        incident = incidents.opened(world)
        found = make.recorded(world, seat="", sha256=simulator.digest("0001", 90))
        client.force_login(world.officer_of_the_day)
        client.post(page("tie_recording", found.pk), {"incident_number": incident.number, "reason": "核对"})
        client.post(page("keep_recording", found.pk), {"reason": "案例"})
        client.post(page("check_recording", found.pk))
        found.refresh_from_db()
        state = (found.about, found.kept_reason, found.checked_same)
        client.post(page("release_recording", found.pk), {"reason": "已归档"})
        found.refresh_from_db()

        assert state == (incident, "案例", True)
        assert found.kept_at is None

    def test_names_the_field_at_fault(self, client, world):
        foreign = incidents.opened(make.city("1404"))
        found = make.recorded(world)
        client.force_login(world.dispatcher)

        unknown = client.post(page("tie_recording", found.pk), {"incident_number": foreign.number, "reason": "x"})
        silent = client.post(page("tie_recording", found.pk), {"incident_number": "", "reason": ""})

        assert (unknown.status_code, silent.status_code) == (422, 422)
        assert "没有此编号的警情" in unknown.content.decode()
        assert client.get(page("keep_recording", found.pk)).status_code == 403


class TestNews:
    def test_is_for_who_may_see_recordings_of_the_centre(self, world):
        topic = f"recordings:{world.detachment.pk}"

        assert live.may_listen(world.dispatcher, topic)
        assert not live.may_listen(world.officer, topic)
        assert not live.may_listen(units.stranger(), topic)
        assert not live.may_listen(world.dispatcher, "recordings:x")


def test_looking_up_is_told_on_the_page_of_the_history(client, world):
    incident = incidents.draft(world)
    lookups.look_up_caller(incident_id=incident.pk, by=world.taker, now=lambda: NIGHT)
    forces.readiness(world.fushan)
    client.force_login(world.keeper)

    told = text(client.get(reverse("units:audit") + "?act=voice.look_up_caller"))

    assert "138****6612" in told
    assert world.taker.name in told
    assert Act.objects.filter(metadata__act="voice.look_up_caller").count() == 2
    assert NIGHT + DAY > NOW
