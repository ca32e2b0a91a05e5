"""Pages of hazards and enforcement: lists at a fixed cost, records, verbs, strangers; API, figures, search, Excel."""

import base64
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from lanyan.inspections.actions import cases, hazards, major, seals, terms, transfers
from lanyan.inspections.models import Answer, Hazard, MajorHazard, Paper, Term
from lanyan.inspections.tests import cast
from lanyan.inspections.tests.cast import CHECKED, DAY, HOUR
from lanyan.kernel import codes, figures, search
from lanyan.kernel.figures import Scope
from lanyan.kernel.periods import ZONE, parse
from lanyan.units import actions as unit_actions
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db
AT = CHECKED + 3 * HOUR
LISTS = ("hazards", "clock", "papers", "cases", "seals", "majors", "transfers")


@pytest.fixture
def city():
    return cast.city()


def url(name, *args):
    return reverse(f"inspections:{name}", args=args)


def everything(city):
    """One of each record, in one place."""
    hazard = cast.ordered(city)
    case = cases.open_case(hazard_id=hazard.pk, rule="60-1-3", at=AT, by=city.inspector)
    cases.propose_penalty(case_id=case.pk, fine_yuan=8000, at=AT, by=city.inspector)
    cases.decide_case(case_id=case.pk, at=AT + HOUR, by=city.head)
    seal = seals.propose_seal(hazard_id=hazard.pk, ground="EXITS", part="东侧", at=AT, by=city.inspector)
    seals.study_seal(seal_id=seal.pk, study_names=["甲", "乙", "丙"], words="同意", at=AT, by=city.inspector)
    seals.decide_seal(seal_id=seal.pk, agreed=True, at=AT + HOUR, by=city.head)
    old = datetime(2025, 9, 29, 9, 0, tzinfo=ZONE)
    check = cast.inspection(city, at=old)
    record = major.suspect(
        inspection_id=check.pk,
        category="CROWDED",
        elements=["7.3.1", "7.5"],
        words="出口不足",
        at=old,
        by=city.inspector,
    )
    transfer = transfers.send(hazard_id=hazard.pk, matter="EBIKE", words="改装", at=AT, by=city.inspector)
    return {
        "hazard": hazard,
        "paper": Paper.objects.order_by("pk").first(),
        "case": case,
        "seal": seal,
        "major": record,
        "transfer": transfer,
    }


class TestLists:
    @pytest.mark.parametrize("name", LISTS)
    def test_cost_the_same_however_many_rows(self, city, client, name, django_assert_max_num_queries):
        everything(city)
        for number in range(25):
            hazard = cast.find(city, f"隐患{number}")
            hazards.order_at_once(hazard_ids=[hazard.pk], at=AT, by=city.inspector)
        client.force_login(city.head)

        with django_assert_max_num_queries(14):
            answer = client.get(url(name))

        assert answer.status_code == 200

    @pytest.mark.parametrize("name", LISTS)
    def test_show_a_stranger_nothing_and_go_to_excel(self, city, client, name):
        everything(city)
        client.force_login(city.head)
        mine, book = client.get(url(name)), client.get(url(name), {"export": "xlsx"})
        client.force_login(make.stranger("battalion_head"))
        theirs = client.get(url(name))

        assert mine.context["listing"].total > 0
        assert book["Content-Type"].endswith("sheet")
        assert theirs.context["listing"].total == 0

    def test_hazards_are_narrowed_by_what_needs_a_hand(self, city, client):
        cast.ordered(city, date(2026, 3, 6))
        spot = cast.find(city, "灭火器过期")
        hazards.fix_on_spot(hazard_id=spot.pk, at=AT, by=city.inspector)
        client.force_login(city.inspector)

        def total(**query):
            return client.get(url("hazards"), query).context["listing"].total

        assert total(stands="open") == 1
        assert total(stands="overdue") == 1
        assert total(stands="put_right") == 1
        assert total(q="灭火器") == 1
        assert total(status="ORDERED_BY_DATE") == 1
        assert total(premises=city.premises.pk) == 2
        assert total(due_after="2026-03-01", due_before="2026-03-06") == 1

    def test_the_clock_is_narrowed_by_state_and_hands(self, city, client):
        now = timezone.now()
        check = cast.inspection(city, at=now - timedelta(days=30))
        cast.find(city, check=check, at=now - timedelta(days=30))
        client.force_login(city.inspector)

        def total(**query):
            return client.get(url("clock"), query).context["listing"].total

        assert (total(state="broken"), total(state="running"), total(state="met")) == (1, 1, 0)
        assert (total(mine="true"), total(mine="false")) == (1, 0)


