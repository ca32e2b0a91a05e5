"""A record that the loader wrote, and its history, equal those that the actions write."""

from collections import defaultdict
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError

from lanyan.demo import loader as loading
from lanyan.demo import past_book
from lanyan.demo.loader import Loader, LoadFailed
from lanyan.demo.past_book import Book, actor
from lanyan.demo.past_journal import Journal
from lanyan.demo.past_rows import RECORDS, event_model, tables_written
from lanyan.demo.past_script import Act, Choice, Script, Stage, instant
from lanyan.forces.models import Vehicle
from lanyan.incidents.models import Call, DispatchOrder, Incident, LogEntry, Run
from lanyan.incidents.tests import make
from lanyan.kernel import audit
from lanyan.kernel.models import ExternalNumber, SearchEntry, Serial
from lanyan.kernel.periods import ZONE
from lanyan.places.models import Place

pytestmark = pytest.mark.django_db

START = int(make.NIGHT.timestamp())
FIRE, SECOND = 7, 8


class Cast:
    """A small city, its book, and the scripts about it."""

    def __init__(self) -> None:
        self.world: SimpleNamespace = make.city()
        self.book: Book = past_book.read(self.world.detachment)
        self.taker, self.officer = actor(self.world.taker), actor(self.world.officer)
        self.commander = actor(self.world.commander)
        self.place = Place.objects.create(
            kind=Place.Kind.ESTATE,
            name="锦桂苑",
            address="文昌大道 186 号",
            division_id="330802",
            lon=118.8665,
            lat=28.9565,
        )

    def act(self, verb: str, after: int, entered: int = 0, by: Any = None, /, **more: Any) -> Act:
        """One act some seconds after the beginning."""
        return Act(verb, START + after, by or self.taker, more, START + entered if entered else 0)

    def call(self, after: int, words: str, source: str = "PHONE_119", **draft: Any) -> list[Act]:
        """Take a call and write it down."""
        changes = {
            "phone": f"100{after:08}",
            "caller": "王先生",
            "words": words,
            "kind": "FIRE",
            "subkind": "FIRE-HIGH",
            "level": 2,
            "facts": {"trapped": 1, "place_class": "high_rise", "burning": '油锅 \\ "旺"'},
            "place_words": "锦桂苑7幢",
            "place_id": self.place.pk,
            "place_answer": "锦桂苑 7 幢",
            "town": "府山街道",
            "division": "330802",
            "lon": 118.8665,
            "lat": 28.9565,
            **draft,
        }
        return [
            self.act("take_call", after, source=source, rang_at=START + after - 4),
            self.act("save_draft", after + 15, changes=changes),
        ]

    def stamp(self, after: int, stamp: str, *runs: int, entered: int = 0) -> Act:
        """Stamp some runs, by radio."""
        return self.act("stamp", after, entered, runs=list(runs), stamp=stamp, source="radio")

    def fire(self) -> Script:
        """A whole fire: doubted, opened, two stations, raised, reinforced, a later entry, a result, both numbers."""
        world = self.world
        first = [
            Choice(world.pump.pk, 6, "主战编队", "吴海涛"),
            Choice(world.rescue.pk, 5, "主战编队"),
            Choice(world.ladder.pk, 4),
        ]
        acts = [
            *self.call(0, "十一楼厨房着火了\n烟很大"),
            self.act("suspend_incident", 20, reason="地址说不清"),
            self.act("open_incident", 38),
            self.act("order_forces", 40, picks=first, note="注意道路窄"),
            self.act("receive_order", 50, 0, self.officer, order=0, source="terminal"),
            self.act("receive_order", 55, 0, self.officer, order=1, source="terminal"),
            self.stamp(90, "departed", 0, 1),
            self.stamp(95, "departed", 2),
            self.stamp(300, "arrived", 0, 1),
            self.act("raise_level", 320, 0, self.commander, level=3, reason="火势扩大"),
            self.act("order_forces", 330, picks=[Choice(world.tanker.pk, 4)], note=""),
            self.act("receive_order", 342, 0, self.officer, order=2, source="terminal"),
            self.act("write_log", 350, text="到场后侦察\t火势不大"),
            self.stamp(360, "deployed", 0, 1, entered=500),
            self.stamp(520, "departed", 3),
            self.stamp(600, "turned_back", 2),
            self.stamp(640, "water_on", 0),
            self.stamp(700, "arrived", 3),
            self.stamp(900, "controlled", 0),
            self.stamp(1200, "knocked_down", 0),
            self.stamp(1500, "water_off", 0),
            self.stamp(1800, "left_scene", 0, 1, 3),
            self.stamp(1900, "available", 0),
            *(self.stamp(2000 + run, "returned", run) for run in range(4)),
            *(self.stamp(2500 + run, "ready", run) for run in range(4)),
            self.act("record_result", 2700, result={"rescued": 1, "evacuated": 0, "property_protected": 46}),
            self.act("close_incident", 2800),
            self.act("correct_incident", 9000, 0, self.commander,
                     changes={"title": "锦桂苑火灾", "is_notable": True}, reason="列为战例"),
            self.act("fill", 9100, system="DISPATCH_119", number="119-1"),
            self.act("fill", 9200, system="NATIONAL", number="XF-1", differs=True),
        ]  # fmt: skip
        return Script("3308", acts, FIRE)

    def others(self) -> list[Script]:
        """What becomes of calls otherwise."""
        pranked = self.act("file_false", 700, subkind="FALSE-PRANK", reason="恶作剧")
        sent = [Choice(self.world.pump.pk, 5)]
        exercise = self.call(90_000, "演练")
        exercise[0].more["is_exercise"] = True
        return [
            Script("3308", [*self.call(100, "楼上冒烟"), self.act("join_call", 140, into=FIRE)]),
            Script("3308", [*self.call(200, "测试"), self.act("file_test", 300, reason="线路测试")]),
            Script("3308", [*self.call(600, "着火了"), pranked]),
            Script("3308", [
                *self.call(3000, "门反锁", kind="ASSIST", subkind="ASSIST-DOOR", level=None, facts={}),
                self.act("open_incident", 3030), self.act("withdraw_incident", 3100, reason="已自行解决"),
            ]),
            Script("3308", [
                *self.call(4000, "报警器一直响"), self.act("open_incident", 4030),
                self.act("order_forces", 4031, picks=sent), self.act("receive_order", 4040, order=0, source="terminal"),
                self.stamp(4100, "departed", 0), self.stamp(4200, "turned_back", 0), self.stamp(4300, "returned", 0),
                self.stamp(4400, "ready", 0), self.act("file_false", 4500, subkind="FALSE-MISTAKE", reason="误报"),
                self.act("close_incident", 4600),
            ]),
            Script("3308", [*exercise, self.act("open_incident", 90_030)]),
            # Nobody is on the line: the search knows the call by its source and the time of day.
            Script("3308", [
                *self.call(100_000, "感烟探测器报警", source="ALARM", phone="", caller=""),
                self.act("open_incident", 100_040),
            ]),
        ]  # fmt: skip

    def perform(self, scripts: list[Script]) -> None:
        """Live through the scripts by the actions. A call joins while the first incident is open."""
        stage = Stage(self.world.detachment)
        stage.known = defaultdict(lambda: Incident.objects.order_by("pk").first())
        for script in scripts:
            stage.perform(script)

    def load(self, scripts: list[Script]) -> None:
        """Write the same scripts down and load them."""
        with loading.standing_aside(*tables_written()):
            loader = Loader()
            Journal(loader, {"3308": self.book}, seed=1).play_all(scripts)
            loader.finish()
        loading.continue_ids(*RECORDS, *(event_model(model) for model in RECORDS), LogEntry, SearchEntry)


