"""Every paper that the domain names is made by its act: notices and records of checks, scenes, statements, terms."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lanyan.inspections import draw_population, paper_files
from lanyan.inspections.actions import cases, checks, conduct, hazards, papers, seals, serving, statements
from lanyan.inspections.actions.draws import Asked, make_draw
from lanyan.inspections.models import Inspection, Paper, PhotoKey
from lanyan.inspections.tests import cast, make
from lanyan.kernel import codes, files
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Code

pytestmark = pytest.mark.django_db
AT, HOUR = make.MORNING, timedelta(hours=1)


@pytest.fixture
def world():
    found = make.city()
    found.inspector = found.user
    return found


class TestTheCheckNotice:
    def test_is_made_served_and_lets_the_check_begin(self, world):
        cast.lanyan_numbers(world)
        check = make.planned(world)
        paper = checks.make_check_notice(inspection_id=check.pk, at=AT, by=world.user)
        assert "周明" in paper.content["officers"]

        serving.serve(paper_id=paper.pk, receiver="王建国", signature=cast.signature(), at=AT + HOUR, by=world.user)

        check.refresh_from_db()
        assert (check.state, check.notice_number, check.notified_at) == ("NOTIFIED", paper.number, AT + HOUR)
        assert conduct.start_check(inspection_id=check.pk, at=AT + HOUR, by=world.user).started_at == AT + HOUR

    def test_needs_the_national_number_where_the_national_system_numbers(self, world):
        check = make.planned(world)

        with pytest.raises(Refused) as refusal:
            checks.make_check_notice(inspection_id=check.pk, at=AT, by=world.user)

        assert refusal.value.field == "number"
        assert not Paper.objects.exists()

    def test_names_its_people_and_so_needs_them(self, world):
        check = make.planned(world, carrying=())

        with pytest.raises(Refused):
            checks.make_check_notice(inspection_id=check.pk, number="检通1", at=AT, by=world.user)

    def test_is_made_once(self, world):
        check = make.planned(world)
        checks.make_check_notice(inspection_id=check.pk, number="检通1", at=AT, by=world.user)

        with pytest.raises(Refused):
            checks.make_check_notice(inspection_id=check.pk, number="检通2", at=AT, by=world.user)

    def test_that_was_served_on_paper_is_a_paper_too(self, world):
        check = make.notified(world)

        paper = check.papers.get()

        assert (paper.kind.code, paper.status, paper.service) == ("CHECK_NOTICE", "SERVED", "ON_PAPER")
        assert (paper.number, paper.provenance) == (check.notice_number, "HAND_WRITTEN")

    def test_bears_a_number_that_stands_nowhere_else(self, world):
        first, second = make.notified(world), make.planned(world)

        with pytest.raises(Refused) as refusal:
            checks.notify_check(
                inspection_id=second.pk, notice_number=first.notice_number, notice_date=AT.date(), at=AT, by=world.user
            )

        assert refusal.value.field == "notice_number"
        assert Inspection.objects.get(pk=second.pk).state == "PLANNED"

    def test_is_withdrawn_with_a_check_that_is_not_made(self, world):
        check = make.planned(world)
        paper = checks.make_check_notice(inspection_id=check.pk, number="检通1", at=AT, by=world.user)

        checks.record_not_done(inspection_id=check.pk, reason="临时出警", at=AT + HOUR, by=world.user)

        paper.refresh_from_db()
        assert (paper.status, paper.withdrawn_reason) == ("WITHDRAWN", "临时出警")

    def test_is_not_withdrawn_from_under_its_check(self, world):
        paper = make.notified(world).papers.get()

        with pytest.raises(Refused):
            papers.withdraw(paper_id=paper.pk, reason="写错", at=AT + HOUR, by=world.head)


class TestTheRecord:
    def test_is_a_paper_with_the_frozen_facts_and_the_signature(self, world):
        check = make.concluded(world)

        paper = check.papers.get(kind__code="CHECK_RECORD")

        assert (paper.status, paper.service, paper.receiver) == ("SERVED", "SIGNED", "王建国")
        assert files.of(paper, "signature")
        assert any(value.startswith("城南商场") for _name, value in paper.content["lines"])
        assert len(paper.content["rows"]) == 13

    def test_keeps_its_words_when_the_place_changes(self, world):
        check = make.concluded(world)
        before = check.papers.get(kind__code="CHECK_RECORD").content
        world.premises.name = "改名商场"
        world.premises.save()

        assert check.papers.get(kind__code="CHECK_RECORD").content == before

    @pytest.mark.parametrize("ending", ["pdf", "docx"])
    @pytest.mark.usefixtures("pdf_library")
    def test_is_given_as_a_file_before_and_after_the_conclusion(self, world, client, ending):
        client.force_login(world.user)
        under_way, done = make.underway(world), make.concluded(world)
        name = "inspections:record_pdf" if ending == "pdf" else "inspections:record_word"

        sizes = [len(client.get(reverse(name, args=[one.pk])).content) for one in (under_way, done)]

        assert min(sizes) > 5_000

    @pytest.mark.parametrize("make_file", [paper_files.as_pdf, paper_files.as_word])
    @pytest.mark.usefixtures("pdf_library")
    def test_is_given_from_the_paper(self, world, make_file):
        paper = make.concluded(world).papers.get(kind__code="CHECK_RECORD")

        assert len(make_file(paper)) > 5_000


class TestOnTheSpot:
    def sealed(self, world):
        check = make.underway(world)
        hazard = cast.find(world, check=check, at=AT)
        return seals.propose_seal(
            hazard_id=hazard.pk,
            ground="EXITS",
            part="东侧楼梯间",
            urgent=True,
            consent_name="方正",
            at=AT,
            by=world.user,
        )

    def scene(self, world, seal, **more):
        told = {"words": "张贴封条两处", "told": "已告知陈述申辩权，当事人未提出", "present": ["王建国"], **more}
        return statements.record_scene(
            seal_id=seal.pk, officer_ids=[world.lead.pk, world.second.pk], **told, at=AT + HOUR, by=world.user
        )

    def test_a_sealing_is_recorded_once_with_who_stood_by(self, world):
        seal = self.sealed(world)

        paper = self.scene(world, seal)

        assert paper.kind.code == "SEAL_SCENE"
        assert any("王建国" in line for line in paper.content["items"])
        with pytest.raises(Refused):
            self.scene(world, seal)

    def test_a_sealing_is_recorded_by_qualified_people(self, world):
        seal = self.sealed(world)

        with pytest.raises(Refused):
            statements.record_scene(
                seal_id=seal.pk, officer_ids=[world.lead.pk, world.clerk.pk], present=["王建国"],
                words="封", told="告知", at=AT + HOUR, by=world.user,
            )  # fmt: skip

    def test_nothing_is_recorded_before_the_seal_is_put_on(self, world):
        hazard = cast.find(world, check=make.underway(world), at=AT)
        seal = seals.propose_seal(hazard_id=hazard.pk, ground="EXITS", part="东侧", at=AT, by=world.user)

        with pytest.raises(Refused):
            self.scene(world, seal)

    def test_a_statement_is_heard_against_a_seal_and_before_a_penalty(self, world):
        seal = self.sealed(world)
        case = cases.open_case(hazard_id=seal.hazard_id, rule="60-1-3", at=AT, by=world.user)
        said = {"speaker": "王建国", "words": "已经清理", "taken": "不予采纳", "at": AT + HOUR, "by": world.user}

        heard = [statements.hear_for_seal(seal_id=seal.pk, **said), statements.hear_for_case(case_id=case.pk, **said)]

        assert [paper.kind.code for paper in heard] == ["STATEMENT", "STATEMENT"]
        assert (heard[0].seal, heard[1].case) == (seal, case)

    def test_a_statement_says_something(self, world):
        with pytest.raises(Refused) as refusal:
            statements.hear_for_seal(
                seal_id=self.sealed(world).pk, speaker="王建国", words=" ", taken="—", at=AT + HOUR, by=world.user
            )

        assert refusal.value.field == "words"


@pytest.fixture
def local_rule():
    Code.objects.create(
        list="extension_rules", code="QZ", label_zh="本市延期规定", label_en="local rule", source="地方规定",
        version="2026", facts={"place": "33", "most_days": "30"},
    )  # fmt: skip
    codes._table.cache_clear()
    yield
    codes._table.cache_clear()


@pytest.mark.parametrize(("granted", "kind"), [(True, "EXTENSION"), (False, "EXTENSION_REFUSED")])
def test_the_answer_to_an_asked_extension_is_a_paper(world, local_rule, granted, kind):
    hazard = cast.find(world, check=make.underway(world), at=AT)
    hazards.order_by_date(hazard_ids=[hazard.pk], due_date=make.TODAY.replace(day=20), at=AT, by=world.user)
    asked = hazards.ask_extension(
        hazard_id=hazard.pk, wanted_date=make.TODAY.replace(day=28), reason="设备到货晚", at=AT, by=world.user
    )

    hazards.decide_extension(extension_id=asked.pk, granted=granted, reason="情况属实", at=AT + HOUR, by=world.head)

    paper = Paper.objects.get(kind__code=kind)
    assert "2026年5月20日" in paper.content["opening"]
    assert "本市延期规定" in paper.content["closing"]


class TestAPhotographFromTheQueue:
    def send(self, client, check, key, colour="red"):
        url = reverse("inspections:photograph", args=[check.pk])
        sent = {"key": key, "caption": "东侧", "file": cast.picture(colour=colour)}
        return client.post(url, sent, headers={"accept": "application/json"})

    def test_is_kept_once_however_often_it_is_sent(self, world, client):
        client.force_login(world.user)
        check = make.underway(world)

        answers = [self.send(client, check, "a-key").json() for _time in range(2)]

        assert answers[0] == answers[1]
        assert answers[0]["result"] == "DONE"
        assert (len(files.of(check, "photo")), PhotoKey.objects.count()) == (1, 1)

    def test_is_refused_in_words_when_the_check_has_ended(self, world, client):
        client.force_login(world.user)
        check = make.concluded(world)

        answer = self.send(client, check, "a-key")

        assert answer.status_code == 422
        assert answer.json()["result"] == "REFUSED"
        assert answer.json()["reason"]


class TestThePopulationOfADraw:
    def drawn(self, world):
        for number in range(60):
            make.place(world, f"抽查{number:03}")
        excluded = {world.premises.pk: "正在停业装修"}
        asked = Asked(
            unit_id=world.battalion.pk, title="双随机", wanted=3, scheduled_date=make.TODAY, seed="qz-2026-05-13",
            excluded=excluded,
        )  # fmt: skip
        return make_draw(asked=asked, at=AT, by=world.user)

    def test_lists_every_place_with_weight_position_or_reason(self, world):
        draw = self.drawn(world)

        listed = list(draw_population.Population(draw))

        assert len(listed) == 61
        assert sorted(one.position for one in listed if one.position) == [1, 2, 3]
        left_out = [one for one in listed if one.reason]
        assert [(one.name, one.weight, one.reason) for one in left_out] == [("城南商场", 0, "正在停业装修")]

    def test_is_paged_and_exported_with_all_that_is_needed_to_draw_again(
        self, world, client, django_assert_max_num_queries
    ):
        client.force_login(world.user)
        url = reverse("inspections:draw_population", args=[self.drawn(world).pk])
        with django_assert_max_num_queries(20):
            page = client.get(f"{url}?page=2")

        from openpyxl import load_workbook  # noqa: PLC0415 - large

        exported = client.get(f"{url}?export=xlsx")
        import io  # noqa: PLC0415

        book = load_workbook(io.BytesIO(exported.content))
        assert page.status_code == 200
        assert book.worksheets[0].max_row == 62
        assert "qz-2026-05-13" in [row[1].value for row in book.worksheets[1].iter_rows()]
