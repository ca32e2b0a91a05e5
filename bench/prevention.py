"""Measures the pages of prevention over 200,000 premises and 1,000,000 hazards: `python bench/prevention.py`.

Fills a database of a throw-away home in bulk, with the writing of history off, and asks the pages of a leader who sees
the whole city and of an inspector who sees a county, through the application and its middleware without a network.
Prints one JSON object: seconds of the fill, and for each page the median, the 95th percentile and the queries.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

PREMISES, HAZARDS, CHECKS, PAPERS = 200_000, 1_000_000, 330_000, 300_000
MOST_MS, MOST_FILL_SECONDS = 200, 180
NAMES, DAYS = 3_000, 1_000
PREFIXES = ("inspections", "hazards", "papers", "cases", "seals", "majors", "transfers")
SYLLABLES = "老新大小东南西北金银福禄寿喜春夏秋冬山水云龙凤梅兰竹菊华丰荣昌盛隆泰安康宁"
TAILS = ("餐馆", "饭店", "超市", "宾馆", "服装厂", "修理部", "幼儿园", "便利店", "茶楼", "五金店")
FOUND = (
    "安全出口上锁",
    "疏散通道堆放杂物",
    "灭火器过期",
    "自动喷水灭火系统停用",
    "防火门损坏",
    "电气线路敷设不规范",
    "消火栓无水",
    "应急照明损坏",
    "电动自行车室内充电",
    "未按规定组织演练",
)


def main() -> int:
    """Fill, measure, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--scale", type=float, default=1.0, help="a share of the full numbers")
    parser.add_argument("--home", type=Path, help="a home of this benchmark: filled if empty, kept afterwards")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--explain", action="store_true", help="print the slowest query of each page")
    options = parser.parse_args()
    home = options.home or Path(tempfile.mkdtemp(prefix="lanyan-bench-"))
    home.mkdir(exist_ok=True)
    home.chmod(0o711)
    try:
        found = _measure(home, options)
    finally:
        if options.home is None:
            shutil.rmtree(home, ignore_errors=True)
    json.dump(found, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0


def _measure(home: Path, options: argparse.Namespace) -> dict[str, Any]:
    os.environ["LANYAN_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lanyan.config.settings")
    django.setup()
    # Django's models can be imported only once it is set up.
    from django.core.management import call_command  # noqa: PLC0415

    from lanyan.kernel.postgres import Server  # noqa: PLC0415

    server = Server(home=home)
    server.ensure()
    try:
        call_command("migrate", verbosity=0)
        spent = _filled(options.scale)
        pages = {name: _timed(ask, options) for name, ask in _pages().items() if options.only in name}
        counted = _counted()
    finally:
        if options.home is None:
            server.stop()
    late = sorted(name for name, one in pages.items() if one["p95_ms"] > MOST_MS)
    return {
        "wanted_ms": MOST_MS,
        "cores": os.cpu_count(),
        "fill_seconds": spent,
        "records": counted,
        "pages": pages,
        "over": late,
        "holds": not late and spent <= MOST_FILL_SECONDS,
    }


# ---- the fill ------------------------------------------------------------------------------------------------
def _filled(scale: float) -> float:
    from django.db import connection, transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from lanyan.demo.ground import build_ground  # noqa: PLC0415
    from lanyan.premises.models import Premises  # noqa: PLC0415
    from lanyan.units.models import Unit  # noqa: PLC0415

    if Premises.objects.exists():
        return 0.0
    build_ground(seed=1, at=timezone.now())
    battalions = list(
        Unit.objects.filter(kind=Unit.Kind.BATTALION, division_code__startswith="3308").values_list(
            "pk", "division_code"
        )
    )
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        # History, guards and foreign keys are off: the rows are made to fit.
        cursor.execute("set local session_replication_role = replica; set local maintenance_work_mem = '512MB'")
        cursor.execute("drop index search_tokens")
        _words(cursor, battalions)
        _premises(cursor, int(PREMISES * scale))
        _inspections(cursor, int(CHECKS * scale), int(PREMISES * scale))
        _hazards(cursor, int(HAZARDS * scale), int(CHECKS * scale))
        _papers(cursor, int(PAPERS * scale), int(CHECKS * scale))
        cursor.execute("create index search_tokens on kernel_searchentry using gin (tokens)")
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    return round(time.perf_counter() - began, 1)


def _words(cursor: Any, battalions: list[tuple[int, str]]) -> None:
    """Names, findings and units to be picked by number, with what the search finds them by."""
    from lanyan.kernel import search  # noqa: PLC0415

    dice = random.Random(7)
    names = ["".join(dice.sample(SYLLABLES, 3)) + dice.choice(TAILS) for _number in range(NAMES)]
    for table, texts in (("bench_names", names), ("bench_found", FOUND)):
        cursor.execute(
            f"create temp table {table} (id int, words text, tokens varchar(40)[], pinyin text) on commit drop"
        )
        cursor.executemany(
            f"insert into {table} values (%s, %s, %s, %s)",
            [(number, text, search.tokens(text), search.pinyin(text)) for number, text in enumerate(texts)],
        )
    cursor.execute("create temp table bench_units (id int, unit int, code text, path text) on commit drop")
    cursor.executemany(
        "insert into bench_units select %s, id, %s, path from units_unit where id = %s",
        [(number, code, pk) for number, (pk, code) in enumerate(battalions)],
    )
    cursor.execute(
        "create function pg_temp.pairs(text) returns varchar(40)[] language sql immutable as"
        " $$ select array(select substr($1, at, 2)::varchar(40) from generate_series(1, length($1) - 1) at) $$"
    )


def _insert(cursor: Any, model: Any, source: str, **given: str) -> None:
    """Fill a table by one statement; columns not named are null, empty, or what the model says."""
    columns: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        name = field.attname
        if name in given:
            columns[name] = given[name]
        elif field.null or field.primary_key:
            continue
        elif field.has_default():
            value = field.get_default()
            columns[name] = (
                "'{}'"
                if isinstance(value, dict | list)
                else repr(value).lower()
                if isinstance(value, bool)
                else repr(str(value))
            )
        else:
            columns[name] = "''"
    listed = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(f'insert into "{model._meta.db_table}" ({listed}) select {", ".join(columns.values())} {source}')


def _found_by(cursor: Any, kind: str, source: str, *, key: str, title: str, tokens: str, scope: str) -> None:
    from lanyan.kernel.models import SearchEntry  # noqa: PLC0415

    _insert(
        cursor, SearchEntry, source, kind=f"'{kind}'", record_id=key, title=title, url=f"'/' || {key}", scope=scope,
        tokens=tokens, pinyin="b.pinyin",
    )  # fmt: skip


def _premises(cursor: Any, many: int) -> None:
    from lanyan.premises.models import CategoryMark, Premises  # noqa: PLC0415

    every = (
        f"from generate_series(1, {many}) n join bench_names b on b.id = n % {NAMES}"
        " join bench_units u on u.id = n % (select count(*) from bench_units)"
    )
    kinds = "(array['RESTAURANT','SHOP','HOTEL','KTV','FACTORY'])[1 + n % 5]"
    _insert(
        cursor, Premises, every, id="n", number="'P' || lpad(n::text, 8, '0')", name="b.words || n || '号店'",
        unit_id="u.unit", division_code="u.code", town="(array['荷花街道','府山街道','白云街道','石梁镇'])[1 + n % 4]",
        address="'荷花中路' || n || '号'", lon="118.2 + (n::bigint * 7919 % 100000) / 100000.0",
        lat="28.5 + (n::bigint * 104729 % 70000) / 100000.0", kind=kinds, created_at="now() - interval '900 days'",
        pinyin="b.pinyin || n", name_key="b.words || n", name_core="b.words || n", address_key="'荷花中路' || n",
        risk_points="n::bigint * 31 % 100",
    )  # fmt: skip
    cursor.execute(f"select setval(pg_get_serial_sequence('premises_premises', 'id'), {many})")
    codes = "(array['KEY_UNIT','SCHOOL','HOSPITAL','EBIKE','ENTERTAINMENT'])[1 + n % 5]"
    _insert(
        cursor, CategoryMark, f"from generate_series(1, {many}, 3) n", premises_id="n", category=codes,
        since_date="current_date - 900", grounds="'declared'",
    )  # fmt: skip
    _found_by(
        cursor, "premises", every, key="n", title="b.words || n || '号店'", scope="u.path",
        tokens="b.tokens || pg_temp.pairs(n::text)",
    )  # fmt: skip


def _inspections(cursor: Any, many: int, places: int) -> None:
    from lanyan.inspections.models import Inspection  # noqa: PLC0415

    when = f"(date_trunc('day', now()) - (n % {DAYS}) * interval '1 day' + interval '2 hours')"
    done = "n % 50 > 0"
    then = f"case when {done} then {when} end"
    every = f"from generate_series(1, {many}) n join premises_premises p on p.id = 1 + n::bigint * 13 % {places}"
    _insert(
        cursor, Inspection, every, id="n", number="'3308-JC-' || lpad(n::text, 8, '0')", premises_id="p.id",
        unit_id="p.unit_id", state=f"case when {done} then 'CONCLUDED' else 'PLANNED' end", form="'SPOT_CHECK'",
        cause="(array['PLANNED','DRAWN','COMPLAINT'])[1 + n % 3]", scheduled_date=f"{when}::date",
        checklist="'GENERAL'", notice_number="'检通' || n", notice_date=f"{when}::date", notified_at=then,
        started_at=then, concluded_at=f"{then} + interval '1 hour'", told_at=then, credentials_shown_at=then,
        signed_name="'王建国'", signed_at=then, created_at=when, facts="'{}'", said_at="'{}'",
    )  # fmt: skip
    cursor.execute(f"select setval(pg_get_serial_sequence('inspections_inspection', 'id'), {many})")
    _found_by(
        cursor, "inspection", f"{every} join bench_names b on b.id = n % {NAMES} join units_unit u on u.id = p.unit_id",
        key="n", title="'3308-JC-' || n", scope="u.path", tokens="b.tokens || pg_temp.pairs(n::text)",
    )  # fmt: skip


def _hazards(cursor: Any, many: int, checks: int) -> None:
    from lanyan.inspections.models import Hazard, Term  # noqa: PLC0415

    state = (
        "case when n % 100 < 84 then 'CLOSED' when n % 100 < 92 then 'FIXED_ON_SPOT' when n % 100 < 96 then"
        " 'ORDERED_BY_DATE' when n % 100 < 97 then 'REPORTED_FIXED' when n % 100 < 98 then 'NOT_FIXED'"
        " when n % 100 < 99 then 'FOUND' else 'ORDERED_AT_ONCE' end"
    )
    every = (
        f"from generate_series(1, {many}) n join inspections_inspection i on i.id = 1 + n % {checks}"
        f" join bench_found b on b.id = n % {len(FOUND)}"
    )
    ended = "case when n % 100 < 92 then i.created_at + interval '9 days' end"
    _insert(
        cursor, Hazard, every, id="n", number="'3308-YH-' || lpad(n::text, 8, '0')", inspection_id="i.id",
        premises_id="i.premises_id", unit_id="i.unit_id", clause="'消防法第28条'", words="b.words", place="'二层'",
        status=state, found_at="i.created_at", ordered_at="i.created_at", due_date="i.scheduled_date + 10",
        closed_at=ended, ended_at=ended,
    )  # fmt: skip
    cursor.execute(f"select setval(pg_get_serial_sequence('inspections_hazard', 'id'), {many})")
    _found_by(
        cursor, "hazard", f"{every} join units_unit u on u.id = i.unit_id", key="n", title="b.words", scope="u.path",
        tokens="b.tokens || pg_temp.pairs(lpad(n::text, 8, '0'))",
    )  # fmt: skip
    _insert(
        cursor, Term, f"{every} where n % 2 = 0", code="'recheck'", record_kind="'inspections.hazard'", record_id="n",
        title="b.words", unit_id="i.unit_id", premises_id="i.premises_id", since_at="i.created_at",
        ends_at="i.created_at + interval '13 days'", warns_at="i.created_at + interval '12 days'",
        last_day="i.scheduled_date + 13", article="'第20条'", provisional="false",
        met_at="case when n % 100 < 92 then i.created_at + interval '9 days' end",
    )  # fmt: skip


def _papers(cursor: Any, many: int, checks: int) -> None:
    from lanyan.inspections.models import Paper  # noqa: PLC0415

    every = (
        f"from generate_series(1, {many}) n join inspections_inspection i on i.id = 1 + n % {checks}"
        " join (select id, row_number() over (order by id) - 1 as at from kernel_code where code in"
        " ('CHECK_NOTICE','CHECK_RECORD','AT_ONCE','BY_DATE','RECHECK')) k on k.at = n % 5"
    )
    _insert(
        cursor, Paper, every, kind_id="k.id", number="'衢消〔' || n || '〕'", numbered_by="'LANYAN'",
        unit_id="i.unit_id", premises_id="i.premises_id", inspection_id="i.id",
        content="'{\"title\": \"通知书\"}'", status="'SERVED'",
        made_at="i.created_at", entered_at="i.created_at", served_at="i.created_at", service="'SIGNED'",
        receiver="'王建国'",
    )  # fmt: skip


def _counted() -> dict[str, int]:
    from lanyan.inspections.models import Hazard, Inspection, Paper, Term  # noqa: PLC0415
    from lanyan.premises.models import Premises  # noqa: PLC0415

    return {model.__name__: model.objects.count() for model in (Premises, Inspection, Hazard, Paper, Term)}


# ---- the pages -------------------------------------------------------------------------------------------------
def _pages() -> dict[str, Callable[[], Any]]:
    """Each page by name, asked as who it is for."""
    from django.test import Client  # noqa: PLC0415

    from lanyan.kernel import figures  # noqa: PLC0415
    from lanyan.premises.models import Premises  # noqa: PLC0415
    from lanyan.units.models import User  # noqa: PLC0415

    asked: dict[str, tuple[str, str]] = {}
    inspector = User.objects.get(username="wangli")
    place = Premises.objects.visible_to(inspector).filter(inspections__hazards__isnull=False).order_by("pk").first()
    unit = place.unit_id if place is not None else 0
    for who in ("xujun", "wangli"):
        asked |= {
            f"{who} {name}": (who, path)
            for name, path in {
                "premises": "/premises/",
                "premises, filtered": "/premises/?category=KEY_UNIT&kind=RESTAURANT",
                "premises, by risk": "/premises/?order=risk&least=60",
                "premises, searched": "/premises/?q=超市 12345",
                "premises, searched widely": "/premises/?q=超市",
                "premises, page 40": "/premises/?page=40",
                "map data, city": "/premises/points/?box=118.0,28.3,119.4,29.4",
                "map data, street": "/premises/points/?box=118.86,28.93,118.89,28.95",
                "premises page": f"/premises/{place.pk if place else 1}/",
                "hazards": "/hazards/",
                "hazards, open": "/hazards/?stands=open",
                "hazards, overdue": "/hazards/?stands=overdue",
                "hazards, by unit": f"/hazards/?unit={unit}",
                "hazards, searched": "/hazards/?q=灭火器 00012345",
                "hazards, searched widely": "/hazards/?q=灭火器",
                "hazards, page 40": "/hazards/?page=40",
                "clock": "/legal_clock/",
                "clock by person": "/legal_clock/by/",
                "checks": "/checks/",
                "checks, overdue": "/checks/?overdue=true",
                "checks, page 40": "/checks/?page=40",
                "papers": "/papers/",
            }.items()
        }
    asked["xujun excel of all premises, refused"] = ("xujun", "/premises/?export=xlsx")
    year = time.localtime().tm_year
    span = f"unit=3308&since={year}-01-01&until={year + 1}-01-01"
    for figure in figures.catalogue():
        if figure.key.split(".")[0] not in PREFIXES:
            continue
        asked[f"figure {figure.key}"] = ("xujun", f"/figures/{figure.key}/?{span}")
        for dimension in getattr(figure, "dimensions", ())[:1]:
            path = f"/figures/{figure.key}/?{span}&by={dimension.key}"
            asked[f"figure {figure.key} by {dimension.key}"] = ("xujun", path)
    clients: dict[str, Any] = {}
    for who in {who for who, _path in asked.values()}:
        clients[who] = Client(HTTP_HOST="localhost")
        clients[who].force_login(User.objects.get(username=who))
    return {name: lambda who=who, path=path: clients[who].get(path) for name, (who, path) in asked.items()}


def _timed(ask: Callable[[], Any], options: argparse.Namespace) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    asked = list(queries.captured_queries)
    spent = []
    for _round in range(options.rounds):
        began = time.perf_counter()
        answer = ask()
        if answer.streaming:
            for _part in answer.streaming_content:
                pass
        spent.append((time.perf_counter() - began) * 1000)
    found = {
        "median_ms": round(statistics.median(spent), 1),
        "p95_ms": round(sorted(spent)[max(0, round(len(spent) * 0.95) - 1)], 1),
        "queries": len(asked),
        "status": answer.status_code,
    }
    if options.explain:
        slowest = max(asked, key=lambda one: float(one["time"]), default=None)
        found["slowest"] = f"{slowest['time']} {slowest['sql'][:1500]}" if slowest else ""
    return found


if __name__ == "__main__":
    sys.exit(main())
