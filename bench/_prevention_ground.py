"""The ground of `bench/prevention.py`: premises, checks, hazards and all that hangs on them, by single statements.

History, guards and foreign keys are off while it is filled: the rows are made to fit, and the database's own conditions
hold. A part whose table holds rows already is left as it is.
"""

import random
import time
from collections.abc import Callable
from typing import Any

PREMISES, HAZARDS, CHECKS, PAPERS = 200_000, 1_000_000, 330_000, 300_000
# What a large detachment gathers beside them in five years.
CASES, SEALS, MAJORS, TRANSFERS, OPENINGS, DRILLS = 40_000, 5_000, 1_000, 20_000, 10_000, 20_000
VISITS, CLUES, SUPERVISIONS, POLICE, MATTERS = 200_000, 60_000, 5_000, 10_000, 100_000
BUILDINGS, PAIRS, FAMILIAR, PLANS, DRAWS, DRIVES = 60_000, 5_000, 50_000, 1_000, 500, 50
NAMES, DAYS = 3_000, 1_000
# What 3308 is found by.
PLACE = "array['33','30','08','3','0','8']::varchar(40)[]"
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


def fill(scale: float) -> float:
    """Fill what is empty; the seconds it took."""
    from django.db import connection, transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from lanyan.demo.ground import build_ground  # noqa: PLC0415
    from lanyan.premises.models import Premises  # noqa: PLC0415
    from lanyan.units.models import Unit  # noqa: PLC0415

    if not Premises.objects.exists():
        build_ground(seed=1, at=timezone.now())
    empty = [part for model, part in _parts(scale) if not model.objects.exists()]
    if not empty:
        return 0.0
    units = list(
        Unit.objects.filter(kind=Unit.Kind.BATTALION, division_code__startswith="3308").values_list(
            "pk", "division_code"
        )
    )
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica; set local maintenance_work_mem = '512MB'")
        cursor.execute("select indexname, indexdef from pg_indexes where indexname like 'search\\_tokens%'")
        kept = cursor.fetchall()
        for name, _definition in kept:
            cursor.execute(f'drop index "{name}"')
        _words(cursor, units)
        for part in empty:
            part(cursor)
        for _name, definition in kept:
            cursor.execute(definition)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    return round(time.perf_counter() - began, 1)


def _parts(scale: float) -> list[tuple[Any, Callable[[Any], None]]]:
    """What is filled, in the order in which one hangs on the other."""
    from lanyan.citizens.models import Matter  # noqa: PLC0415
    from lanyan.inspections import models as checks  # noqa: PLC0415
    from lanyan.premises import models as places  # noqa: PLC0415

    def many(number: int) -> int:
        return max(1, int(number * scale))

    return [
        (places.Premises, lambda cursor: _premises(cursor, many(PREMISES))),
        (places.Building, lambda cursor: _buildings(cursor, many(BUILDINGS), many(PREMISES))),
        (places.DuplicatePair, lambda cursor: _pairs(cursor, many(PAIRS), many(FAMILIAR))),
        (checks.Inspection, lambda cursor: _inspections(cursor, many(CHECKS), many(PREMISES))),
        (checks.Hazard, lambda cursor: _hazards(cursor, many(HAZARDS), many(CHECKS))),
        (checks.Paper, lambda cursor: _papers(cursor, many(PAPERS), many(CHECKS))),
        (checks.Case, lambda cursor: _enforcement(cursor, many, many(CHECKS))),
        (checks.Visit, lambda cursor: _visits(cursor, many, many(CHECKS))),
        (checks.CheckPlan, lambda cursor: _plans(cursor, many)),
        (Matter, lambda cursor: _matters(cursor, many(MATTERS), many(CHECKS))),
    ]


