"""The check on the spot: begun, answered as the device says it, signed or refused, concluded; page and record."""

import base64
import json
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from lanyan.inspections import check_record, checklists, events
from lanyan.inspections.actions import checks, conduct
from lanyan.inspections.actions.conduct import Line, Signature
from lanyan.inspections.models import Answer, Hazard, Inspection
from lanyan.inspections.tests import make
from lanyan.kernel import audit, files
from lanyan.kernel.errors import Refused
from lanyan.premises import actions as places
from lanyan.units.tests.make import stranger, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


@pytest.fixture
def phone(client, world):
    """The inspector's phone, in English."""
    client.force_login(world.user)
    client.cookies["lanyan_language"] = "en"
    return client


def item_of(inspection, at=0):
    return checklists.items(inspection.checklist, inspection.checklist_version)[at]


def said(world, inspection, minutes=0, by=None, **what) -> bool:
    line = Line(key=conduct.fresh_key(), at=make.MORNING + timedelta(minutes=minutes), **what)
    later = make.MORNING + timedelta(hours=1)
    return conduct.say(inspection_id=inspection.pk, line=line, at=later, by=by or world.user)


def conclude(world, inspection, signature=None, words="未发现火灾隐患"):
    return conduct.conclude_check(
        inspection_id=inspection.pk,
        signature=signature or make.signature(),
        result_words=words,
        at=make.MORNING + timedelta(hours=1),
        by=world.user,
    )


class TestStartCheck:
    def test_freezes_the_checklist_and_the_facts_of_the_place(self, world):
        inspection = make.underway(world)

        assert inspection.checklist_version == checklists.checked("GENERAL").version
        assert inspection.facts["name"] == "城南商场"
        facts = places.PremisesFacts.of(world.premises)
        places.change_premises(
            premises_id=world.premises.pk, facts=_renamed(facts, "城南购物中心"), at=make.MORNING, by=None
        )
        assert Inspection.objects.get(pk=inspection.pk).facts["name"] == "城南商场"

    def test_asks_its_people_again_on_the_day(self, world):
        inspection = make.notified(world)
        for certificate in world.second.certificates.all():
            from lanyan.people.certificates import withdraw_certificate  # noqa: PLC0415 - one use

            withdraw_certificate(certificate_id=certificate.pk, reason="吊销", at=make.MORNING, by=None)

        with pytest.raises(Refused, match="陈立"):
            conduct.start_check(inspection_id=inspection.pk, at=make.MORNING, by=world.user)

    def test_needs_the_notice_first(self, world):
        with pytest.raises(Refused, match="not possible"):
            conduct.start_check(inspection_id=make.planned(world).pk, at=make.MORNING, by=world.user)

    def test_is_for_those_who_carry_it_out(self, world):
        outsider = user("inspector", world.battalion)
        inspection = make.notified(world)

        with pytest.raises(Refused, match="Only those"):
            conduct.start_check(inspection_id=inspection.pk, at=make.MORNING, by=outsider)


def _renamed(facts, name):
    from dataclasses import replace  # noqa: PLC0415 - one use

    return replace(facts, name=name)