class TestRecords:
    @pytest.mark.parametrize("name", ["hazard", "paper", "case", "seal", "major", "transfer"])
    def test_open_for_the_unit_at_a_bounded_cost_and_for_no_stranger(
        self, city, client, name, django_assert_max_num_queries
    ):
        record = everything(city)[name]
        client.force_login(city.head)

        with django_assert_max_num_queries(32):
            mine = client.get(url(name, record.pk))
        client.force_login(make.stranger("battalion_head"))
        theirs = client.get(url(name, record.pk))

        assert (mine.status_code, theirs.status_code) == (200, 404)
        assert "府山商场" in mine.content.decode()

    def test_who_may_only_look_is_refused_every_verb(self, city, client):
        records = everything(city)
        client.force_login(make.user("auditor", city.detachment))

        answers = [
            client.post(url(name, records[noun].pk), {}).status_code
            for noun, name in (
                ("hazard", "order_hazard"), ("hazard", "recheck"), ("hazard", "open_case"), ("hazard", "make_link"),
                ("paper", "serve_paper"), ("case", "end_case"), ("seal", "renew_seal"), ("major", "study_major"),
                ("transfer", "answer_transfer"),
            )
        ]  # fmt: skip

        assert set(answers) == {403}

    def test_the_page_of_a_judgement_that_is_blocked_says_why(self, city, client):
        record = major.suspect(inspection_id=city.check.pk, category="CROWDED", words="x", at=AT, by=city.inspector)
        client.force_login(city.inspector)

        shown = client.get(url("major", record.pk)).content.decode()
        tried = client.post(url("judge_major", record.pk), {"category": "CROWDED", "elements": ["6.5"]})

        assert "GB 35181-2025" in shown
        assert tried.status_code == 422
        assert MajorHazard.objects.get().standard == ""