# ---- words, and one statement a table ---------------------------------------------------------------------------
def _words(cursor: Any, units: list[tuple[int, str]]) -> None:
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
            [(number, text, search.tokens(f"{text} 号店"), search.pinyin(text)) for number, text in enumerate(texts)],
        )
    cursor.execute("create temp table bench_units (id int, unit int, code text, path text) on commit drop")
    cursor.executemany(
        "insert into bench_units select %s, id, %s, path from units_unit where id = %s",
        [(number, code, pk) for number, (pk, code) in enumerate(units)],
    )


def _signs(words: str, most: int) -> str:
    """Single signs and pairs of a text of figures or letters, as `search.tokens` makes them."""
    pairs = [f"substr({words}, {at}, 2)" for at in range(1, most)]
    singles = [f"substr({words}, {at}, 1)" for at in range(1, most + 1)]
    return f"array[{', '.join([*pairs, *singles])}]::varchar(40)[]"


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
            columns[name] = _default(field.get_default())
        else:
            columns[name] = "''"
    table = model._meta.db_table
    listed = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(f'insert into "{table}" ({listed}) select {", ".join(columns.values())} {source}')
    if "id" in given:
        cursor.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from \"{table}\"))")


def _default(value: Any) -> str:
    if isinstance(value, dict | list):
        return "'{}'" if isinstance(value, dict) or not value else repr(value)
    return repr(value).lower() if isinstance(value, bool) else repr(str(value))


def _found_by(cursor: Any, kind: str, source: str, *, key: str, title: str, tokens: str, pinyin: str) -> None:
    from lanyan.kernel.models import SearchEntry  # noqa: PLC0415

    _insert(
        cursor, SearchEntry, f"{source} join units_unit su on su.id = unit_of.unit_id", kind=f"'{kind}'", record_id=key,
        title=title, url=f"'/{kind}/' || {key} || '/'", scope="su.path", tokens=tokens, pinyin=f"left({pinyin}, 200)",
    )  # fmt: skip


def _name_of(premises: str) -> str:
    """The words of a premises' name, joined by its key as it was made."""
    return f"join bench_names b on b.id = {premises} % {NAMES}"


# ---- premises ----------------------------------------------------------------------------------------------------
def _premises(cursor: Any, many: int) -> None:
    from lanyan.premises.models import CategoryMark, Premises  # noqa: PLC0415

    every = (
        f"from generate_series(1, {many}) n {_name_of('n')}"
        " join bench_units u on u.id = n % (select count(*) from bench_units)"
    )
    kinds = "(array['RESTAURANT','SHOP','HOTEL','KTV','FACTORY'])[1 + n % 5]"
    _insert(
        cursor, Premises, every, id="n", number="'P' || lpad(n::text, 8, '0')", name="b.words || n || '号店'",
        unit_id="u.unit", division_code="u.code", town="(array['荷花街道','府山街道','白云街道','石梁镇'])[1 + n % 4]",
        address="'荷花中路' || n || '号'", lon="118.2 + (n::bigint * 7919 % 100000) / 100000.0",
        lat="28.5 + (n::bigint * 104729 % 70000) / 100000.0", kind=kinds, created_at="now() - interval '900 days'",
        pinyin="b.pinyin || n", name_key="b.words || n", name_core="b.words || n", address_key="'荷花中路' || n",
        risk_points="n::bigint * 31 % 100", floor_area_m2="50 + n % 4000", staff="1 + n % 90",
    )  # fmt: skip
    codes = "(array['KEY_UNIT','SCHOOL','HOSPITAL','EBIKE','ENTERTAINMENT'])[1 + n % 5]"
    _insert(
        cursor, CategoryMark, f"from generate_series(1, {many}, 3) n", premises_id="n", category=codes,
        since_date="current_date - 900", grounds="'declared'",
    )  # fmt: skip
    _found_by(
        cursor, "premises", f"from premises_premises unit_of {_name_of('unit_of.id')}", key="unit_of.id",
        title="unit_of.name", tokens=f"b.tokens || {_signs('unit_of.id::text', 6)}", pinyin="unit_of.pinyin",
    )  # fmt: skip


