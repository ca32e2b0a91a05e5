"""Pages of units, users, roles, code lists and one's own account."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lanyan.units import actions
from lanyan.units.models import SavedView, Token, Unit, User
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return make.city()


@pytest.fixture
def admin(city, client):
    user = make.user("admin", city.detachment, "guan", name="管理员", password=make.PASSWORD)
    client.force_login(user)
    return user


@pytest.fixture
def stranger(city):
    return make.user("admin", make.unit("DETACHMENT", "长治市消防救援支队", None, "1404"))


def _url(name, *args):
    return reverse(f"units:{name}", args=args)


class TestUnitPages:
    def test_list_costs_the_same_however_many_units(self, city, admin, client, django_assert_max_num_queries):
        for number in range(20):
            make.unit("STATION", f"第{number}站", city.battalion)

        with django_assert_max_num_queries(9):
            answer = client.get(_url("units"))

        assert answer.context["listing"].total == 24

    def test_list_filters_by_kind_and_words_and_goes_to_excel(self, city, admin, client):
        stations = client.get(_url("units"), {"kind": "STATION"})
        found = client.get(_url("units"), {"q": "府山"})
        book = client.get(_url("units"), {"export": "xlsx"})

        assert stations.context["listing"].total == 2
        assert found.context["listing"].total == 1
        assert book["Content-Type"].endswith("sheet")

    def test_record_shows_names_children_users_and_history(self, city, admin, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(16):
            answer = client.get(_url("unit", city.detachment.pk))

        page = answer.content.decode()
        assert answer.status_code == 200
        assert city.battalion.name in page
        assert "guan" in page
        assert _url("move_unit", city.detachment.pk) in page

    def test_record_hides_users_from_who_may_not_see_them(self, city, admin, client):
        client.force_login(make.user("training", city.detachment))

        answer = client.get(_url("unit", city.detachment.pk))

        assert answer.status_code == 200
        assert "guan" not in answer.content.decode()

    @pytest.mark.parametrize(
        "name",
        [
            "unit",
            "create_below",
            "change_unit",
            "rename_unit",
            "add_unit_name",
            "move_unit",
            "close_unit",
            "reopen_unit",
        ],
    )
    def test_are_not_found_by_a_stranger(self, city, stranger, client, name):
        client.force_login(stranger)

        assert client.get(_url(name, city.station.pk)).status_code == 404

    def test_are_refused_to_who_lacks_the_right(self, city, client):
        client.force_login(make.user("training", city.detachment))

        assert client.get(_url("close_unit", city.station.pk)).status_code == 403

    def test_form_adds_a_unit_below(self, city, admin, client):
        form = client.get(_url("create_below", city.battalion.pk))
        typed = {"parent": city.battalion.pk, "kind": "STATION", "name": "石梁站"}
        answer = client.post(_url("create_unit"), typed)

        made = Unit.objects.get(name="石梁站")
        assert form.status_code == 200
        assert answer.url == _url("unit", made.pk)
        assert (made.parent, made.short_name) == (city.battalion, "石梁站")

    def test_form_says_what_is_wrong_at_the_field(self, city, admin, client):
        typed = {"parent": city.battalion.pk, "kind": "STATION", "name": "府山站", "division_code": "x"}
        answer = client.post(_url("create_unit"), typed)

        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"name"}

    def test_forms_rename_move_close_and_reopen(self, city, admin, client):
        station = city.other_station
        client.post(
            _url("rename_unit", station.pk), {"name": "衢江特勤站", "short_name": "衢江", "since_date": "2026-01-01"}
        )
        client.post(_url("move_unit", station.pk), {"parent": city.battalion.pk})
        client.post(_url("close_unit", station.pk), {"closed_date": "2026-02-01", "reason": "撤并"})

        station.refresh_from_db()
        assert (station.name, station.parent, str(station.closed_date)) == ("衢江特勤站", city.battalion, "2026-02-01")
        client.post(_url("reopen_unit", station.pk), {"reason": "误撤"})
        station.refresh_from_db()
        assert station.closed_date is None


class TestUserPages:
    def test_list_costs_the_same_however_many_users(self, city, admin, client, django_assert_max_num_queries):
        for _number in range(10):
            make.user("training", city.station)

        with django_assert_max_num_queries(11):
            answer = client.get(_url("users"))

        assert answer.context["listing"].total == 11

    def test_list_shows_a_stranger_only_themselves(self, city, admin, stranger, client):
        client.force_login(stranger)

        answer = client.get(_url("users"))

        assert [row.record for row in answer.context["listing"].page.object_list] == [stranger]

    @pytest.mark.parametrize("name", ["user", "change_user", "assign_role", "set_password", "bar_user", "admit_user"])
    def test_are_not_found_by_a_stranger(self, admin, stranger, client, name):
        client.force_login(stranger)

        assert client.get(_url(name, admin.pk)).status_code == 404

    def test_form_adds_a_user_who_can_sign_in(self, city, admin, client):
        typed = {
            "username": "hezhiyuan",
            "name": "何志远",
            "password": "tong-xin-yuan-8",
            "unit": city.station.pk,
            "role_code": "station_officer",
            "since_date": str(timezone.localdate()),
        }
        answer = client.post(_url("create_user"), typed)

        made = User.objects.get(username="hezhiyuan")
        assert answer.url == _url("user", made.pk)
        assert made.check_password("tong-xin-yuan-8")
        assert made.may("incidents.receive_order", city.station.path)

    def test_form_refuses_a_weak_password_at_the_field(self, city, admin, client):
        typed = {
            "username": "hezhiyuan",
            "name": "何志远",
            "password": "1234567890",
            "unit": city.station.pk,
            "role_code": "station_officer",
            "since_date": "2026-01-01",
        }
        answer = client.post(_url("create_user"), typed)

        assert set(answer.context["form"].errors) == {"password"}
        assert not User.objects.filter(username="hezhiyuan").exists()

    def test_forms_give_and_end_a_role_and_bar_and_admit(self, city, admin, client):
        user = make.user("training", city.detachment)
        today = str(timezone.localdate())
        client.post(
            _url("assign_role", user.pk), {"unit": city.station.pk, "role_code": "commander", "since_date": today}
        )
        given = user.assignments.get(role__code="commander")
        client.post(_url("end_assignment", given.pk), {"until_date": today})
        client.post(_url("bar_user", user.pk), {"reason": "调离"})

        given.refresh_from_db()
        page = client.get(_url("user", user.pk))
        assert str(given.until_date) == today
        assert not make.fresh(user).is_active
        assert _url("admit_user", user.pk) in page.content.decode()
        client.post(_url("admit_user", user.pk), {"reason": "回来"})
        assert make.fresh(user).is_active

    def test_roles_page_shows_every_role_and_act(self, admin, client):
        page = client.get(_url("roles")).content.decode()

        assert "incidents.order_forces" in page
        assert "dispatcher" in page

    def test_code_lists_open_with_their_source(self, admin, client):
        lists = client.get(_url("codes"))
        rows = client.get(_url("code_list", "incident_kinds"))
        unknown = client.get(_url("code_list", "no-such-list"))

        assert "incident_kinds" in lists.content.decode()
        assert rows.context["listing"].total > 5
        assert unknown.status_code == 404


class TestAccountPages:
    def test_show_ones_own_roles(self, city, client):
        user = make.user("training", city.station)
        client.force_login(user)

        answer = client.get(_url("account"))

        assert city.station.name in answer.content.decode()

    def test_change_the_password_and_keep_only_this_session(self, admin, client, django_user_model):
        typed = {"old": make.PASSWORD, "password": "xin-mi-ma-2026", "again": "xin-mi-ma-2026"}
        answer = client.post(_url("password"), typed)

        assert answer.status_code == 302
        assert client.get(_url("account")).status_code == 200
        assert make.fresh(admin).check_password("xin-mi-ma-2026")

    def test_refuse_two_different_new_passwords(self, admin, client):
        answer = client.post(
            _url("password"), {"old": make.PASSWORD, "password": "xin-mi-ma-2026", "again": "other-2026-x"}
        )

        assert set(answer.context["form"].errors) == {"again"}

    def test_show_a_key_once(self, admin, client):
        made = client.post(_url("tokens"), {"label": "大屏", "scopes": ["units.view_unit"]})
        again = client.get(_url("tokens"))

        key = made.context["key"]
        assert key in made.content.decode()
        assert key not in again.content.decode()
        assert Token.objects.get().digest == Token.digest_of(key)

    def test_offer_only_scopes_that_the_user_holds(self, city, client):
        client.force_login(make.user("training", city.detachment))

        page = client.get(_url("tokens"))
        answer = client.post(_url("tokens"), {"label": "大屏", "scopes": ["units.close_unit"]})

        offered = [name for name, _label in page.context["form"].fields["scopes"].choices]
        assert "units.close_unit" not in offered
        assert "units.view_unit" in offered
        assert set(answer.context["form"].errors) == {"scopes"}

    def test_revoke_ones_own_key_and_nobody_elses(self, city, admin, client):
        other = make.user("training", city.detachment)
        make_token = {"scopes": ["units.view_unit"], "at": timezone.now()}
        mine, _key = actions.make_token(user_id=admin.pk, label="mine", by=admin, **make_token)
        theirs, _key = actions.make_token(user_id=other.pk, label="theirs", by=other, **make_token)

        assert client.post(_url("revoke_token", mine.pk)).status_code == 302
        assert client.post(_url("revoke_token", theirs.pk)).status_code == 404
        mine.refresh_from_db()
        assert mine.revoked_at is not None

    @pytest.mark.parametrize(
        ("name", "value", "status"),
        [
            ("theme", "dark", 204),
            ("language", "en", 204),
            ("columns:units:units", "name,kind", 204),
            ("theme", "pink", 422),
            ("is_active", "1", 422),
            ("columns:units:units", "<script>", 422),
        ],
    )
    def test_keep_known_preferences_only(self, admin, client, name, value, status):
        answer = client.post(_url("preference"), {"name": name, "value": value})

        assert answer.status_code == status
        assert (make.fresh(admin).preferences.get(name) == value) is (status == 204)

    def test_keep_a_view_and_give_it_up(self, admin, stranger, client):
        client.post(
            _url("save_view"), {"page": "units:units", "name": "站", "query": "kind=STATION", "next": "/units/"}
        )
        view = SavedView.objects.get(user=admin)
        page = client.get(_url("units")).content.decode()
        client.force_login(stranger)
        client.post(_url("forget_view", view.pk))
        kept = SavedView.objects.filter(pk=view.pk).exists()
        client.force_login(admin)
        client.post(_url("forget_view", view.pk))

        assert "kind=STATION" in page
        assert kept
        assert not SavedView.objects.exists()

    def test_switch_offers_the_units_below_ones_own(self, city, client):
        client.force_login(make.user("battalion_head", city.battalion))

        page = client.get(_url("account")).content.decode()

        assert f'value="{city.station.path}"' in page
        assert f'value="{city.other_station.path}"' not in page

    def test_ask_a_visitor_to_sign_in_first(self, client):
        answer = client.get(_url("account"))

        assert answer.url.startswith(_url("login"))
