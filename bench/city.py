"""A city of 60 stations and 400 vehicles in a database of its own, served as users have it: the ground of benchmarks.

Not a benchmark itself. `with served_city() as city:` gives the address, the logins' cookies and the vehicles to send;
everything is gone afterwards. Another database than the embedded one is not touched: `DATABASE_URL` is taken away.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import django
import psutil

from lanyan.kernel.postgres import Server
from lanyan.kernel.processes import WORKER

STATIONS, VEHICLES, BATTALIONS = 60, 400, 10
CLIENTS = 200
# Of all screens: terminals (an equal number in each station), desks, walls.
TERMINALS, DESKS, BOARDS = 0.9, 0.075, 0.025
MIDDLE = (118.87, 28.95)
STEP_DEGREES = 0.03
KINDS = (
    ("SG", {"people": 6, "water_t": 8}),
    ("JY", {"people": 6, "rescue": 1}),
    ("SG", {"people": 5, "water_t": 12}),
    ("PM", {"people": 5, "water_t": 6, "foam_t": 2}),
    ("YT", {"people": 4, "ladder_m": 54}),
    ("JP", {"people": 5, "water_t": 6}),
    ("SG", {"people": 6, "water_t": 18}),
)
SINCE = date(2020, 1, 1)
PATIENCE_SECONDS = 120


@dataclass
class City:
    """What the clients of a benchmark need: addresses, cookies, ids."""

    base: str = ""
    centre: int = 0
    division: str = ""
    # A station's id with the cookies of its three terminals; cookies of desks and boards.
    stations: list[tuple[int, list[str]]] = field(default_factory=list)
    desks: list[str] = field(default_factory=list)
    boards: list[str] = field(default_factory=list)
    # Single vehicles to send: station id, key of the formation, longitude, latitude.
    picks: list[tuple[int, str, float, float]] = field(default_factory=list)
    # A key of the interface that may do what a dispatcher may.
    key: str = ""
    # The process that serves it, for measuring.
    supervisor: int = 0

    def as_json(self) -> str:
        """For a client in a process of its own."""
        return json.dumps(asdict(self))

    def processes(self) -> dict[str, list[psutil.Process]]:
        """The processes of the installation by what they are: web, worker, postgres."""
        found: dict[str, list[psutil.Process]] = {"web": [], "worker": [], "postgres": []}
        for process in psutil.Process(self.supervisor).children(recursive=True):
            web = "lanyan.config.web" in process.cmdline()
            name = "worker" if process.name() == WORKER else "web" if web else "postgres"
            found[name].append(process)
        return found


def build(clients: int = CLIENTS) -> City:
    """Make the city in the database at hand and sign everybody in."""
    # Django's models can be imported only once it is set up.
    from django.test import Client  # noqa: PLC0415

    from lanyan.demo import cities, geography  # noqa: PLC0415
    from lanyan.forces.models import Formation, FormationVehicle, Station, Vehicle  # noqa: PLC0415
    from lanyan.kernel import codes  # noqa: PLC0415
    from lanyan.places.models import Division, MapLine  # noqa: PLC0415
    from lanyan.units import actions  # noqa: PLC0415
    from lanyan.units.models import User  # noqa: PLC0415

    city = City()
    plan = next(plan for plan in cities.CITIES if plan.code == "3308")
    picture = geography.build(plan, {division.code: division for division in Division.objects.all()}, seed=1)
    MapLine.objects.bulk_create(picture.lines, batch_size=1000)

    def unit(kind: str, name: str, parent: Any = None) -> Any:
        return actions.create_unit(
            kind=kind, name=name, short_name=name, parent_id=parent and parent.pk, division_code="3308",
            since_date=SINCE, by=None,
        )  # fmt: skip

    def cookie(role: str, where: Any, number: int) -> str:
        name = f"{role.replace('_', '-')}-{where.pk}-{number}"
        user = actions.create_user(
            username=name, name=name, password=None, unit_id=where.pk, role_code=role, since_date=SINCE, by=None
        )
        client = Client()
        client.force_login(user)
        return client.cookies["sessionid"].value

    root = unit("DETACHMENT", "测量支队")
    city.centre, city.division = root.pk, root.division_code
    battalions = [unit("BATTALION", f"第{number}大队", root) for number in range(1, BATTALIONS + 1)]
    numbers: dict[str, int] = {}
    left = VEHICLES
    for number in range(STATIONS):
        where = unit("STATION", f"测量{number + 1}站", battalions[number % BATTALIONS])
        lon = round(MIDDLE[0] + STEP_DEGREES * (number % 8 - 4), 5)
        lat = round(MIDDLE[1] + STEP_DEGREES * (number // 8 - 4), 5)
        station = Station.objects.create(unit=where, station_class=Station.Class.FIRST, lon=lon, lat=lat)
        share = -(-left // (STATIONS - number))
        left -= share
        made = []
        for kind, capabilities in KINDS[:share]:
            numbers[kind] = numbers.get(kind, 0) + 1
            made.append(
                Vehicle.objects.create(
                    call_sign=f"{kind}-{numbers[kind]:03d}", plate=f"测·{kind}{numbers[kind]:03d}", home=station,
                    kind=codes.get("vehicle_kinds", kind), capabilities=capabilities,
                )
            )  # fmt: skip
        formation = Formation.objects.create(station=station, name="主战编队")
        for order, vehicle in enumerate(made[:2]):
            FormationVehicle.objects.create(formation=formation, vehicle=vehicle, order=order)
        city.picks += [(station.pk, f"v{vehicle.pk}", lon, lat) for vehicle in made]
        each = round(clients * TERMINALS / STATIONS)
        city.stations.append((station.pk, [cookie("station_officer", where, turn) for turn in range(each)]))
    city.desks = [cookie("dispatcher", root, number) for number in range(round(clients * DESKS))]
    city.key = _key(User.objects.get(username=f"dispatcher-{root.pk}-0"))
    city.boards = [cookie("leader", root, number) for number in range(round(clients * BOARDS))]
    # One vehicle of every station before the second of any.
    each_station = {pk: [pick for pick in city.picks if pick[0] == pk] for pk, _cookies in city.stations}
    turns = range(max(map(len, each_station.values())))
    city.picks = [picks[turn] for turn in turns for picks in each_station.values() if turn < len(picks)]
    return city


def _key(user: Any) -> str:
    from django.utils import timezone  # noqa: PLC0415

    from lanyan.units import actions  # noqa: PLC0415

    scopes = ["incidents.take_call", "incidents.order_forces", "incidents.view_incident"]
    made = actions.make_token(user_id=user.pk, label="bench", scopes=scopes, at=timezone.now(), by=user)
    return next(part for part in made if isinstance(part, str))


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served_city(*, roads: bool = False, clients: int = CLIENTS) -> Iterator[City]:
    """Build the city in a folder of its own, with its roads if wanted, and serve it with `lanyan serve` on loopback."""
    home = Path(tempfile.mkdtemp(prefix="lanyan-bench-"))
    # Root's server runs as another user, who must be able to pass through.
    home.chmod(0o711)
    os.environ.pop("DATABASE_URL", None)
    os.environ["LANYAN_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lanyan.config.settings")
    server = Server(home=home)
    process: subprocess.Popen[bytes] | None = None
    try:
        server.ensure()
        city = _prepared(clients)
        if roads:
            _take_roads(city)
        server.release()
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "lanyan", "serve", "--port", str(port)], stdout=subprocess.DEVNULL
        )
        city.base, city.supervisor = f"http://127.0.0.1:{port}", process.pid
        _wait_for(f"{city.base}/health/")
        yield city
    finally:
        if process is not None:
            process.terminate()
            process.wait(30)
        if server.data.exists():
            server.stop()
        shutil.rmtree(home, ignore_errors=True)


def _take_roads(city: City) -> None:
    # Django's models can be imported only once it is set up.
    from lanyan.forces import road_import  # noqa: PLC0415
    from lanyan.units.models import Unit  # noqa: PLC0415

    road_import.from_picture(Unit.objects.get(pk=city.centre), "3308")


def _prepared(clients: int) -> City:
    django.setup()
    # Django's parts can be imported only once it is set up.
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    city = build(clients)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()
    return city


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")