def _buildings(cursor: Any, many: int, places: int) -> None:
    from lanyan.premises.models import Building, Occupancy  # noqa: PLC0415

    every = f"from generate_series(1, {many}) n join premises_premises p on p.id = 1 + n::bigint * 3 % {places}"
    rise = "case when n % 20 = 0 then 'FIRST' when n % 20 = 1 then 'SECOND' else '' end"
    monument = "case when n % 400 = 7 then 'PROVINCIAL' when n % 400 = 8 then 'NATIONAL' else '' end"
    _insert(
        cursor, Building, every, id="n", name="p.name || '楼'", unit_id="p.unit_id", division_code="p.division_code",
        town="p.town", address="p.address", lon="p.lon", lat="p.lat", storeys_above="1 + n % 30", height_m="3 + n % 90",
        floor_area_m2="100 + n % 9000", high_rise=rise, heritage_level=monument, pinyin="p.pinyin",
    )  # fmt: skip
    _insert(
        cursor, Occupancy, f"from generate_series(1, {many}) n", premises_id=f"1 + n::bigint * 3 % {places}",
        building_id="n", since_date="current_date - 900",
    )  # fmt: skip
    _found_by(
        cursor, "building", f"from premises_building unit_of {_name_of(f'(1 + unit_of.id * 3 % {places})')}",
        key="unit_of.id", title="unit_of.name", tokens=f"b.tokens || {_signs('unit_of.id::text', 6)}",
        pinyin="unit_of.pinyin",
    )  # fmt: skip


def _pairs(cursor: Any, many: int, visits: int) -> None:
    from lanyan.premises.models import DuplicatePair, Familiarisation  # noqa: PLC0415

    state = "case when n % 3 = 0 then 'OPEN' when n % 3 = 1 then 'MERGED' else 'DIFFERENT' end"
    _insert(
        cursor, DuplicatePair, f"from generate_series(1, {many}) n", first_id="n", second_id="n + 1",
        likeness="60 + n % 40", reasons="'[]'", state=state, found_at="now() - n * interval '1 minute'",
        settled_at="case when n % 3 > 0 then now() end",
    )  # fmt: skip
    _insert(
        cursor, Familiarisation, f"from generate_series(1, {visits}) n join premises_premises p on p.id = n",
        premises_id="p.id", unit_id="p.unit_id", visited_at=f"now() - (n % {DAYS}) * interval '1 day'", headcount="6",
        led_by="'王建国'", answers="'{}'",
    )  # fmt: skip