class TestVerbs:
    def test_from_the_check_to_the_served_notice_on_the_phone(self, city, client):
        client.force_login(city.inspector)
        now = timezone.now()
        check = cast.inspection(city, at=now - HOUR)
        found = client.post(
            url("find_hazard", check.pk),
            {"hazard-words": "通道堆物", "hazard-clause": "消防法第28条", "hazard-photos": [cast.picture()]},
        )
        hazard = Hazard.objects.get()
        ordered = client.post(
            url("order_check_hazards", check.pk), {"hazards": [hazard.pk], "how": "BY_DATE", "due_date": "2099-01-05"}
        )
        paper = Paper.objects.get()
        drawn = base64.b64encode(cast.signature().read()).decode()
        served = client.post(
            url("serve_paper", paper.pk), {"receiver": "赵经理", "signature": f"data:image/png;base64,{drawn}"}
        )

        paper.refresh_from_db()
        assert (found.status_code, ordered.url) == (200, url("serve_paper", paper.pk))
        assert (served.url, paper.status) == (url("paper", paper.pk), "SERVED")
        assert Term.objects.of(check).get().met_at is not None

    def test_a_hazard_of_an_item_answered_no_takes_its_clause(self, city, client):
        item = codes.get("checklist_items", "GN-02")
        Answer.objects.create(
            inspection=city.check, item=item, value="NO", device_at=AT, received_at=AT, by=city.inspector
        )
        client.force_login(city.inspector)

        client.post(url("find_hazard", city.check.pk), {"hazard-words": "无预案", "hazard-item": item.pk})
        refused = client.post(url("find_hazard", city.check.pk), {"hazard-words": "无预案"})

        hazard = Hazard.objects.get()
        assert (hazard.item, hazard.clause) == (item, item.facts["clause"])
        assert refused.context["form"].errors["clause"]

    def test_a_bad_photograph_leaves_no_hazard(self, city, client):
        client.force_login(city.inspector)

        answer = client.post(
            url("find_hazard", city.check.pk),
            {"hazard-words": "x", "hazard-clause": "y", "hazard-photos": [cast.SimpleUploadedFile("a.jpg", b"no")]},
        )

        assert answer.context["form"].errors["photos"]
        assert not Hazard.objects.exists()

    def test_a_signature_that_is_none_is_refused_at_its_field(self, city, client):
        paper = hazards.order_at_once(hazard_ids=[cast.find(city).pk], at=AT, by=city.inspector)
        client.force_login(city.inspector)

        answer = client.post(
            url("serve_paper", paper.pk), {"receiver": "赵", "signature": "data:text/html;base64,PHNjcmlwdD4="}
        )

        assert answer.status_code == 422
        assert answer.context["form"].errors["signature"]

    def test_a_re_check_on_the_page_closes_what_is_ticked(self, city, client):
        hazard, other = cast.ordered(city), cast.ordered(city, words="应急灯损坏")
        client.force_login(city.inspector)

        answer = client.post(
            url("recheck", hazard.pk),
            {"looked_at": [hazard.pk, other.pk], "fixed": [hazard.pk], "words": "未换", "officers": city.officers},
        )

        assert answer.status_code == 302, answer.context["form"].errors
        assert set(Hazard.objects.values_list("words", "status")) == {
            ("二层安全出口上锁", "CLOSED"), ("应急灯损坏", "NOT_FIXED"),
        }  # fmt: skip

    @pytest.mark.usefixtures("pdf_library")
    @pytest.mark.parametrize(("form", "head"), [("docx", b"PK"), ("pdf", b"%PDF")])
    def test_a_paper_is_given_as_a_file(self, city, client, form, head):
        paper = hazards.order_at_once(hazard_ids=[cast.find(city).pk], at=AT, by=city.inspector)
        client.force_login(city.inspector)

        assert client.get(url("paper_file", paper.pk, form)).content.startswith(head)
        assert client.get(url("paper_file", paper.pk, "html")).status_code == 404

    def test_every_form_page_opens(self, city, client):
        records = everything(city)
        hazard, paper, case = records["hazard"], records["paper"], records["case"]
        pages = [
            *((name, hazard) for name in (
                "report_fixed", "recheck", "photograph_hazard", "ask_extension", "make_link", "open_case",
                "propose_seal", "send_transfer", "withdraw_hazard", "order_hazard",
            )),
            *((name, paper) for name in ("serve_paper", "fill_number", "withdraw_paper")),
            *((name, case) for name in ("report_stop", "end_case", "decide_case")),
            *((name, records["seal"]) for name in ("renew_seal", "ask_lifting", "check_lifting", "decide_lifting")),
            *((name, records["major"]) for name in (
                "judge_major", "study_major", "hear_experts", "determine_major", "make_major_notice", "report_major",
                "list_major", "tell_progress", "decide_delisting", "close_major",
            )),
            *((name, records["transfer"]) for name in ("receive_transfer", "answer_transfer", "withdraw_transfer")),
            *((name, city.check) for name in ("order_check_hazards", "suspect_major", "hand_written")),
            ("hand_over_term", Term.objects.running().first()),
        ]  # fmt: skip
        client.force_login(city.head)

        wrong = {name: answer.status_code for name, record in pages
                 if (answer := client.get(url(name, record.pk))).status_code != 200}  # fmt: skip

        assert wrong == {}
        assert client.get(url("clock_by")).status_code == client.get(url("clock_table")).status_code == 200
        assert client.get(url("papers_elsewhere")).status_code == 200