class TestSay:
    def test_keeps_the_latest_by_the_devices_clock_whatever_comes_last(self, world):
        inspection = make.underway(world)
        item = item_of(inspection).pk

        assert said(world, inspection, 10, item=item, value="NO", words="卷帘门下堆放货物")
        assert not said(world, inspection, 5, item=item, value="YES")

        kept = Answer.objects.get(inspection=inspection, item=item)
        assert (kept.value, kept.words) == ("NO", "卷帘门下堆放货物")

    def test_changes_nothing_when_the_same_line_comes_twice(self, world):
        inspection = make.underway(world)
        line = Line("k1", make.MORNING, item=item_of(inspection).pk, value="YES")
        given = {"inspection_id": inspection.pk, "line": line, "at": make.MORNING, "by": world.user}

        assert [conduct.say(**given), conduct.say(**given)] == [True, False]
        assert len(audit.history(Answer.objects.get())) == 1

    def test_keeps_fields_of_the_record_as_they_are_typed(self, world):
        inspection = make.underway(world)

        said(world, inspection, 1, field="clip_number", value="ZF-0231")
        said(world, inspection, 2, field="position", value="118.8745,28.9655")
        said(world, inspection, 3, field="credentials", value="1")
        assert not said(world, inspection, 9, field="credentials", value="1")

        kept = Inspection.objects.get(pk=inspection.pk)
        assert (kept.clip_number, kept.lon, kept.lat) == ("ZF-0231", 118.8745, 28.9655)
        assert kept.credentials_shown_at == make.MORNING + timedelta(minutes=3)

    @pytest.mark.parametrize(
        ("what", "field"),
        [
            ({"item": 1, "value": "YES"}, "item"),
            ({"item": 1, "value": "MAYBE"}, "value"),
            ({"field": "state", "value": "CONCLUDED"}, "field"),
            ({"field": "position", "value": "900,1"}, "value"),
            ({"field": "position", "value": "here"}, "value"),
            ({"field": "clip_number", "value": "x" * 61}, "clip_number"),
            ({"minutes": 90, "field": "clip_number", "value": "1"}, "at"),
        ],
    )
    def test_refuses_nonsense_by_field(self, world, what, field):
        inspection = make.underway(world)

        with pytest.raises(Refused) as refusal:
            said(world, inspection, **what)

        assert refusal.value.field == field

    def test_is_for_those_who_carry_it_out_while_it_is_under_way(self, world):
        inspection = make.underway(world)
        with pytest.raises(Refused, match="Only those"):
            said(world, inspection, by=world.head, field="clip_number", value="1")

        with pytest.raises(Refused, match="not under way"):
            said(world, make.concluded(world, make.place(world)), field="clip_number", value="1")


class TestConcludeCheck:
    def test_counts_it_tells_the_result_and_keeps_the_signature(self, world, django_capture_on_commit_callbacks):
        heard = []
        events.check_concluded.connect(heard_by := lambda sender, **told: heard.append(told["inspection_id"]))
        inspection = make.answered(world, make.underway(world))

        with django_capture_on_commit_callbacks(execute=True):
            done = conclude(world, inspection)

        events.check_concluded.disconnect(heard_by)
        assert (done.state, done.signed_name, done.told_at) == ("CONCLUDED", "王建国", done.concluded_at)
        assert [each.kind for each in files.of(done)] == ["signature"]
        assert heard == [inspection.pk]

    def test_takes_a_refusal_before_witnesses_instead(self, world):
        inspection = make.answered(world, make.underway(world))

        refused = Signature(refused_because="对检查结果有异议", witnesses="社区干部张兰，物业经理陈刚")
        done = conclude(world, inspection, refused)

        assert (done.refused_at is not None, done.signed_at) == (True, None)
        assert done.witnesses == "社区干部张兰、物业经理陈刚"
        record = done.papers.get(kind__code="CHECK_RECORD")
        assert (record.status, record.service, record.witnesses) == ("SERVED", "WITNESSED", done.witnesses)

    def test_needs_two_witnesses_of_a_refusal(self, world):
        inspection = make.answered(world, make.underway(world))

        with pytest.raises(Refused) as refusal:
            conclude(world, inspection, Signature(refused_because="对检查结果有异议", witnesses="社区干部张兰"))

        assert refusal.value.field == "witnesses"

    @pytest.mark.parametrize(
        ("signature", "field"),
        [
            (Signature(name="王建国"), "signature"),
            (Signature(picture=object()), "signed_name"),
            (Signature(refused_because="不签"), "witnesses"),
            (Signature(witnesses="张兰"), "refused_because"),
        ],
    )
    def test_refuses_half_a_signature_and_writes_nothing(self, world, signature, field):
        inspection = make.answered(world, make.underway(world))

        with pytest.raises(Refused) as refusal:
            conclude(world, inspection, signature)

        assert refusal.value.field == field
        assert Inspection.objects.get(pk=inspection.pk).state == "UNDERWAY"

    def test_waits_for_credentials_and_for_every_answer(self, world):
        inspection = make.underway(world)
        with pytest.raises(Refused, match="Credentials"):
            conclude(world, inspection)

        said(world, inspection, field="credentials", value="1")
        said(world, inspection, item=item_of(inspection).pk, value="NA")
        with pytest.raises(Refused, match="12 items have no answer"):
            conclude(world, inspection)

    def test_waits_for_a_hazard_or_an_explanation_at_every_no(self, world):
        inspection = make.answered(world, make.underway(world), no=2, explained=False)
        with pytest.raises(Refused, match="2 items were answered with no"):
            conclude(world, inspection)

        said(world, inspection, 30, item=item_of(inspection).pk, value="NO", explanation="正在检修，已设临时措施")
        from lanyan.inspections.actions import hazards  # noqa: PLC0415 - one use

        hazards.find(
            inspection_id=inspection.pk,
            item_id=item_of(inspection, 1).pk,
            clause="消防法第十六条",
            words="未制定预案",
            place="办公室",
            at=make.MORNING + timedelta(minutes=31),
            by=world.user,
        )

        assert conduct.why_not_conclude(Inspection.objects.get(pk=inspection.pk)) == ""
        assert Hazard.objects.get().inspection == inspection

    def test_says_what_was_told(self, world):
        inspection = make.answered(world, make.underway(world))

        with pytest.raises(Refused) as refusal:
            conclude(world, inspection, words=" ")

        assert refusal.value.field == "result_words"


