"""Ledgers by the API: the same actions as the page, the same rights, nothing loaded before it is asked for."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lanyan.premises.models import Premises
from lanyan.units import actions
from lanyan.units.tests import make
from lanyan.web.models import ImportRun

pytestmark = pytest.mark.django_db
SCOPES = ["reports.view_enter_once", "premises.import_premises"]
GOOD = "单位名称,地址,建筑面积\n老王餐馆,荷花中路12号,1.2万\n锦江宾馆,新桥街1号,3500\n"


@pytest.fixture
def world():
    world = make.city()
    world.admin = make.user("admin", world.detachment)
    return world


class Machine:
    """Another system with its key."""

    def __init__(self, client, user, scopes):
        given = {"user_id": user.pk, "label": "ledgers", "scopes": scopes, "at": timezone.now(), "by": user}
        self.client, self.headers = client, {"Authorization": f"Bearer {actions.make_token(**given)[1]}"}

    def bring(self, text=GOOD, **words):
        file = SimpleUploadedFile("台账.csv", text.encode())
        return self.client.post("/api/imports", {"kind": "premises", "file": file, **words}, headers=self.headers)

    def load(self, pk):
        return self.client.post(f"/api/imports/{pk}/load", headers=self.headers)

    def get(self, path):
        return self.client.get(f"/api{path}", headers=self.headers)


@pytest.fixture
def machine(client, world):
    return Machine(client, world.admin, SCOPES)


class TestAFile:
    def test_is_read_dry_and_loaded_when_asked(self, machine):
        brought = machine.bring()
        told = brought.json()
        before = Premises.objects.count()
        loaded = machine.load(told["id"]).json()

        assert (brought.status_code, told["state"], told["created"], before) == (201, "CHECKED", 2, 0)
        assert (loaded["state"], loaded["created"], Premises.objects.count()) == ("LOADED", 2, 2)
        assert machine.bring().json()["same"] == 2

    def test_tells_its_faults_by_row_and_column_and_loads_the_good_rows(self, machine):
        told = machine.bring(GOOD + "无照小店,,很大\n").json()
        machine.load(told["id"])
        kept = machine.get(f"/imports/{told['id']}").json()

        assert [(fault["row"], fault["column"]) for fault in told["faults"]] == [(4, "建筑面积（㎡）")]
        assert (kept["state"], kept["refused"], Premises.objects.count()) == ("LOADED", 1, 2)

    def test_is_loaded_once(self, machine):
        told = machine.bring().json()
        machine.load(told["id"])

        again = machine.load(told["id"])

        assert (again.status_code, Premises.objects.count()) == (422, 2)

    def test_that_cannot_be_read_says_why(self, machine):
        told = machine.bring("一,二\n1,2\n").json()

        assert told["state"] == "FAILED"
        assert told["problem"]

    @pytest.mark.parametrize(("wrong", "field"), [({"kind": "drums"}, "kind"), ({"unit": "9999"}, "unit")])
    def test_of_a_kind_or_unit_that_is_none_is_refused(self, machine, wrong, field):
        answer = machine.bring(**wrong)

        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


class TestTheRight:
    def test_of_the_ledger_is_asked_for_besides_that_of_the_page(self, client, world):
        without = Machine(client, world.admin, SCOPES[:1])

        assert without.bring().status_code == 403
        assert without.get("/ledgers").json() == []
        assert Machine(client, world.admin, SCOPES[1:]).bring().status_code == 403

    def test_ends_with_what_one_brought_in_oneself(self, client, world, machine):
        pk = machine.bring().json()["id"]
        other = Machine(client, make.user("admin", world.detachment, name="另一人"), SCOPES)

        assert other.get(f"/imports/{pk}").status_code == 404
        assert other.load(pk).status_code == 404
        assert other.get("/imports").json() == []
        assert [one["id"] for one in machine.get("/imports?kind=premises").json()] == [pk]
        assert ImportRun.objects.get().state == "CHECKED"


class TestTheKinds:
    def test_are_told_with_their_columns(self, machine):
        (one,) = machine.get("/ledgers").json()

        assert (one["kind"], one["scope"], one["goes_out"]) == ("premises", "premises.import_premises", True)
        assert {"key": "name", "must": True}.items() <= one["columns"][0].items()
