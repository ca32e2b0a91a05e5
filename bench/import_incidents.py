"""How long a file of past incidents takes to come in, and its memory: `python bench/import_incidents.py [--rows N]`.

Makes a workbook of so many rows as an old 119 system gives them: titles above, headings merged over two rows, times in
six spellings, amounts with 万, one row in fifty with a fault. Reads it dry, loads it, reads it once more, and writes it
out, each in a process of its own on an empty database of a throw-away home. JSON on the last line.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from import_premises import command

ROWS = 50_000
MOST_SECONDS, MOST_MB = 60, 400
GROUPS = (
    "序号",
    "警情编号",
    "接警时间",
    "警情类型",
    "警情子类",
    "警情等级",
    "地点",
    None,
    None,
    None,
    "主管队站",
    "报警电话",
    "处置过程",
    None,
    None,
    None,
    "结案时间",
    "战果",
    None,
    None,
    None,
)
PARTS = (
    None,
    None,
    None,
    None,
    None,
    None,
    "案发地址",
    "乡镇街道",
    "经度",
    "纬度",
    None,
    None,
    "调派时间",
    "出动时间",
    "到场时间",
    "归队时间",
    None,
    "抢救人数",
    "疏散人数",
    "抢救财产价值（万元）",
    "保护财产价值（元）",
)
KINDS = (("火灾", "居住建筑", "一级"), ("火灾扑救", "交通工具", "1"), ("抢险救援", "交通事故", "救援一级"),
         ("社会救助", "摘马蜂窝", None), ("社会救助", "开门", None), ("虚假警", "误报", None))  # fmt: skip
TOWNS = ("荷花街道", "府山街道", "白云街道", "双港街道", "花园街道", "新新街道", "石梁镇", "航埠镇")
STREETS = ("荷花中路", "新桥街", "县西街", "坊门街", "上街", "下街", "礼贤街", "南湖西路", "劳动路", "西安路")
STATIONS = ("府山站", "荷花站", "白云站", "航埠站")
BEGIN = datetime(2015, 1, 1)  # noqa: DTZ001 - as a cell of Excel, which knows no zone
SPELLINGS = (
    lambda at: at,
    lambda at: f"{at.year}年{at.month}月{at.day}日 {at.hour}时{at.minute:02}分",
    lambda at: f"{at.year}.{at.month}.{at.day} {at:%H:%M:%S}",
    lambda at: f"{at:%Y/%m/%d %H:%M}",
    lambda at: (at - datetime(1899, 12, 30)).total_seconds() / 86_400,  # noqa: DTZ001
    lambda at: f"{at:%Y-%m-%d %H:%M:%S}".translate(str.maketrans("0123456789", "０１２３４５６７８９")),
)


def workbook(path: Path, rows: int) -> None:
    """Write the file as the old system gives it."""
    from openpyxl import Workbook  # noqa: PLC0415 - the parent process needs it once

    draw = random.Random(119)
    book = Workbook(write_only=True)
    page = book.create_sheet("警情")
    page.append(["柯城区历年警情导出表"])
    page.append(["导出人：统计干事", None, None, "2026年3月"])
    page.append(GROUPS)
    page.append(PARTS)
    for number in range(1, rows + 1):
        page.append(_row(number, draw))
    page.append(["合计", rows])
    book.save(path)


def _row(number: int, draw: random.Random) -> list[object]:
    # Eleven years, as many a day as a county has.
    at = BEGIN + timedelta(minutes=number * (11 * 365 * 1440 // 50_000), seconds=draw.randint(0, 59))
    kind, subkind, level = draw.choice(KINDS)
    spell = draw.choice(SPELLINGS)
    steps = [at + timedelta(minutes=minutes) for minutes in (1, 2, 9, 60)]
    if number % 50 == 0:
        if number % 100:
            steps[2] = at - timedelta(minutes=5)
        else:
            kind = "天外来客"
    return [
        number, f"119-{BEGIN.year}-{number:07}", spell(at), kind, subkind, level,
        f"柯城区{draw.choice(STREETS)}{draw.randint(1, 400)}号", draw.choice(TOWNS),
        118.80 + draw.random() / 5, 28.90 + draw.random() / 8, draw.choice(STATIONS),
        13_000_000_000 + draw.randint(0, 999_999_999), *(spell(one) for one in steps),
        spell(steps[3] + timedelta(minutes=20)), draw.randint(0, 3), "０", draw.choice(("3.5", "1.2万", None)),
        draw.choice(("12,300", "3.5万", None)),
    ]  # fmt: skip


def ground(home: Path) -> None:
    """The unit and its stations, brought in like anything else."""
    command(home, "migrate", "--verbosity", "0")
    command(home, "createadmin", "--username", "bench", "--name", "bench", "--password", "bench-bench-26",
            "--unit-code", "330802", "--unit-name", "柯城大队")  # fmt: skip
    units = home / "units.csv"
    lines = ["单位名称,类型", *(f"{name},消防救援站" for name in STATIONS)]
    units.write_text("\n".join(lines), encoding="gb18030")
    command(home, "import", "units", str(units))


def measure(rows: int, home: Path) -> dict[str, object]:
    """Import the file dry, for good, once more; then write it out."""
    file = home / "incidents.xlsx"
    workbook(file, rows)
    ground(home)
    found: dict[str, object] = {"rows": rows, "file_mb": round(file.stat().st_size / 1e6, 1)}
    for name, more in (("dry", ["--dry-run"]), ("load", []), ("again", [])):
        seconds, peak, told = command(home, "import", "incidents", str(file), "--user", "bench", "--json", *more)
        counts = json.loads(told)
        counts.pop("faults")
        found[name] = {"seconds": round(seconds, 1), "peak_mb": peak, **counts}
    seconds, peak, _told = command(home, "export", "incidents", str(home / "out.xlsx"))
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
