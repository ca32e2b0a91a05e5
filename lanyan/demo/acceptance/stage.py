"""The installation that an acceptance works on: a city in a folder of its own, served on loopback."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket
from urllib.error import URLError
from urllib.request import urlopen

from lanyan.kernel.postgres import Server

PATIENCE_SECONDS = 120
CITY = "3308"
SEAT_SCOPES = ["take_call", "open_incident", "order_forces", "view_incident"]
STATION_SCOPES = ["receive_order", "stamp_run", "view_incident"]


@dataclass
class Post:
    """A station as the simulation needs it: where it lies, its people's cookie and key."""

    pk: int
    name: str
    lon: float
    lat: float
    cookie: str
    key: str


@dataclass
class Stage:
    """Where everybody works: the address, a key for each seat, the stations."""

    base: str = ""
    seats: list[str] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)


@contextmanager
def staged(seats: int) -> Iterator[Stage]:
    """Build, serve, and take everything away again."""
    home = Path(tempfile.mkdtemp(prefix="lanyan-acceptance-"))
    # Root's server runs as another user, who must be able to pass through.
    home.chmod(0o711)
    environment = {**os.environ, "LANYAN_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    server = Server(home=home)
    process: subprocess.Popen[bytes] | None = None
    try:
        stage = _built(environment, seats)
        with socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        process = subprocess.Popen(
            [sys.executable, "-m", "lanyan", "serve", "--port", str(port)], stdout=subprocess.DEVNULL, env=environment
        )
        stage.base = f"http://127.0.0.1:{port}"
        _wait_for(f"{stage.base}/health/")
        yield stage
    finally:
        if process is not None:
            process.terminate()
            process.wait(30)
        if server.data.exists():
            server.stop()
        shutil.rmtree(home, ignore_errors=True)


def _built(environment: dict[str, str], seats: int) -> Stage:
    """Build the city in a process of its own, whose settings know the folder."""
    for command in (["migrate", "-v", "0"], ["buildstage", str(seats)]):
        done = subprocess.run(
            [sys.executable, "-m", "lanyan", *command], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(done.stderr)
    lines = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]
    return Stage(
        seats=[key for kind, key, *_rest in lines if kind == "seat"],
        posts=[
            Post(int(pk), name, float(lon), float(lat), cookie, key)
            for kind, pk, name, lon, lat, cookie, key in (line for line in lines if line[0] == "post")
        ],
    )


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("the installation did not start")


def build(seats: int) -> Iterator[str]:
    """Build the city in the database at hand; yields what the simulation needs as lines of columns."""
    # Django's models can be imported only once it is set up, and the simulation itself needs none of them.
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from lanyan.demo.ground import build_ground, build_roads  # noqa: PLC0415
    from lanyan.forces.models import Station  # noqa: PLC0415
    from lanyan.units import actions  # noqa: PLC0415
    from lanyan.units.models import Unit  # noqa: PLC0415

    now = timezone.now()
    build_roads(build_ground(seed=1, at=now))

    def somebody(role: str, unit: Unit, name: str, scopes: list[str]) -> tuple[str, str]:
        user = actions.create_user(
            username=name, name=name, password=None, unit_id=unit.pk, role_code=role,
            since_date=timezone.localdate(now), by=None,
        )  # fmt: skip
        client = Client()
        client.force_login(user)
        wanted = [f"incidents.{scope}" for scope in scopes]
        made = actions.make_token(user_id=user.pk, label="acceptance", scopes=wanted, at=now, by=user)
        return client.cookies["sessionid"].value, next(part for part in made if isinstance(part, str))

    centre = Unit.objects.get(kind=Unit.Kind.DETACHMENT, division_code=CITY)
    for number in range(seats):
        yield "\t".join(("seat", somebody("dispatcher", centre, f"seat-{number}", SEAT_SCOPES)[1]))
    for station in Station.objects.filter(unit__path__startswith=centre.path, lon__isnull=False).order_by("pk"):
        cookie, key = somebody("station_officer", station.unit, f"post-{station.pk}", STATION_SCOPES)
        yield "\t".join(("post", str(station.pk), str(station), str(station.lon), str(station.lat), cookie, key))