class TestPanel:
    def test_shows_what_was_open_on_a_day(self, city, client):
        hazard = cast.ordered(city)
        hazards.recheck(
            results=[(hazard.pk, True, "")], officer_ids=city.officers, at=CHECKED + 15 * DAY, by=city.inspector
        )
        client.force_login(city.inspector)

        def shown(**query):
            return len(client.get(url("hazards_panel", city.premises.pk), query).context["hazards"])

        assert shown() == 0
        assert (shown(on="2026-03-04"), shown(on="2026-03-05"), shown(on="2026-03-25")) == (0, 1, 0)
        assert shown(on="nonsense") == 0

    def test_is_closed_to_a_stranger(self, city, client):
        client.force_login(make.stranger("inspector"))

        assert client.get(url("hazards_panel", city.premises.pk)).status_code == 404


class TestFigures:
    def test_count_what_the_ledgers_hold(self, city):
        everything(city)
        spot = cast.find(city, "灭火器过期")
        hazards.fix_on_spot(hazard_id=spot.pk, at=AT, by=city.inspector)
        scope = Scope.of(city.detachment.path, parse("2026"))

        def value(key):
            return next(one for one in figures.catalogue() if one.key == key).value(scope)

        assert (value("hazards.found"), value("hazards.put_right"), value("hazards.rate")) == (2, 1, 0.5)
        assert (value("papers.made"), value("papers.notices")) == (4, 1)
        assert (value("enforcement.cases"), value("enforcement.fines")) == (1, Decimal("0.8"))
        assert (value("enforcement.seals"), value("enforcement.stops"), value("enforcement.transfers")) == (1, 0, 1)

    def test_a_hazard_of_the_last_second_of_the_year_belongs_to_it(self, city):
        for at in (datetime(2025, 12, 31, 23, 59, 59, tzinfo=ZONE), datetime(2026, 1, 1, tzinfo=ZONE)):
            cast.find(city, check=cast.inspection(city, at=at), at=at)

        found = next(one for one in figures.catalogue() if one.key == "hazards.found")
        assert [found.value(Scope.of(city.detachment.path, parse(year))) for year in ("2025", "2026")] == [1, 1]


class TestOtherDoors:
    def test_the_search_finds_a_hazard_for_its_unit_only(self, city):
        cast.find(city, "锅炉房堆放可燃物")

        assert search.find(city.inspector, "锅炉房")
        assert not search.find(make.stranger("inspector"), "锅炉房")

    def test_the_api_tells_and_takes_with_a_scope(self, city, client):
        scopes = ["inspections.view_hazard", "inspections.keep_hazards", "inspections.view_clock"]
        token = unit_actions.make_token(
            user_id=city.inspector.pk, label="手机", scopes=scopes, at=timezone.now(), by=city.inspector
        )
        secret = token[1]
        key = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}

        made = client.post(
            f"/api/checks/{city.check.pk}/hazards",
            {"words": "通道堆物", "clause": "消防法第28条"},
            content_type="application/json",
            **key,
        )
        told = client.get("/api/hazards", {"open": "true"}, **key)
        clock = client.get("/api/legal_terms", **key)

        assert made.status_code == 201, made.content
        assert [one["words"] for one in told.json()] == ["通道堆物"]
        assert clock.json()[0]["code"] == "notice_by_date"

    def test_the_jobs_do_nothing_the_second_time(self, city):
        cast.find(city)
        late = CHECKED + 30 * DAY

        assert (terms.list_broken(at=late), terms.list_broken(at=late)) == (1, 0)
