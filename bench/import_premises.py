"""How long a ledger of premises takes to come in, and how much memory: `python bench/import_premises.py [--rows N]`.

Makes a workbook of so many rows, one in fifty of them with a fault, reads it dry, loads it, and reads it once more,
each in a process of its own on an empty database of a throw-away home. JSON on the last line.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 50_000
MOST_SECONDS, MOST_MB = 60, 400
HEAD = (
    "序号",
    "单位名称",
    "统一社会信用代码",
    "乡镇街道",
    "地址",
    "经度",
    "纬度",
    "业态",
    "主管部门",
    "建筑面积（㎡）",
    "员工人数",
    "座位数",
    "联系电话",
    "开业日期",
    "消防安全责任人",
    "责任人电话",
    "消防安全管理人",
    "管理人电话",
)
TOWNS = ("荷花街道", "府山街道", "白云街道", "双港街道", "花园街道", "新新街道", "石梁镇", "航埠镇")
STREETS = ("荷花中路", "新桥街", "县西街", "坊门街", "上街", "下街", "礼贤街", "南湖西路", "劳动路", "西安路")
KINDS = (
    "饭店餐饮",
    "商店",
    "宾馆旅馆",
    "歌舞娱乐场所",
    "网吧",
    "美容洗浴",
    "生产加工企业",
    "学校",
    "诊所卫生院",
    "仓储物流",
)
WORDS = "老新大小东南西北金银福禄寿喜春夏秋冬山水云龙凤梅兰竹菊华丰荣昌盛隆泰安康宁"
TAILS = ("餐馆", "饭店", "超市", "宾馆", "服装厂", "修理部", "幼儿园", "便利店", "茶楼", "五金店")
PERSONS = ("王建国", "李小明", "陈立", "吴海涛", "郑国锋", "徐俊", "叶青", "方建明")


def workbook(path: Path, rows: int) -> None:
    """Write the ledger, with titles above the headings as departments do."""
    from openpyxl import Workbook  # noqa: PLC0415 - the parent process needs it once

    draw = random.Random(7)
    book = Workbook(write_only=True)
    page = book.create_sheet("台账")
    page.append(["柯城区场所台账"])
    page.append(["填报单位：商务局", None, "2026年3月"])
    page.append(HEAD)
    for number in range(1, rows + 1):
        page.append(_row(number, draw))
    book.save(path)


def _row(number: int, draw: random.Random) -> list[object]:
    name = "".join(draw.sample(WORDS, 3)) + draw.choice(TAILS)
    area: object = draw.choice((f"{draw.randint(10, 900)}㎡", draw.randint(10, 9000), "1.2万", "1,350"))
    phone: object = 13_000_000_000 + draw.randint(0, 999_999_999)
    if number % 50 == 0:
        area, phone = "很大", "见门牌"
    return [
        number,
        f"{name}{number}",
        None,
        draw.choice(TOWNS),
        f"柯城区{draw.choice(STREETS)}{draw.randint(1, 400)}号{number % 9}幢",
        118.80 + draw.random() / 5,
        28.90 + draw.random() / 8,
        draw.choice(KINDS),
        "商务部门",
        area,
        draw.randint(1, 80),
        draw.randint(0, 200),
        phone,
        f"20{draw.randint(10, 24)}年{draw.randint(1, 12)}月{draw.randint(1, 28)}日",
        draw.choice(PERSONS),
        13_800_000_000 + number,
        draw.choice(PERSONS),
        None,
    ]


def command(home: Path, *arguments: str) -> tuple[float, int, str]:
    """Run `lanyan` with a home; seconds, most memory of the process in MB, what it said."""
    code = "import sys, resource; from lanyan.cli import main; status = main(sys.argv[1:]);" + (
        "sys.stderr.write(f'PEAK {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}\\n'); sys.exit(status)"
    )
    before = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "LANYAN_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - before
    if ended.returncode:
        sys.exit(ended.stderr[-3000:])
    peak = next(int(line.split()[1]) // 1024 for line in ended.stderr.splitlines() if line.startswith("PEAK"))
    return seconds, peak, ended.stdout


def measure(rows: int, home: Path) -> dict[str, object]:
    """Import a ledger dry, for good, and once more."""
    ledger = home / "ledger.xlsx"
    workbook(ledger, rows)
    command(home, "migrate", "--verbosity", "0")
    command(home, "createadmin", "--username", "bench", "--name", "bench", "--password", "bench-bench-26",
            "--unit-code", "330802", "--unit-name", "柯城大队")  # fmt: skip
    found: dict[str, object] = {"rows": rows, "file_mb": round(ledger.stat().st_size / 1e6, 1)}
    for name, more in (("dry", ["--dry-run"]), ("load", []), ("again", [])):
        seconds, peak, told = command(home, "import", "premises", str(ledger), "--unit", "330802", "--json", *more)
        counts = json.loads(told)
        counts.pop("faults")
        found[name] = {"seconds": round(seconds, 1), "peak_mb": peak, **counts}
    return found


def main() -> None:
    """Measure and say whether it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--home", type=Path, help="a home that is migrated already; kept afterwards")
    options = parser.parse_args()
    home = options.home or Path(tempfile.mkdtemp(prefix="lanyan-bench-"))
    home.chmod(0o711)
    try:
        found = measure(options.rows, home)
    finally:
        if options.home is None:
            shutil.rmtree(home, ignore_errors=True)
    load = found["load"]
    assert isinstance(load, dict)
    scale = max(1.0, options.rows / ROWS)
    found["holds"] = load["seconds"] <= MOST_SECONDS * scale and load["peak_mb"] <= MOST_MB
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