@pytest.fixture
def cast() -> Cast:
    """The small city."""
    return Cast()


def snapshot() -> dict[str, Any]:
    """Everything written about incidents, with ids replaced by places in the row."""
    places = {
        model: {pk: number for number, pk in enumerate(model.objects.order_by("pk").values_list("pk", flat=True))}
        for model in RECORDS
    }
    pointing = {"incident_id": Incident, "merged_into_id": Incident, "taken_as_id": Incident}
    pointing |= {"order_id": DispatchOrder, "run_id": Run}

    def plain(record: Any, model: Any) -> dict[str, Any]:
        row = {
            column.attname: getattr(record, column.attname)
            for column in model._meta.concrete_fields
            if hasattr(record, column.attname)
        }
        row["id"] = places[model].get(row["id"]) if model in places else None
        for name, target in pointing.items():
            if row.get(name) is not None:
                row[name] = places[target][row[name]]
        if model is ExternalNumber:
            row["record_id"] = places[Run if row["kind"] == "incidents.run" else Incident][row["record_id"]]
        if model is SearchEntry:
            target = Incident if row["kind"] == "incident" else Call
            row["record_id"], row["url"] = places[target][row["record_id"]], "/".join(row["url"].split("/")[:-2])
        return row

    found: dict[str, Any] = {"serials": dict(Serial.objects.values_list("series", "last"))}
    for model in (*RECORDS, LogEntry, SearchEntry):
        records = model.objects.order_by("pk")
        if model is SearchEntry:
            records = records.filter(kind__in=("incident", "call"))
        rows = [plain(record, model) for record in records]
        found[model.__name__] = sorted(rows, key=lambda row: str(sorted(row.items(), key=str)))
    for model in RECORDS:
        events = event_model(model).objects.select_related("pgh_context").order_by("pgh_obj_id", "pgh_id")
        found[f"{model.__name__} events"] = [
            (plain(event, model), places[model][event.pgh_obj_id], event.pgh_label, event.pgh_context.metadata)
            for event in events
        ]
    return found


