"""How long a file of past runs takes to come in, and its memory: `python bench/import_runs.py [--rows N]`.

Makes a workbook of so many runs, two to an incident, with times in six spellings and one row in fifty with a fault; the
incidents, stations and vehicles they need come in first and are not measured. Reads it dry, loads it, reads it once
more, and writes it out, each in a process of its own on a throw-away home. JSON on the last line.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from import_incidents import BEGIN, MOST_MB, MOST_SECONDS, ROWS, SPELLINGS, STATIONS, ground
from import_premises import command

# Vehicles of each station: so many that none is out twice at once.
VEHICLES = 5
HEAD = ("警情编号", "车牌号", "出动单位", "调派批次", "出动人数", "带队干部", "调派时间", "受令时间", "出动时间",
        "到场时间", "展开时间", "撤离时间", "归队时间")  # fmt: skip
# Minutes from the call to the order and to each stamp.
STEPS = (1, 2, 3, 10, 12, 50, 65)
MINUTES_BETWEEN = 11 * 365 * 1440 // ROWS


def _at(number: int) -> object:
    return BEGIN + timedelta(minutes=number * MINUTES_BETWEEN)


def _plate(station: int, vehicle: int) -> str:
    return f"浙H{station}{vehicle:03}应急"


def before(home: Path, incidents: int) -> None:
    """What runs need: stations with their vehicles, and the incidents they went to."""
    ground(home)
    stations = [f"{name},FIRST,118.87,28.93" for name in STATIONS]
    vehicles = [
        f"{_plate(station, vehicle)},{station}-{vehicle},水罐消防车,{name},6"
        for station, name in enumerate(STATIONS)
        for vehicle in range(VEHICLES)
    ]
    past = [
        f"119-{number:07},{_at(number):%Y-%m-%d %H:%M},火灾,居住建筑,一级,荷花中路{number}号,{STATIONS[number % 4]},"
        f"{_at(number) + timedelta(minutes=90):%Y-%m-%d %H:%M}"
        for number in range(1, incidents + 1)
    ]
    for kind, head, lines in (
        ("stations", "消防站,站级,经度,纬度", stations),
        ("vehicles", "车牌号,呼号,车辆类型,所属消防站,乘员", vehicles),
        ("incidents", "警情编号,接警时间,警情类型,警情子类,警情等级,案发地址,主管队站,结案时间", past),
    ):
        file = home / f"{kind}.csv"
        file.write_text("\n".join([head, *lines]), encoding="utf-8-sig")
        told = json.loads(command(home, "import", kind, str(file), "--user", "bench", "--json")[2])
        if told.get("refused"):
            raise SystemExit(f"{kind}: {told['faults'][:3]}")


def workbook(path: Path, rows: int) -> None:
    """Write the file as the old system gives it."""
    from openpyxl import Workbook  # noqa: PLC0415 - the parent process needs it once

    draw = random.Random(119)
    book = Workbook(write_only=True)
    page = book.create_sheet("出动车辆")
    page.append(HEAD)
    for number in range(rows):
        page.append(_row(number, draw))
    book.save(path)


def _row(number: int, draw: random.Random) -> list[object]:
    incident, second = number // 2 + 1, number % 2
    station = (incident + second) % len(STATIONS)
    spell = draw.choice(SPELLINGS)
    times = [_at(incident) + timedelta(minutes=minutes) for minutes in STEPS]  # type: ignore[operator]
    if number % 50 == 49:
        times[3] = times[0] - timedelta(minutes=5)
    return [
        f"119-{incident:07}", _plate(station, incident % VEHICLES), STATIONS[station], "", draw.randint(4, 7), "王建国",
        *(spell(one) for one in times),
    ]  # fmt: skip


def measure(rows: int, home: Path) -> dict[str, object]:
    """Import the file dry, for good, once more; then write it out."""
    file = home / "runs.xlsx"
    workbook(file, rows)
    before(home, rows // 2 + 1)
    found: dict[str, object] = {"rows": rows, "file_mb": round(file.stat().st_size / 1e6, 1)}
    for name, more in (("dry", ["--dry-run"]), ("load", []), ("again", [])):
        seconds, peak, told = command(home, "import", "runs", str(file), "--user", "bench", "--json", *more)
        counts = json.loads(told)
        counts.pop("faults")
        found[name] = {"seconds": round(seconds, 1), "peak_mb": peak, **counts}
    seconds, peak, _told = command(home, "export", "runs", str(home / "out.xlsx"))
    found["export"] = {"seconds": round(seconds, 1), "peak_mb": peak}
    return found


def main() -> None:
    """Measure and say whether it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="lanyan-bench-"))
    home.chmod(0o711)
    try:
        found = measure(options.rows, home)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    scale = max(1.0, options.rows / ROWS)
    steps = [found[name] for name in ("dry", "load", "again")]
    found["holds"] = all(
        isinstance(step, dict) and step["seconds"] <= MOST_SECONDS * scale and step["peak_mb"] <= MOST_MB
        for step in steps
    )
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
