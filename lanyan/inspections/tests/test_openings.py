"""Openings: with a pledge the permit comes first, without one the site check; each decision is a paper of its own."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lanyan.inspections.actions import conduct, hazards, openings
from lanyan.inspections.models import Opening, Paper, Term
from lanyan.inspections.rules import clock
from lanyan.inspections.rules import openings as rules
from lanyan.inspections.tests import make
from lanyan.kernel.errors import Refused

pytestmark = pytest.mark.django_db
AT, HOUR, DAY = make.MORNING, timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def world():
    return make.city()


def accept(world, *, pledge=True, channel=rules.ONLINE, scan=True, **more):
    paper = SimpleUploadedFile("承诺书.png", make.png()) if pledge and scan else None
    facts = {"premises_id": world.premises.pk, "applicant": "王建国", "at": AT, "by": world.user, **more}
    return openings.accept_opening(pledge=pledge, channel=channel, scan=paper, **facts)


def site_checked(world, opening, *, hazard=False, at=AT + 2 * DAY):
    """The site check of an application, lived through; with a hazard ordered by a date where one was found."""
    check = openings.plan_opening_check(opening_id=opening.pk, scheduled_date=at.date(), at=at, by=world.user)
    from lanyan.inspections.actions import checks  # noqa: PLC0415 - this test only

    checks.assign_staff(
        inspection_id=check.pk, carrying=[world.lead.pk, world.second.pk], assisting=[], at=at, by=world.user
    )
    checks.notify_check(
        inspection_id=check.pk, notice_number=f"衢消检通{check.pk}", notice_date=at.date(), at=at, by=world.user
    )
    check = make.answered(world, conduct.start_check(inspection_id=check.pk, at=at, by=world.user), at=at)
    found = None
    if hazard:
        found = hazards.find(
            inspection_id=check.pk, clause="消防法第15条", words="未按承诺设置疏散指示", at=at + HOUR, by=world.user
        )
        hazards.order_by_date(hazard_ids=[found.pk], due_date=(at + 9 * DAY).date(), at=at + HOUR, by=world.user)
    conduct.conclude_check(
        inspection_id=check.pk, signature=make.signature(), result_words="已告知", at=at + 2 * HOUR, by=world.user
    )
    return found


def kinds(opening):
    return list(opening.papers.order_by("pk").values_list("kind__code", flat=True))


class TestWithAPledge:
    def test_is_permitted_first_and_confirmed_by_the_site_check(self, world):
        opening = accept(world)
        openings.permit_opening(opening_id=opening.pk, at=AT + HOUR, by=world.head)
        site_checked(world, opening)

        done = openings.enter_opening_result(
            opening_id=opening.pk, fit=True, words="与承诺一致", at=AT + 3 * DAY, by=world.user
        )

        assert (done.status, kinds(done)) == (rules.PASSED, ["OPENING_PASS"])
        met = dict(Term.objects.of(done).values_list("code", "met_at"))
        assert set(met) == {"opening_pledge_online", "opening_pledge_site_check"}
        assert all(met.values())

    def test_runs_on_the_terms_of_article_15(self, world):
        opening = accept(world)
        openings.permit_opening(opening_id=opening.pk, at=AT + HOUR, by=world.head)

        ends = dict(Term.objects.of(opening).values_list("code", "last_day"))

        # Wednesday 13 May 2026: one working day, and twenty of them.
        assert ends["opening_pledge_online"].isoformat() == "2026-05-14"
        assert ends["opening_pledge_site_check"] == clock.deadline("opening_pledge_site_check", AT + HOUR).last_day

    def test_that_is_not_kept_is_ordered_and_then_revoked(self, world):
        opening = accept(world)
        openings.permit_opening(opening_id=opening.pk, at=AT + HOUR, by=world.head)
        site_checked(world, opening, hazard=True)
        ordered = openings.enter_opening_result(
            opening_id=opening.pk, fit=False, words="与承诺不符", at=AT + 3 * DAY, by=world.user
        )
        assert ordered.status == rules.ORDERED

        done = openings.revoke_opening(opening_id=opening.pk, words="逾期未改正", at=AT + 20 * DAY, by=world.head)

        assert (done.status, kinds(done)) == (rules.REVOKED, ["OPENING_PASS", "OPENING_REVOKE"])
        said = done.papers.get(kind__code="OPENING_REVOKE").content
        assert "未按承诺设置疏散指示" in said["items"][0]

    def test_cannot_be_confirmed_while_a_hazard_is_open(self, world):
        opening = accept(world)
        openings.permit_opening(opening_id=opening.pk, at=AT + HOUR, by=world.head)
        site_checked(world, opening, hazard=True)
        openings.enter_opening_result(
            opening_id=opening.pk, fit=False, words="与承诺不符", at=AT + 3 * DAY, by=world.user
        )

        with pytest.raises(Refused):
            openings.confirm_opening(opening_id=opening.pk, words="已改正", at=AT + 4 * DAY, by=world.head)

        assert Opening.objects.get(pk=opening.pk).status == rules.ORDERED

    def test_needs_its_signed_paper(self, world):
        with pytest.raises(Refused) as refusal:
            accept(world, scan=False)

        assert refusal.value.field == "scan"
        assert not Opening.objects.exists()

    def test_is_not_permitted_by_the_person_who_accepted_it(self, world):
        opening = accept(world, by=world.head)

        with pytest.raises(Refused):
            openings.permit_opening(opening_id=opening.pk, at=AT + HOUR, by=world.head)

        assert not Paper.objects.filter(opening=opening).exists()

    def test_is_not_checked_before_the_permit(self, world):
        opening = accept(world)

        with pytest.raises(Refused):
            openings.plan_opening_check(opening_id=opening.pk, scheduled_date=AT.date(), at=AT, by=world.user)


class TestWithoutAPledge:
    @pytest.mark.parametrize(
        ("fit", "status", "paper"), [(True, rules.PASSED, "OPENING_PASS"), (False, rules.REFUSED, "OPENING_FAIL")]
    )
    def test_is_checked_first_and_then_decided_by_another(self, world, fit, status, paper):
        opening = accept(world, pledge=False)
        site_checked(world, opening, hazard=not fit)
        openings.enter_opening_result(opening_id=opening.pk, fit=fit, words="现场核查", at=AT + 3 * DAY, by=world.user)
        with pytest.raises(Refused):
            openings.decide_opening(opening_id=opening.pk, at=AT + 3 * DAY, by=world.user)

        done = openings.decide_opening(opening_id=opening.pk, at=AT + 3 * DAY, by=world.head)

        assert (done.status, kinds(done)) == (status, [paper])
        assert Term.objects.of(done).running().count() == 0

    def test_cannot_be_permitted_on_a_pledge_it_does_not_bear(self, world):
        opening = accept(world, pledge=False)

        with pytest.raises(Refused):
            openings.permit_opening(opening_id=opening.pk, at=AT + HOUR, by=world.head)

    def test_waits_for_the_conclusion_of_its_check(self, world):
        opening = accept(world, pledge=False)
        openings.plan_opening_check(opening_id=opening.pk, scheduled_date=AT.date(), at=AT, by=world.user)

        with pytest.raises(Refused):
            openings.enter_opening_result(opening_id=opening.pk, fit=True, words="合格", at=AT + DAY, by=world.user)


class TestTheApplication:
    def test_is_open_once_for_a_place(self, world):
        accept(world)

        with pytest.raises(Refused) as refusal:
            accept(world)

        assert refusal.value.field == "premises"

    def test_is_withdrawn_with_its_term(self, world):
        opening = accept(world)

        openings.withdraw_opening(opening_id=opening.pk, reason="申请人撤回", at=AT + HOUR, by=world.user)

        assert Term.objects.of(opening).get().dropped_at is not None

    def test_is_accepted_on_its_page_and_shown(self, world, client):
        client.force_login(world.user)
        sent = {"premises": "城南商场", "applicant": "王建国", "channel": "COUNTER", "pledge": "0"}

        answer = client.post(reverse("inspections:accept_opening"), sent, follow=True)

        assert answer.status_code == 200
        assert Opening.objects.get().number in answer.content.decode()

    def test_is_unseen_by_another_city(self, world, client):
        opening = accept(world)
        other = make.city("1404")
        client.force_login(other.user)

        assert client.get(reverse("inspections:opening", args=[opening.pk])).status_code == 404
