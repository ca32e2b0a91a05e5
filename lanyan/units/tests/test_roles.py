"""Roles: the matrix, changing one, its difference from the release, and who may."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from lanyan.kernel import access, audit
from lanyan.kernel.errors import Refused
from lanyan.units import actions, asked, queries, role_queries, roles
from lanyan.units.actions.roles import RoleFacts
from lanyan.units.models import Role, Session
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make.city()
    world.admin = make.user("admin", world.detachment, "guan", password=make.PASSWORD)
    world.trainer = make.user("training", world.detachment)
    world.role = Role.objects.get(code="training")
    return world


def facts(role, **more):
    known = {"name_zh": role.name_zh, "name_en": role.name_en, "permissions": frozenset(role.permissions)}
    return RoleFacts(**{**known, **more})


def change(role, by, **more):
    return actions.change_role(role_id=role.pk, facts=facts(role, **more), reason="试点", at=timezone.now(), by=by)


class TestRights:
    def test_are_the_acts_that_some_door_asks_for(self):
        rights = asked.rights()

        assert {"incidents.order_forces", "incidents.view_caller", "units.change_role", "kernel.view_audit"} <= rights
        assert not {"units.load_roles", "units.sign_in", "units.change_password", "demo.build"} & rights

    def test_hold_all_that_a_guard_or_a_key_asks_for(self):
        assert asked._of_addresses() & set(access.acts()) <= asked.rights()
        assert access.asked_by_buttons() <= asked.rights()


class TestTheMatrix:
    def test_names_every_app_in_the_readers_language(self):
        with translation.override("zh-hans"):
            named = {app: str(queries.app_name(app)) for app in {name.partition(".")[0] for name in asked.rights()}}

        assert [app for app, name in named.items() if name.isascii()] == []

    def test_has_a_column_for_every_role_and_a_line_for_every_right(self, world, client, django_assert_max_num_queries):
        client.force_login(world.admin)
        with django_assert_max_num_queries(8):
            answer = client.get(reverse("units:roles"))

        shown = {right.name for _app, rows in answer.context["groups"] for right, _ticks in rows}
        assert shown == asked.rights()
        assert len(answer.context["roles"]) == Role.objects.count()

    def test_opens_a_role_that_was_there_before_any_history(self, world, client):
        world.role = Role.objects.create(code="old", name_zh="旧角色", name_en="old role", permissions=[])
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE units_roleevent")
        client.force_login(world.admin)

        answer = client.get(reverse("units:role", args=[world.role.pk]))

        assert answer.status_code == 200
        assert answer.context["history"] == []

    def test_offers_no_change_to_who_may_only_look(self, world, client):
        client.force_login(make.user("leader", world.detachment))

        page = client.get(reverse("units:roles")).content.decode()

        assert reverse("units:create_role") not in page
        assert client.get(reverse("units:change_role", args=[world.role.pk])).status_code == 403


class TestChangeRole:
    def test_holds_at_the_next_request_of_its_holders(self, world):
        change(world.role, world.admin, permissions=frozenset({*world.role.permissions, "units.view_user"}))

        assert make.fresh(world.trainer).has_perm("units.view_user")
        entry = audit.history(Role.objects.get(pk=world.role.pk))[0]
        assert (entry.act, entry.reason) == ("units.change_role", "试点")

    def test_is_left_alone_by_the_next_release_and_says_how_it_differs(self, world):
        kept = frozenset(world.role.permissions) - {"forces.view_forces"} | {"units.view_user"}
        change(world.role, world.admin, permissions=kept)
        roles.load()

        role = Role.objects.get(pk=world.role.pk)
        difference = role_queries.difference(role)
        assert set(role.permissions) == kept
        assert difference.added == [access.label("units.view_user")]
        assert difference.removed == [access.label("forces.view_forces")]

    def test_needs_a_reason_a_name_and_a_right(self, world):
        for wrong, field in ({"name_zh": " "}, "name_zh"), ({"permissions": frozenset()}, "permissions"):
            with pytest.raises(Refused) as refusal:
                change(world.role, world.admin, **wrong)
            assert refusal.value.field == field
        with pytest.raises(Refused) as refusal:
            actions.change_role(
                role_id=world.role.pk, facts=facts(world.role), reason=" ", at=timezone.now(), by=world.admin
            )
        assert refusal.value.field == "reason"

    def test_is_refused_below_the_top_of_the_tree_and_for_rights_one_does_not_hold(self, world):
        make.role("keeper", "units.change_role", "units.view_roles")
        low = make.user("keeper", world.battalion)
        top = make.user("keeper", world.detachment)
        more = frozenset({*world.role.permissions, "incidents.order_forces"})
        viewing = frozenset({*world.role.permissions, "units.view_roles"})

        for by, permissions in ((low, viewing), (top, more)):
            with pytest.raises(Refused):
                change(world.role, by, permissions=permissions)
        assert "units.view_roles" in change(world.role, top, permissions=viewing).permissions

    def test_cannot_take_the_star_from_the_last_administrator(self, world):
        admin = Role.objects.get(code="admin")

        with pytest.raises(Refused) as refusal:
            change(admin, world.admin, permissions=frozenset({"units.view_unit"}))

        assert refusal.value.field == "permissions"
        make.role("chief", "*")
        make.user("chief", world.detachment)
        assert change(admin, world.admin, permissions=frozenset({"units.view_unit"})).permissions == ["units.view_unit"]

    def test_shortens_the_open_sessions_of_its_holders(self, world, client):
        client.force_login(world.trainer)
        change(world.role, world.admin, session_hours=1)

        session = Session.objects.get(user=world.trainer)
        assert session.expire_date == session.signed_in_at + timedelta(hours=1)

    def test_by_the_form_keeps_what_has_no_box(self, world, client):
        Role.objects.filter(pk=world.role.pk).update(permissions=["incidents.divert", "units.view_unit"])
        client.force_login(world.admin)
        typed = {"name_zh": "训练", "name_en": "training", "permissions": ["units.view_user"], "reason": "分工"}
        answer = client.post(reverse("units:change_role", args=[world.role.pk]), typed)

        assert answer.status_code == 302
        assert set(Role.objects.get(pk=world.role.pk).permissions) == {"incidents.divert", "units.view_user"}


class TestCreateAndWithdraw:
    def test_make_a_role_that_can_be_given_and_taken_out_of_use(self, world, client):
        client.force_login(world.admin)
        typed = {
            "code": "night_watch", "name_zh": "夜班", "name_en": "night watch", "permissions": ["units.view_unit"],
            "session_hours": "24", "needs_second_factor": "on", "reason": "轮班",
        }  # fmt: skip
        made = client.post(reverse("units:create_role"), typed)
        role = Role.objects.get(code="night_watch")
        again = client.post(reverse("units:create_role"), typed)
        client.post(reverse("units:withdraw_role", args=[role.pk]), {"reason": "取消"})

        assert made.url == reverse("units:role", args=[role.pk])
        assert (role.permissions, role.session_hours, role.needs_second_factor) == (["units.view_unit"], 24, True)
        assert set(again.context["form"].errors) == {"code"}
        assert role not in Role.objects.in_use()
        with pytest.raises(Refused):
            make.user("night_watch", world.detachment)

    def test_refuse_to_withdraw_what_somebody_holds(self, world):
        with pytest.raises(Refused):
            actions.withdraw_role(role_id=world.role.pk, reason="x", at=timezone.now(), by=world.admin)

        assert Role.objects.get(pk=world.role.pk).withdrawn_at is None
