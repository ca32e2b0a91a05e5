"""The first administrator."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from lanyan.units.models import Unit, User
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db

OPTIONS = {
    "username": "admin",
    "name": "管理员",
    "password": make.PASSWORD,
    "unit_code": "3308",
    "unit_name": "衢州市消防救援支队",
}


class TestCreateadmin:
    def test_makes_the_top_unit_and_an_administrator_in_an_empty_database(self):
        out = io.StringIO()

        call_command("createadmin", stdout=out, **OPTIONS)

        unit, user = Unit.objects.get(), User.objects.get()
        assert (unit.path, unit.division_code, unit.kind) == ("01.", "3308", "DETACHMENT")
        assert user.check_password(make.PASSWORD)
        assert user.may("units.create_unit", unit.path)
        assert "admin" in out.getvalue()

    def test_takes_the_unit_that_is_there(self):
        city = make.city()

        call_command("createadmin", stdout=io.StringIO(), **{**OPTIONS, "unit_code": "330802", "unit_name": None})

        assert User.objects.get().paths() == [city.battalion.path]
        assert Unit.objects.count() == 4

    @pytest.mark.parametrize(
        ("option", "more"),
        [
            ("--password", {"password": "12345"}),
            ("--username", {"username": "no good"}),
            ("--unit-code", {"unit_code": "quzhou"}),
        ],
    )
    def test_says_in_one_line_what_is_wrong_and_leaves_nothing_behind(self, option, more):
        with pytest.raises(CommandError, match=option) as refusal:
            call_command("createadmin", **{**OPTIONS, **more})

        assert refusal.value.returncode == 2
        assert not Unit.objects.exists()
        assert not User.objects.exists()

    def test_says_what_is_missing_when_nobody_can_be_asked(self, monkeypatch):
        monkeypatch.setattr("sys.stdin", io.StringIO(""))

        with pytest.raises(CommandError, match="--username"):
            call_command("createadmin", **{**OPTIONS, "username": None})

    def test_reads_the_password_from_standard_input(self, monkeypatch):
        monkeypatch.setattr("sys.stdin", io.StringIO("zhan-bei-2027\n"))

        call_command("createadmin", stdout=io.StringIO(), password_stdin=True, **{**OPTIONS, "password": None})

        assert User.objects.get().check_password("zhan-bei-2027")
