"""Evacuation drills: records of their own, counted in drills and attendances, closed to strangers."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lanyan.inspections.actions import drills
from lanyan.inspections.actions.drills import Held
from lanyan.inspections.models import Drill, Inspection
from lanyan.inspections.tests import make
from lanyan.inspections.tests.test_check_api import call
from lanyan.kernel import audit, figures
from lanyan.kernel.errors import Refused
from lanyan.kernel.figures import Scope
from lanyan.kernel.models import SearchEntry
from lanyan.kernel.periods import ZONE, parse
from lanyan.units.tests.make import stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


def held(world, **more):
    facts = {
        "premises_id": world.premises.pk,
        "held_at": make.MORNING - timedelta(hours=2),
        "guided_by": "周明、陈立",
        "department": "EDUCATION",
        "people": 420,
        "minutes": Decimal("2.6"),
        "words": "疏散有序",
        **more,
    }
    return Held(**facts)


def entered(world, *, at=make.MORNING, **more):
    return drills.enter_drill(held=held(world, **more), at=at, by=world.user)


class TestEnterDrill:
    def test_gives_a_number_of_the_city_and_year(self, world):
        drill = entered(world)

        assert drill.number == "3308-YL-2026-00001"
        assert (drill.unit, drill.people, drill.department) == (world.battalion, 420, "EDUCATION")
        with override("zh-hans"):
            assert drill.department_words == "教育部门"
        assert SearchEntry.objects.filter(kind="drill", record_id=drill.pk).exists()

    def test_leaves_absent_what_nobody_counted(self, world):
        drill = entered(world, people=None, minutes=None)

        assert (drill.people, drill.minutes) == (None, None)

    def test_is_no_check(self, world):
        entered(world)

        assert not Inspection.objects.exists()

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"held_at": make.MORNING + timedelta(minutes=1)}, "held_at"),
            ({"department": "NOBODY"}, "department"),
            ({"people": 0}, "people"),
            ({"people": 100_001}, "people"),
            ({"minutes": Decimal(0)}, "minutes"),
            ({"minutes": Decimal(601)}, "minutes"),
            ({"guided_by": "  "}, "guided_by"),
            ({"premises_id": 0}, "premises"),
        ],
    )
    def test_refuses_by_field(self, world, more, field):
        with pytest.raises(Refused) as refusal:
            entered(world, **more)

        assert refusal.value.field == field
        assert not Drill.objects.exists()

    def test_is_refused_by_the_database_too(self, world):
        drill = entered(world)

        with pytest.raises(IntegrityError), transaction.atomic():
            Drill.objects.filter(pk=drill.pk).update(minutes=0)


class TestWithdrawDrill:
    def test_keeps_the_record_and_counts_it_no_longer(self, world):
        drill = entered(world)

        drills.withdraw_drill(drill_id=drill.pk, reason="重复录入", at=make.MORNING, by=world.user)

        assert Drill.objects.get().withdrawn_reason == "重复录入"
        assert not Drill.objects.standing().exists()
        assert audit.history(Drill.objects.get())[0].act == "inspections.withdraw_drill"

    def test_is_refused_a_second_time_or_without_a_reason(self, world):
        drill = entered(world)
        drills.withdraw_drill(drill_id=drill.pk, reason="重复录入", at=make.MORNING, by=world.user)

        with pytest.raises(Refused):
            drills.withdraw_drill(drill_id=drill.pk, reason="再次", at=make.MORNING, by=world.user)
        with pytest.raises(Refused) as refusal:
            drills.withdraw_drill(drill_id=entered(world).pk, reason=" ", at=make.MORNING, by=world.user)

        assert refusal.value.field == "reason"


class TestFigures:
    def value(self, world, key, period="2026", unit=None):
        return figures.get(f"inspections.{key}").value(Scope.of((unit or world.detachment).path, parse(period)))

    def test_count_drills_and_attendances_apart(self, world):
        entered(world)
        entered(world, people=None)
        entered(world, people=80, department="")

        assert self.value(world, "evacuation_drills") == 3
        assert self.value(world, "evacuation_drills_education") == 2
        assert self.value(world, "evacuation_drill_people") == 500

    def test_say_nothing_where_nobody_counted(self, world):
        entered(world, people=None)

        assert self.value(world, "evacuation_drill_people") is None

    def test_are_cut_at_midnight_in_beijing(self, world):
        eve = datetime(2025, 12, 31, 23, 59, 59, tzinfo=ZONE)
        entered(world, held_at=eve)
        entered(world, held_at=eve + timedelta(seconds=1))

        assert self.value(world, "evacuation_drills", "2025") == 1
        assert self.value(world, "evacuation_drills", "2026") == 1

    def test_add_up_by_department(self, world):
        entered(world)
        entered(world, department="")
        figure, scope = figures.get("inspections.evacuation_drills"), Scope.of(world.detachment.path, parse("2026"))

        rows = figure.by("department", scope)

        assert sum(row.value for row in rows) == 2
        assert all(figure.value(scope.held("department", row.key)) == row.value for row in rows)

    def test_are_nothing_elsewhere(self, world):
        entered(world)

        assert self.value(world, "evacuation_drills", unit=make.city("1404").detachment) == 0


class TestPages:
    def test_enter_list_show_and_withdraw(self, client, world):
        client.force_login(world.user)
        typed = {
            "premises": world.premises.number, "department": "EDUCATION", "guided_by": "周明", "people": "300",
            "minutes": "3.2", "words": "有序", "held_at": f"{timezone.localtime() - timedelta(days=1):%Y-%m-%dT%H:%M}",
        }  # fmt: skip

        answer = client.post(reverse("inspections:enter_drill"), typed)
        drill = Drill.objects.get()
        page = client.get(reverse("inspections:drill", args=[drill.pk])).content.decode()
        listed = client.get(reverse("inspections:drills")).content.decode()
        gone = client.post(reverse("inspections:withdraw_drill", args=[drill.pk]), {"reason": "误录"})

        assert (answer.status_code, gone.status_code) == (302, 302)
        assert world.premises.name in page
        assert drill.number in page
        assert drill.number in listed
        assert Drill.objects.get().withdrawn_at is not None

    def test_hang_on_the_page_of_the_place(self, client, world):
        drill = entered(world)
        client.force_login(world.user)

        panel = client.get(reverse("inspections:premises_drills", args=[world.premises.pk])).content.decode()

        assert reverse("inspections:drill", args=[drill.pk]) in panel

    def test_filter_by_department_and_period(self, client, world):
        drill, other = entered(world), entered(world, department="")
        client.force_login(world.user)

        page = client.get(reverse("inspections:drills") + "?department=EDUCATION&held=2026-05").content.decode()

        assert drill.number in page
        assert other.number not in page

    def test_cost_the_same_however_many_there_are(self, client, world, django_assert_max_num_queries):
        for _number in range(3):
            entered(world)
        client.force_login(world.user)
        client.get(reverse("inspections:drills"))

        with django_assert_max_num_queries(16):
            client.get(reverse("inspections:drills"))

    def test_are_not_there_for_a_stranger(self, client, world):
        drill = entered(world)
        client.force_login(stranger("inspector"))

        assert client.get(reverse("inspections:drill", args=[drill.pk])).status_code == 404
        assert client.get(reverse("inspections:withdraw_drill", args=[drill.pk])).status_code == 404
        assert drill.number not in client.get(reverse("inspections:drills")).content.decode()


class TestTheApi:
    def test_lists_them_to_those_who_may(self, client, world):
        drill = entered(world)

        path, scopes = "/drills?department=EDUCATION&since=2026-05-01", ["inspections.view_drill"]
        told = call(client, world.user, "get", path, scopes=scopes).json()
        none = call(client, stranger("inspector"), "get", path, scopes=scopes).json()

        assert [(one["number"], one["people"], one["minutes"]) for one in told] == [(drill.number, 420, 2.6)]
        assert none == []