class TestTheRecord:
    def test_is_made_from_the_frozen_facts_as_word(self, world):
        from io import BytesIO  # noqa: PLC0415 - one use

        from docx import Document  # noqa: PLC0415 - large

        inspection = make.concluded(world)
        document = Document(BytesIO(check_record.word(check_record.draft(inspection))))

        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        assert inspection.number in cells
        assert "消防法第十六条第一款第一项" in cells
        assert any("王建国" in each.text for each in document.paragraphs)

    def test_is_frozen_by_the_database(self, world):
        underway, concluded = make.underway(world), make.concluded(world, make.place(world))

        for pk, changed in ((underway.pk, {"facts": {}}), (concluded.pk, {"result_words": "另写"})):
            with pytest.raises(ProgrammingError, match="does not change"), transaction.atomic():
                Inspection.objects.filter(pk=pk).update(**changed)

    def test_is_not_there_before_the_check_begins(self, world, phone):
        inspection = make.planned(world)

        answer = phone.get(reverse("inspections:record_word", args=[inspection.pk]))

        assert answer.status_code == 302


class TestTheScreen:
    def send(self, phone, inspection, *lines):
        address = reverse("inspections:say", args=[inspection.pk])
        return phone.post(address, json.dumps({"presses": list(lines)}), content_type="application/json")

    def now(self, world):
        from django.utils import timezone  # noqa: PLC0415 - one use

        return timezone.now()

    def begun(self, world):
        at = self.now(world) - timedelta(hours=1)
        return make.underway(world, at=at), at

    def test_takes_answers_in_order_and_none_blocks_the_next(self, phone, world):
        inspection, at = self.begun(world)
        good = {"key": "a", "at": at.isoformat(), "item": item_of(inspection).pk, "value": "YES"}
        bad = {"key": "b", "at": "yesterday", "item": item_of(inspection).pk, "value": "YES"}
        last = {"key": "c", "at": at.isoformat(), "field": "clip_number", "value": "ZF-1"}

        told = self.send(phone, inspection, good, bad, last, good).json()["answers"]

        assert [(each["key"], each["result"]) for each in told] == [
            ("a", "DONE"),
            ("b", "REFUSED"),
            ("c", "DONE"),
            ("a", "OLDER"),
        ]

    def test_refuses_what_is_no_list(self, phone, world):
        inspection, _at = self.begun(world)

        answer = phone.post(reverse("inspections:say", args=[inspection.pk]), "{}", content_type="application/json")

        assert answer.status_code == 422

    def test_shows_what_was_answered_and_what_is_missing(self, phone, world):
        inspection, at = self.begun(world)
        self.send(phone, inspection, {"key": "a", "at": at.isoformat(), "item": item_of(inspection).pk, "value": "NO"})

        text = phone.get(reverse("inspections:conduct", args=[inspection.pk])).content.decode()

        assert "1/13" in text
        assert "Credentials have not been shown yet." in text
        assert 'data-value="NO" aria-pressed="true"' in text

    def test_concludes_with_the_drawn_signature(self, phone, world):
        inspection, at = self.begun(world)
        make.answered(world, inspection, at=at)
        drawn = "data:image/png;base64," + base64.b64encode(make.png()).decode()

        phone.post(
            reverse("inspections:conclude", args=[inspection.pk]),
            {"result_words": "符合要求", "signed_name": "王建国", "signature": drawn},
        )

        assert Inspection.objects.get(pk=inspection.pk).state == "CONCLUDED"

    @pytest.mark.parametrize("drawn", ["", "data:image/svg+xml;base64,PHN2Zz4=", "data:image/png;base64,!!"])
    def test_gives_back_what_was_typed_when_the_signature_is_none(self, phone, world, drawn):
        inspection, at = self.begun(world)
        make.answered(world, inspection, at=at)

        answer = phone.post(
            reverse("inspections:conclude", args=[inspection.pk]),
            {"result_words": "符合要求", "signed_name": "王建国", "signature": drawn},
        )

        assert answer.status_code == 422
        assert "符合要求" in answer.content.decode()

    def test_keeps_a_photograph_and_refuses_what_is_none(self, phone, world):
        from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 - one use

        inspection, _at = self.begun(world)
        address = reverse("inspections:photograph", args=[inspection.pk])

        phone.post(address, {"file": SimpleUploadedFile("a.png", make.png(90)), "caption": "通道"})
        phone.post(address, {"file": SimpleUploadedFile("a.png", b"<script>")})

        assert [each.caption for each in files.of(inspection, "photo")] == ["通道"]

    def test_shows_the_day_of_the_inspector(self, phone, world):
        at = self.now(world)
        mine = make.planned(world, at=at)
        others = make.planned(world, make.place(world, "别人的检查"), at=at, carrying=(world.second.pk, world.third.pk))

        text = phone.get(reverse("inspections:today")).content.decode()
        everybody = phone.get(reverse("inspections:today") + "?all=1").content.decode()

        assert mine.premises.name in text
        assert others.premises.name not in text
        assert others.premises.name in everybody

    def test_is_closed_to_the_next_county(self, client, world):
        inspection, _at = self.begun(world)
        client.force_login(stranger("inspector"))

        for name in ("check", "conduct", "standing", "record_word"):
            assert client.get(reverse(f"inspections:{name}", args=[inspection.pk])).status_code == 404
        assert self.send(client, inspection, {"key": "a"}).status_code == 404

    def test_is_closed_to_who_may_only_look(self, client, world):
        inspection, _at = self.begun(world)
        client.force_login(user("leader", world.detachment))

        assert client.get(reverse("inspections:check", args=[inspection.pk])).status_code == 200
        assert client.get(reverse("inspections:conduct", args=[inspection.pk])).status_code == 403

    def test_withdraws_nothing_with_hazards(self, world):
        inspection = make.underway(world)
        from lanyan.inspections.actions import hazards  # noqa: PLC0415 - one use

        hazards.find(
            inspection_id=inspection.pk,
            clause="消防法第二十八条",
            words="通道堵塞",
            place="一层",
            at=make.MORNING,
            by=world.user,
        )

        with pytest.raises(Refused, match="Hazards"):
            checks.withdraw_check(inspection_id=inspection.pk, reason="中止", at=make.MORNING, by=world.user)