# ---- checks, hazards, papers ---------------------------------------------------------------------------------------
def _inspections(cursor: Any, many: int, places: int) -> None:
    from lanyan.inspections.models import Inspection, InspectionStaff, JointPart  # noqa: PLC0415

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
    people = "(select id, row_number() over (order by id) - 1 as at, count(*) over () as many from people_person) q"
    for step, part in enumerate(("LEAD", "SECOND")):
        _insert(
            cursor, InspectionStaff, f"from generate_series(1, {many}) n join {people} on q.at = (n + {step}) % q.many",
            inspection_id="n", person_id="q.id", part=f"'{part}'", certificate_number="'3308' || n",
        )  # fmt: skip
    _insert(
        cursor, JointPart, f"from generate_series(1, {many}, 300) n", inspection_id="n", department="'市场监管局'",
        part="'食品'", people="'李明'",
    )  # fmt: skip
    _found_by(
        cursor, "inspection", f"from inspections_inspection unit_of {_name_of('unit_of.premises_id')}",
        key="unit_of.id", title="unit_of.number", pinyin="unit_of.number",
        tokens=f"b.tokens || {_signs('right(unit_of.number, 8)', 8)} || {PLACE}"
        f" || array['jc','j','c']::varchar(40)[] || {_signs('unit_of.premises_id::text', 6)}",
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
    _found_by(
        cursor, "hazard",
        f"from inspections_hazard unit_of {_name_of('unit_of.premises_id')}"
        f" join bench_found f on f.id = unit_of.id % {len(FOUND)}",
        key="unit_of.id", title="unit_of.number || ' ' || f.words", pinyin="unit_of.number || ' ' || f.pinyin",
        tokens=f"f.tokens || b.tokens || {_signs('right(unit_of.number, 8)', 8)} || {PLACE}"
        f" || array['yh','y','h']::varchar(40)[] || {_signs('unit_of.premises_id::text', 6)}",
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
    made = "n % 200 = 0"
    _insert(
        cursor, Paper, every, kind_id="k.id", number="case when n % 500 = 0 then '' else '衢消〔' || n || '〕' end",
        numbered_by="'LANYAN'", unit_id="i.unit_id", premises_id="i.premises_id", inspection_id="i.id",
        content="'{\"title\": \"通知书\"}'", status=f"case when {made} then 'MADE' else 'SERVED' end",
        made_at="i.created_at", entered_at="i.created_at",
        served_at=f"case when {made} then null else i.created_at end",
        service=f"case when {made} then '' else 'SIGNED' end", receiver=f"case when {made} then '' else '王建国' end",
    )  # fmt: skip


def _of_checks(many: int, checks: int) -> str:
    return f"from generate_series(1, {many}) n join inspections_inspection i on i.id = 1 + n::bigint * 17 % {checks}"


def _of_list(name: str) -> str:
    return f"(select min(id) from kernel_code where list = '{name}')"


def _enforcement(cursor: Any, many: Callable[[int], int], checks: int) -> None:
    """Cases, seals, major hazards, transfers, openings, drills."""
    from lanyan.inspections import models  # noqa: PLC0415

    there = {"premises_id": "i.premises_id", "unit_id": "i.unit_id"}
    _insert(
        cursor, models.Case, _of_checks(many(CASES), checks), **there, number="'3308-AJ-' || n",
        rule_id=_of_list("penalty_rules"), warning="true", opened_at="i.created_at",
        status="case n % 20 when 0 then 'OPENED' when 1 then 'PROPOSED' when 2 then 'DECIDED' else 'ENDED' end",
        decided_at="case when n % 20 > 1 then i.created_at end", fine_yuan="1000 + n % 9000",
        ended_at="case when n % 20 > 2 then i.created_at end",
    )  # fmt: skip
    _insert(
        cursor, models.Seal, _of_checks(many(SEALS), checks), **there, number="'3308-CF-' || n", part="'二层'",
        ground_id=_of_list("seal_grounds"), proposed_at="i.created_at", studied_at="i.created_at",
        status="case n % 20 when 0 then 'PROPOSED' when 1 then 'IN_FORCE' when 2 then 'LIFTING_ASKED' else 'LIFTED'"
        " end",
        sealed_at="i.created_at", until_date="i.scheduled_date + 30",
        ended_at="case when n % 20 > 2 then i.created_at end",
    )  # fmt: skip
    _insert(
        cursor, models.MajorHazard, _of_checks(many(MAJORS), checks), **there, number="'3308-ZD-' || n",
        inspection_id="i.id", checked_date="i.scheduled_date", category="'CROWDED'", standard="'2017'",
        method="'direct'", words="'安全出口不足'", suspected_at="i.created_at", counts="'[]'",
        status="case n % 10 when 0 then 'SUSPECTED' when 1 then 'LISTED' when 2 then 'DELIST_ASKED' else 'CLOSED' end",
        studied_at="i.created_at", determined_at="i.created_at", reported_at="i.created_at", level="'COUNTY'",
        listed_date="i.scheduled_date", list_due_date="i.scheduled_date + 90",
    )  # fmt: skip
    _insert(
        cursor, models.Transfer, _of_checks(many(TRANSFERS), checks), **there, number="'3308-YS-' || n",
        matter_id=_of_list("transfer_matters"), competence_id=_of_list("competences"), body="'市场监管局'",
        words="'产品'", sent_at="i.created_at", received_at="i.created_at", outcome_id=_of_list("transfer_outcomes"),
        status="case n % 10 when 0 then 'SENT' when 1 then 'RECEIVED' else 'ANSWERED' end",
        answered_at="i.created_at",
    )  # fmt: skip
    _insert(
        cursor, models.Opening, _of_checks(many(OPENINGS), checks), **there, number="'3308-YY-' || n",
        status="case n % 10 when 0 then 'REFUSED' else 'PASSED' end", channel="'COUNTER'", pledge="false",
        applicant="'王建国'", accepted_at="i.created_at", checked_at="i.created_at", fit="n % 10 > 0",
        decided_at="i.created_at",
    )  # fmt: skip
    _insert(
        cursor, models.Drill, _of_checks(many(DRILLS), checks), **there, number="'3308-YL-' || n",
        held_at="i.created_at", guided_by="'王建国'", people="40 + n % 900", minutes="3.5", entered_at="i.created_at",
    )  # fmt: skip


def _listed(cursor: Any) -> None:
    """What the search finds of the records whose lists are looked through by it."""
    from lanyan.inspections import models  # noqa: PLC0415

    kinds = {"case": models.Case, "transfer": models.Transfer, "drill": models.Drill, "clue": models.Clue}
    for kind, model in kinds.items():
        said = "array['电动','动自','自行','行车']::varchar(40)[]" if kind == "clue" else "array[]::varchar(40)[]"
        _found_by(
            cursor, kind, f"from {model._meta.db_table} unit_of {_name_of('unit_of.premises_id')}", key="unit_of.id",
            title="unit_of.number", pinyin="unit_of.number",
            tokens=f"b.tokens || {said} || {_signs('substr(unit_of.number, 9)', 6)} || {PLACE}",
        )  # fmt: skip


def _visits(cursor: Any, many: Callable[[int], int], checks: int) -> None:
    """Visits, clues, supervision, police transfers; and what the search finds of enforcement and clues."""
    from lanyan.inspections import models  # noqa: PLC0415

    there = {"premises_id": "i.premises_id", "unit_id": "i.unit_id"}
    _insert(
        cursor, models.Visit, _of_checks(many(VISITS), checks), **there, source_unit_id="i.unit_id", by_kind="'GRID'",
        visitors="'李明'", visited_at="i.created_at + n % 500 * interval '1 minute'", words="'看了电线'",
        entered_at="i.created_at",
    )  # fmt: skip
    open_ = "n % 30 = 0"
    _insert(
        cursor, models.Clue, _of_checks(many(CLUES), checks), **there, number="'3308-XS-' || n",
        source_unit_id="i.unit_id", by_kind="'GRID'", words="'楼道停放电动自行车'", inspection_id="i.id",
        state=f"case when {open_} then 'OPEN' else 'CONFIRMED' end", followed_at="i.created_at",
        reported_at="i.created_at + n % 500 * interval '1 minute'", outcome_words="'属实'",
        settled_at=f"case when {open_} then null else i.created_at end",
    )  # fmt: skip
    _insert(
        cursor, models.Supervision,
        f"from generate_series(1, {many(SUPERVISIONS)}) n join bench_units u on u.id = 0"
        " join bench_units o on o.id = 1",
        unit_id="u.unit", object_id="o.unit", matter="'冬春防火'", led_by="'王建国'",
        supervised_date=f"current_date - n % {DAYS}", found="'工作落实'", entered_at="now()",
        state="case when n % 9 = 0 then 'OPEN' else 'CLOSED' end",
        closed_at="case when n % 9 = 0 then null else now() end",
    )  # fmt: skip
    _insert(
        cursor, models.PoliceTransfer, _of_checks(many(POLICE), checks), **there, number="'3308-PCS-' || n",
        police_station="'荷花派出所'", their_number="'移' || n", matter="'UNLAWFUL_USE'", words="'擅自营业'",
        found_date="i.scheduled_date", received_at="i.created_at", their_due_date="i.scheduled_date + 7",
        due_date="i.scheduled_date + 14", state="case when n % 9 = 0 then 'RECEIVED' else 'ANSWERED' end",
        answered_at="case when n % 9 = 0 then null else i.created_at end", outcome="'已查处'",
    )  # fmt: skip
    _listed(cursor)


def _plans(cursor: Any, many: Callable[[int], int]) -> None:
    """Check plans, draws, drives."""
    from lanyan.inspections import models  # noqa: PLC0415

    every = "from generate_series(1, {many}) n join bench_units u on u.id = n % (select count(*) from bench_units)"
    _insert(
        cursor, models.CheckPlan, every.format(many=many(PLANS)), unit_id="u.unit", period="'2026'",
        since_date=f"current_date - n % {DAYS}", until_date=f"current_date - n % {DAYS} + 30", title="'检查计划' || n",
        made_at="now()", submitted_at="now()", state="case when n % 9 = 0 then 'SUBMITTED' else 'DRAFT' end",
    )  # fmt: skip
    _insert(
        cursor, models.Draw, every.format(many=many(DRAWS)), number="'3308-CQ-' || n", unit_id="u.unit",
        title="'双随机' || n", drawn_at=f"now() - n % {DAYS} * interval '1 day'", seed="n", method="'sha256'",
        wanted="50", scheduled_date="current_date", form="'SPOT_CHECK'",
    )  # fmt: skip
    _insert(
        cursor, models.SpecialDrive, every.format(many=many(DRIVES)), unit_id="u.unit", kind="'HERITAGE'",
        name="'专项' || n", since_date=f"current_date - n % {DAYS}",
    )  # fmt: skip


def _matters(cursor: Any, many: int, checks: int) -> None:
    from lanyan.citizens.models import Matter, Message  # noqa: PLC0415

    closed = "n % 40 > 3"
    late = "i.created_at + interval '3 days'"
    _insert(
        cursor, Matter, _of_checks(many, checks), id="n", premises_id="i.premises_id", unit_id="i.unit_id",
        number="'3308-TS-' || lpad(n::text, 7, '0')", kind="'EXIT_BLOCKED'", words="'疏散通道被堵塞'",
        received_at="i.created_at", entered_at="i.created_at", due_at=late, due_article="'第18条'",
        term_code="'complaint_urgent'",
        state=f"case when {closed} then 'CLOSED' else (array['RECEIVED','ACCEPTED','VERIFIED','ANSWERED'])[1 + n % 40]"
        " end", inspection_id="i.id", checked_at=f"case when {closed} or n % 40 > 1 then i.created_at end",
        verified_at=f"case when {closed} or n % 40 > 1 then i.created_at end",
        outcome=f"case when {closed} or n % 40 > 1 then 'TRUE' else '' end",
        answered_at=f"case when {closed} or n % 40 > 2 then {late} end",
        closed_at=f"case when {closed} then {late} end",
    )  # fmt: skip
    answered = "n % 40 > 2"
    _insert(
        cursor, Message, f"from generate_series(1, {many}) n join citizens_matter m on m.id = n", matter_id="n",
        number="'3308-XX-' || lpad(n::text, 7, '0')", channel="(array['PUBLIC','12345','96119'])[1 + n % 3]",
        words="'通道堵了'", received_at="m.received_at", entered_at="m.received_at", digest="n", key="n",
        answered_at=f"case when {answered} then m.received_at end",
        answer=f"case when {answered} then '已查' else '' end",
        answer_how=f"case when {answered} then 'PAGE' else '' end",
    )  # fmt: skip
    _found_by(
        cursor, "matter", f"from citizens_matter unit_of {_name_of('unit_of.premises_id')}", key="unit_of.id",
        title="unit_of.number || ' 疏散通道'", pinyin="unit_of.number",
        tokens=f"b.tokens || array['疏散','散通','通道']::varchar(40)[] || {_signs('right(unit_of.number, 7)', 7)}",
    )  # fmt: skip
