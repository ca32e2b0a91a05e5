"""Papers: frozen, numbered by whoever is the source, served on the screen, written by hand; Word and PDF."""

import io
from datetime import date

import pytest
from django.db import transaction
from django.db.utils import DatabaseError, InternalError
from docx import Document

from lanyan.inspections import paper_files
from lanyan.inspections.actions import hazards, papers, serving
from lanyan.inspections.models import Paper, PaperSource
from lanyan.inspections.paper_words import phrases
from lanyan.inspections.tests import cast
from lanyan.inspections.tests.cast import CHECKED, DAY, HOUR
from lanyan.kernel import codes, external, files
from lanyan.kernel.errors import Refused

pytestmark = pytest.mark.django_db
AT = CHECKED + 2 * HOUR


@pytest.fixture
def city():
    return cast.city()


def order(city, **more):
    hazard = cast.find(city, **more)
    return hazards.order_at_once(hazard_ids=[hazard.pk], at=AT, by=city.inspector)


def serve(city, paper, **more):
    facts = {"receiver": "赵经理", "signature": cast.signature(), "at": AT + HOUR, **more}
    return serving.serve(paper_id=paper.pk, **facts, by=city.inspector)


class TestNumber:
    def test_is_ours_only_where_the_unit_declares_it(self, city):
        before = order(city)
        cast.lanyan_numbers(city)
        after = [order(city, words="甲"), order(city, words="乙")]

        assert (before.number, before.numbered_by) == ("", "NATIONAL")
        assert [paper.number for paper in after] == ["衢消即字〔2026〕第0001号", "衢消即字〔2026〕第0002号"]

    def test_of_the_national_system_is_entered_once_and_nowhere_twice(self, city):
        first, second = order(city), order(city, words="乙")

        papers.fill_number(paper_id=first.pk, number="国消即字〔2026〕第8号", by=city.inspector)
        with pytest.raises(Refused) as refusal:
            papers.fill_number(paper_id=second.pk, number="国消即字〔2026〕第8号", by=city.inspector)

        assert external.of(first)[0].state == "ENTERED"
        assert external.of(second)[0].state == "TO_ENTER"
        assert refusal.value.field == "number"

    def test_numbers_of_our_own_need_the_agencys_name(self, city):
        with pytest.raises(Refused) as refusal:
            papers.declare_source(
                unit_id=city.detachment.pk, source="LANYAN", agency=" ", since_date=date(2026, 1, 1), by=city.leader
            )

        assert refusal.value.field == "agency"
        assert not PaperSource.objects.exists()


class TestFrozen:
    def test_the_words_stay_when_the_place_changes_its_name(self, city):
        paper = order(city)
        city.premises.name = "新名字"
        city.premises.save(update_fields=["name"])

        assert Paper.objects.get(pk=paper.pk).content["addressee"] == "府山商场"

    def test_the_database_refuses_other_words(self, city):
        paper = order(city)

        with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
            Paper.objects.filter(pk=paper.pk).update(content={"title": "别的"})


class TestServe:
    def test_signed_on_the_screen_it_keeps_the_signature(self, city):
        paper = serve(city, order(city))

        paper.refresh_from_db()
        assert (paper.status, paper.service, paper.receiver) == ("SERVED", "SIGNED", "赵经理")
        assert files.of(paper, "signature")[0].stored.mime == "image/png"

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"receiver": ""}, "receiver"),
            ({"signature": None, "refusal": "拒签"}, "witnesses"),
            ({"signature": None, "refusal": "拒签", "witnesses": ["社区刘"]}, "witnesses"),
            ({"signature": None, "witnesses": ["社区刘", "物业陈"]}, "refusal"),
            ({"signature": None, "witnesses": ["社区刘", "物业陈"], "refusal": "拒签"}, "clip_number"),
        ],
    )
    def test_is_refused_with_the_field_that_lacks(self, city, facts, field):
        paper = order(city)

        with pytest.raises(Refused) as refusal:
            serve(city, paper, **facts)

        paper.refresh_from_db()
        assert (refusal.value.field, paper.status) == (field, "MADE")

    def test_refused_it_is_left_before_witnesses_with_the_clip(self, city):
        paper = serve(
            city, order(city), signature=None, refusal="不认可", witnesses=["社区刘", "物业陈"], clip_number="ZF-0305-2"
        )

        assert (paper.service, paper.witnesses, paper.clip_number) == ("WITNESSED", "社区刘、物业陈", "ZF-0305-2")

    def test_a_signature_that_is_no_picture_serves_nothing(self, city):
        paper = order(city)
        false = cast.SimpleUploadedFile("signature.png", b"<script>")

        with pytest.raises(Refused) as refusal:
            serve(city, paper, signature=false)

        paper.refresh_from_db()
        assert (refusal.value.field, paper.status) == ("signature", "MADE")

    def test_it_is_served_once(self, city):
        paper = serve(city, order(city))

        with pytest.raises(Refused):
            serve(city, paper)


class TestByHand:
    def enter(self, city, **more):
        facts = {
            "kind": "AT_ONCE",
            "number": "手写-17",
            "made_at": CHECKED + HOUR,
            "scan": cast.picture("扫描.jpg"),
            "words": "责令立即拆除锁具",
            "receiver": "赵经理",
            **more,
        }
        return serving.enter_hand_written(
            premises=city.premises, unit=city.battalion, inspection=city.check, **facts, at=AT + DAY, by=city.inspector
        )

    def test_keeps_its_own_number_instant_and_scan(self, city):
        cast.lanyan_numbers(city)

        paper = self.enter(city)

        assert (paper.number, paper.provenance, paper.status) == ("手写-17", "HAND_WRITTEN", "SERVED")
        assert (paper.made_at, paper.served_at, paper.entered_at) == (CHECKED + HOUR, CHECKED + HOUR, AT + DAY)
        assert files.of(paper, "scan")[0].name == "扫描.jpg"

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"number": ""}, "number"),
            ({"made_at": AT + 2 * DAY}, "made_at"),
            ({"scan": cast.SimpleUploadedFile("a.jpg", b"x" * 40)}, "scan"),
            ({"kind": "NONSENSE"}, "kind"),
            ({"receiver": ""}, "refusal"),
        ],
    )
    def test_is_refused_whole_when_a_part_is_wrong(self, city, facts, field):
        with pytest.raises(Refused) as refusal:
            self.enter(city, **facts)

        assert refusal.value.field == field
        assert not Paper.objects.exists()


class TestFiles:
    def test_word_says_what_the_paper_says_with_number_service_and_signature(self, city):
        cast.lanyan_numbers(city)
        paper = serve(city, order(city))

        made = Document(io.BytesIO(paper_files.as_word(paper)))
        text = "\n".join(paragraph.text for paragraph in made.paragraphs)

        assert "责令立即改正通知书" in text
        assert "衢消即字〔2026〕第0001号" in text
        assert "二层安全出口上锁（消防法第28条）" in text
        assert "直接送达" in text
        assert len(made.inline_shapes) == 1

    @pytest.mark.usefixtures("pdf_library")
    def test_pdf_is_made_of_the_paper_and_of_its_receipt(self, city):
        paper = serve(city, order(city))

        assert paper_files.as_pdf(paper).startswith(b"%PDF")
        assert paper_files.as_pdf(paper, receipt=True).startswith(b"%PDF")

    def test_every_kind_of_paper_has_its_phrases(self):
        assert set(codes.table("paper_kinds")) == set(phrases())
