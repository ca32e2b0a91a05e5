"""Logins and roles: from which day they hold, what may be given away, which passwords are allowed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lanyan.kernel import access, audit
from lanyan.kernel.errors import Refused
from lanyan.units import actions, roles
from lanyan.units.models import ALL, Assignment, Role, User
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


@pytest.fixture
def city():
    return make.city()


class TestAssignments:
    def test_hold_from_their_first_day(self, city):
        starts_today = make.user("dispatcher", city.detachment, since_date=TODAY())
        starts_tomorrow = make.user("dispatcher", city.detachment, since_date=TODAY() + timedelta(days=1))

        assert starts_today.has_perm("incidents.take_call")
        assert not starts_tomorrow.has_perm("incidents.take_call")

    def test_do_not_hold_on_the_day_they_end(self, city):
        user = make.user("dispatcher", city.detachment)
        for ends, holds in (
            (TODAY() + timedelta(days=1), True),
            (TODAY(), False),
            (TODAY() - timedelta(days=1), False),
        ):
            Assignment.objects.filter(user=user).update(until_date=ends)

            assert make.fresh(user).has_perm("incidents.take_call") is holds

    def test_do_not_reach_beyond_their_unit(self, city):
        officer = make.user("station_officer", city.station)

        assert officer.may("incidents.receive_order", city.station.path)
        assert not officer.may("incidents.receive_order", city.other_station.path)
        assert not officer.may("incidents.receive_order", city.battalion.path)

    def test_give_nothing_to_a_barred_user(self, city):
        user = make.user("admin", city.detachment)
        actions.bar_user(user_id=user.pk, reason="调离", at=timezone.now(), by=None)

        assert not make.fresh(user).has_perm("units.view_unit")


class TestAssignRole:
    def test_is_refused_for_a_role_that_may_more_than_the_giver(self, city):
        clerk_role = make.role("clerk", "units.assign_role", "units.view_unit")
        clerk = make.user(clerk_role.code, city.detachment)
        user = make.user("training", city.detachment)

        with pytest.raises(Refused) as refusal:
            actions.assign_role(
                user_id=user.pk, unit_id=city.station.pk, role_code="admin", since_date=TODAY(), by=clerk
            )

        assert refusal.value.field == "role"
        assert user.assignments.count() == 1

    def test_is_refused_outside_the_givers_area(self, city):
        admin = make.user("admin", city.battalion)
        user = make.user("training", city.battalion)

        with pytest.raises(Refused) as refusal:
            actions.assign_role(
                user_id=user.pk, unit_id=city.detachment.pk, role_code="training", since_date=TODAY(), by=admin
            )

        assert refusal.value.field == "role"

    def test_is_refused_twice_for_the_same(self, city):
        user = make.user("training", city.detachment)

        with pytest.raises(Refused):
            actions.assign_role(
                user_id=user.pk, unit_id=city.detachment.pk, role_code="training", since_date=TODAY(), by=None
            )

    def test_makes_a_user_of_a_role_who_may_what_the_role_may(self, city):
        admin = make.user("admin", city.detachment)
        user = make.user("training", city.detachment)
        actions.assign_role(
            user_id=user.pk, unit_id=city.station.pk, role_code="station_officer", since_date=TODAY(), by=admin
        )

        assert make.fresh(user).may("incidents.receive_order", city.station.path)


class TestEndAssignment:
    def test_ends_on_the_day_that_is_given(self, city):
        user = make.user("training", city.detachment)
        assignment = actions.end_assignment(assignment_id=user.assignments.get().pk, until_date=TODAY(), by=None)

        assert assignment.until_date == TODAY()
        assert not make.fresh(user).has_perm("units.view_unit")

    def test_is_refused_before_it_began_and_when_it_ended_already(self, city):
        user = make.user("training", city.detachment, since_date=TODAY())
        pk = user.assignments.get().pk

        with pytest.raises(Refused):
            actions.end_assignment(assignment_id=pk, until_date=TODAY() - timedelta(days=1), by=None)
        actions.end_assignment(assignment_id=pk, until_date=TODAY(), by=None)
        with pytest.raises(Refused) as refusal:
            actions.end_assignment(assignment_id=pk, until_date=TODAY(), by=None)

        assert refusal.value.field == "until_date"

    def test_is_refused_to_leave_no_administrator(self, city):
        first = make.user("admin", city.detachment)

        with pytest.raises(Refused):
            actions.end_assignment(assignment_id=first.assignments.get().pk, until_date=TODAY(), by=None)
        make.user("admin", city.detachment)
        ended = actions.end_assignment(assignment_id=first.assignments.get().pk, until_date=TODAY(), by=None)

        assert ended.until_date == TODAY()


class TestCreateUser:
    @pytest.mark.parametrize(
        ("field", "more"),
        [
            ("username", {"username": "with blank"}),
            ("username", {"username": "余晓静"}),
            ("username", {"username": "TAKEN"}),
            ("name", {"name": " "}),
            ("password", {"password": "short-1"}),
            ("password", {"password": "72839405617283"}),
            ("password", {"password": "password123"}),
            ("password", {"password": "newcomer-1"}),
            ("role", {"role_code": "king"}),
        ],
    )
    def test_refuses_what_cannot_be_and_names_the_field(self, city, field, more):
        make.user("training", city.detachment, "taken")
        typed = {
            "username": "newcomer",
            "name": "新人",
            "password": make.PASSWORD,
            "unit_id": city.detachment.pk,
            "role_code": "training",
            "since_date": TODAY(),
            **more,
        }

        with pytest.raises(Refused) as refusal:
            actions.create_user(**typed, by=None)

        assert refusal.value.field == field
        assert User.objects.count() == 1

    def test_stands_in_the_history_under_its_own_name(self, city):
        user = make.user("training", city.detachment)

        assert [entry.act for entry in audit.history(user)] == ["units.create_user"]

    def test_refuses_a_demo_login_beside_real_ones(self, city):
        make.user("training", city.detachment)

        with pytest.raises(Refused) as refusal:
            make.user("leader", city.detachment, is_demo=True)

        assert refusal.value.field == "is_demo"


class TestSetPassword:
    def test_is_refused_over_somebody_who_may_more(self, city):
        admin = make.user("admin", city.battalion)
        chief = make.user("admin", city.detachment)
        actions.assign_role(
            user_id=chief.pk, unit_id=city.battalion.pk, role_code="training", since_date=TODAY(), by=None
        )

        with pytest.raises(Refused):
            actions.set_password(user_id=chief.pk, password="xin-mi-ma-2026", at=timezone.now(), by=admin)

        assert not make.fresh(chief).has_usable_password()

    def test_keeps_a_digest_only(self, city):
        user = make.user("training", city.detachment, password=make.PASSWORD)

        assert user.password.startswith("argon2")
        assert make.PASSWORD not in user.password


class TestChangePassword:
    def test_needs_the_present_one(self, city):
        user = make.user("training", city.detachment, password=make.PASSWORD)

        with pytest.raises(Refused) as refusal:
            actions.change_password(user_id=user.pk, old="wrong", new="xin-mi-ma-2026", at=timezone.now(), by=user)

        assert refusal.value.field == "old"
        assert make.fresh(user).check_password(make.PASSWORD)


class TestRoles:
    def test_name_only_acts_that_are_declared(self):
        declared = set(access.acts()) | {ALL}

        unknown = {role.code: set(role.permissions) - declared for role in roles.shipped()}

        assert {code: names for code, names in unknown.items() if names} == {}

    def test_are_loaded_with_every_database(self):
        assert set(Role.objects.values_list("code", flat=True)) == {role.code for role in roles.shipped()}

    def test_follow_the_release_until_somebody_changes_them(self):
        Role.objects.filter(code="training").update(permissions=["units.view_unit"])
        changed_by_release = Role.objects.get(code="publicity")
        roles.load()

        assert Role.objects.get(code="training").permissions == ["units.view_unit"]
        assert Role.objects.get(code="publicity").permissions == changed_by_release.permissions

    def test_come_back_when_one_is_missing(self):
        Role.objects.filter(code="training").delete()

        roles.load()

        assert Role.objects.filter(code="training").exists()

    # What the law leaves to the head of the agency: penalties, seals, plans, who numbers the papers; fires are approved
    # by somebody else than their author. An archive changes nothing. A leader at a scene may take command of it.
    @pytest.mark.parametrize(
        ("code", "decides"),
        [
            (
                "leader",
                {
                    "fires.decide_fires",
                    "guards.approve_guard",
                    "incidents.make_archive",
                    "inspections.decide_enforcement",
                    "inspections.keep_paper_sources",
                    "links.approve_reports",
                    "people.take_over_duty",
                    "premises.approve_plan",
                    "reviews.approve_review",
                    "scene.command_scene",
                },
            ),
            # To listen is to look; each listening is told.
            ("auditor", {"incidents.make_archive", "voice.listen_recordings"}),
        ],
    )
    def test_let_those_who_look_change_nothing_else_and_see_no_callers(self, code, decides):
        permissions = Role.objects.get(code=code).permissions

        assert {name for name in permissions if not name.partition(".")[2].startswith("view_")} == decides
        assert "incidents.view_caller" not in permissions