def both_ways(cast: Cast, scripts: list[Script]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the actions leave and what the loader leaves."""
    mark = transaction.savepoint()
    cast.perform(scripts)
    performed = snapshot()
    transaction.savepoint_rollback(mark)
    cast.load(scripts)
    return performed, snapshot()


@pytest.mark.parametrize("which", ["fire", "others", "joined"])
def test_leaves_what_the_actions_leave(cast: Cast, which: str) -> None:
    opened = Script("3308", cast.fire().acts[:8], FIRE)
    scripts = {"fire": [cast.fire()], "others": cast.others()[1:], "joined": [opened, cast.others()[0]]}[which]

    performed, loaded = both_ways(cast, scripts)

    assert performed.keys() == loaded.keys()
    for name, rows in performed.items():
        assert loaded[name] == rows, name


def test_finds_a_call_without_telephone_by_source_and_time_of_day(cast: Cast) -> None:
    cast.load([cast.others()[-1]])

    title = SearchEntry.objects.get(kind="call").title

    # The city's night begins at 03:00 in Beijing; the call came 100,000 seconds later.
    clock = f"{instant(START + 100_000).astimezone(ZONE):%H:%M:%S}"
    assert title == f"自动报警 {clock}" == str(Call.objects.get())


def test_tells_the_same_history(cast: Cast) -> None:
    mark = transaction.savepoint()
    cast.perform([cast.fire()])
    told = [(e.act, e.label, e.who, e.reason, e.changes) for e in audit.history(Incident.objects.get())]
    transaction.savepoint_rollback(mark)
    cast.load([cast.fire()])

    entries = audit.history(Incident.objects.get())

    assert [(e.act, e.label, e.who, e.reason, e.changes) for e in entries] == told
    assert entries[-1].at == instant(START)
    assert entries[0].at == instant(START + 9000)


def test_goes_on_with_ids_and_numbers(cast: Cast) -> None:
    cast.load([cast.fire()])

    later = make.draft(cast.world, instant(START + 20_000))

    assert later.number == "3308-20240509-0002"
    assert later.pk == Incident.objects.exclude(pk=later.pk).get().pk + 1
    assert later.pgh_event_model.objects.filter(pgh_obj_id=later.pk).count() == 2


def test_puts_guards_and_indexes_back(cast: Cast) -> None:
    def guards() -> tuple[Any, Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' ORDER BY 1"
            )
            keys = cursor.fetchall()
            cursor.execute("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1")
            return keys, cursor.fetchall()

    before = guards()
    cast.load([cast.fire()])

    assert guards() == before
    with pytest.raises(DatabaseError), transaction.atomic():
        Incident.objects.update(status="DRAFT")


def test_refuses_rows_that_point_nowhere(cast: Cast) -> None:
    script = cast.fire()
    cast.book.vehicles[cast.world.pump.pk].station.unit = 987_654
    Vehicle.objects.update(condition_reason="")

    with pytest.raises(IntegrityError), transaction.atomic():
        cast.load([script])

    assert not Incident.objects.exists()


def _load_from_a_child(make: Any) -> None:
    loader = Loader()
    rows = loader.sink(Serial._meta.db_table, ["series", "last"])
    loader.fill(lambda: make(rows, loader))


def test_loads_what_another_process_makes() -> None:
    def make(rows: list[str], loader: Loader) -> None:
        rows.extend(f"蓝焰-{number}\t{number}" for number in range(25_000))
        loader.offer()
        rows.append("last\t7")

    _load_from_a_child(make)

    assert Serial.objects.count() == 25_001
    assert Serial.objects.get(series="蓝焰-119").last == 119


def test_says_where_the_making_of_rows_failed() -> None:
    def make(rows: list[str], _loader: Loader) -> None:
        rows.append("first\t1")
        raise ValueError("no such station")

    with pytest.raises(LoadFailed, match="no such station"), transaction.atomic():
        _load_from_a_child(make)

    assert not Serial.objects.exists()


def test_keeps_the_maker_of_rows_away_from_the_database() -> None:
    with pytest.raises(LoadFailed, match="has no database"):
        _load_from_a_child(lambda _rows, _loader: Serial.objects.count())

    assert not Serial.objects.exists()


def test_ends_the_maker_when_the_database_refuses() -> None:
    def make(rows: list[str], loader: Loader) -> None:
        while True:
            rows.extend(["twice\t1"] * 20_000)
            loader.offer()

    before = psutil.Process().children()

    with pytest.raises(DatabaseError), transaction.atomic():
        _load_from_a_child(make)

    assert psutil.Process().children() == before
