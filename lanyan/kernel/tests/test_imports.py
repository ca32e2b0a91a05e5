"""Ledgers brought in: cells as people write them, headings wherever they stand, files in their encodings."""

import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from lanyan.kernel import imports
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import CREATED, REFUSED, Field, Outcome, Row, Unreadable, cells, find_headings, open_rows

WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
AT = datetime(2026, 3, 5, tzinfo=UTC)
# A cell of Excel knows no zone.
SPRING = datetime.combine(date(2024, 3, 5), time())
days = st.dates(date(1960, 1, 1), date(2100, 1, 1))


class TestNumbers:
    @pytest.mark.parametrize(
        ("said", "number"),
        [
            ("12,300", 12300),
            ("3.5万", 35000),
            ("3.3万", 33000),
            ("1.2亿", 120_000_000),
            ("１２０㎡", 120),
            ("约300平方米", 300),
            ("约 1，200 ㎡", 1200),
            ("50间", 50),
            (12.5, 12.5),
            (7, 7),
            ("-3", -3),
        ],
    )
    def test_are_read_as_people_write_them(self, said, number):
        assert cells.number(said) == number

    @pytest.mark.parametrize("said", ["三百", "12,30", "100-200", "1.2.3", "12 m3", SPRING, float("inf")])
    def test_that_are_none_are_refused(self, said):
        with pytest.raises(Unreadable):
            cells.number(said)

    @given(st.integers(0, 10**9))
    def test_come_back_from_every_spelling(self, number):
        spellings = (str(number), f"{number:,}", f"{number}㎡", str(number).translate(WIDE), float(number))

        assert {cells.number(said) for said in spellings} == {float(number)}

    @given(st.integers(0, 10**6))
    def test_in_units_of_ten_thousand_are_exact(self, tenths):
        assert cells.number(f"{tenths / 10:.1f}万") == tenths * 1000

    def test_whole_are_not_broken_nor_negative(self):
        assert cells.whole("1.2万") == 12000
        for said in ("1.5", "-1", "9999999999"):
            with pytest.raises(Unreadable):
                cells.whole(said)


class TestDays:
    @given(days)
    def test_come_back_from_every_spelling(self, day):
        serial = (day - date(1899, 12, 30)).days
        spellings = (
            f"{day.year}年{day.month}月{day.day}日",
            f"{day.year}.{day.month}.{day.day}",
            f"{day.year}/{day.month:02}/{day.day:02}",
            day.isoformat(),
            f"{day:%Y%m%d}",
            f"{day.isoformat()} 00:00:00",
            f"{day.year}年 {day.month}月 {day.day}日".translate(WIDE),
            datetime.combine(day, time(8, 30)),
            day,
            serial,
            str(serial),
        )

        assert {cells.day(said) for said in spellings} == {day}

    @pytest.mark.parametrize("said", ["2024年3月", "5.3.24", "2024-13-01", "2023.2.29", "昨天", 12, "24.3.5"])
    def test_that_are_none_are_refused(self, said):
        with pytest.raises(Unreadable):
            cells.day(said)


class TestWords:
    @pytest.mark.parametrize(
        ("said", "text"),
        [
            (13800001111.0, "13800001111"),
            ("Ａ１\u3000座", "A1 座"),
            ("（老王）餐馆", "（老王）餐馆"),
            ("'0570", "0570"),
            (None, ""),
            (True, "是"),
        ],
    )
    def test_are_plain(self, said, text):
        assert cells.plain(said) == text

    @pytest.mark.parametrize("said", ["", " ", "无", "/", "—", "N/A", None, float("nan")])
    def test_that_say_nothing_are_empty(self, said):
        assert cells.empty(said)

    @pytest.mark.parametrize(
        ("said", "phone"),
        [
            (13800001111, "13800001111"),
            (13800001111.0, "13800001111"),
            ("0570-3021119", "0570-3021119"),
            ("3021119、13800001111", "3021119/13800001111"),
            ("１３８００００１１１１", "13800001111"),
        ],
    )
    def test_of_telephones_are_numbers(self, said, phone):
        assert cells.phone(said) == phone

    @pytest.mark.parametrize("said", ["见门牌", "12", "call 119"])
    def test_that_are_no_telephone_are_refused(self, said):
        with pytest.raises(Unreadable):
            cells.phone(said)

    @given(st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.datetimes(), st.dates(), st.booleans()))
    def test_of_any_kind_are_read_or_refused_and_never_break(self, said):
        for read in (
            cells.number,
            cells.whole,
            cells.amount,
            cells.day,
            cells.year,
            cells.phone,
            cells.yes,
            cells.text(5),
        ):
            with suppress(Unreadable):
                read(said)


FIELDS = (
    Field("name", "name", cells.text(40), ("单位名称", "名称"), must=True, example="示例"),
    Field("area", "area", cells.amount, ("建筑面积",)),
    Field("opened", "opened", cells.day, ("开业日期",)),
    Field("boss", "boss", cells.text(20), ("消防安全责任人姓名", "责任人")),
    Field("boss_phone", "phone of the boss", cells.phone, ("消防安全责任人电话",)),
)


class Kept:
    """A loader that keeps what it is given, and refuses one name."""

    def __init__(self, **_facts: Any) -> None:
        self.rows: list[Row] = []
        self.finished = False

    def take(self, rows: Sequence[Row], *, write: bool) -> list[Outcome]:
        self.rows += rows if write else []
        return [
            Outcome(row.number, REFUSED, "name", "no") if row.values["name"] == "坏" else Outcome(row.number, CREATED)
            for row in rows
        ]

    def finish(self) -> None:
        self.finished = True


def ledger(loader: Kept) -> imports.Ledger:
    return imports.Ledger("test", "Test", "x.y", FIELDS, lambda **_facts: loader, lambda user: [], "web:home")


def run(content: bytes, *, write: bool = True) -> tuple[imports.Report, Kept]:
    loader = Kept()
    return imports.run(content, ledger(loader), unit_id=1, at=AT, by=None, write=write), loader


def workbook(rows: Sequence[Sequence[Any]], merges: Sequence[str] = ()) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for merged in merges:
        book.active.merge_cells(merged)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class TestHeadings:
    def test_are_found_below_titles_and_in_two_merged_rows(self):
        content = workbook(
            [
                ["2024年柯城区商贸场所台账", None, None, None],
                ["填报单位：商务局", None, None, None],
                ["序号", "单位名称*", "建筑面积（㎡）", "消防安全责任人", None],
                [None, None, None, "姓名", "电话"],
                [1, "老王餐馆", "1.2万", "王建国", 13800001111],
            ],
            ["A1:E1", "A3:A4", "B3:B4", "C3:C4", "D3:E3"],
        )

        report, loader = run(content)

        assert loader.rows[0].values == {
            "name": "老王餐馆",
            "area": 12000.0,
            "boss": "王建国",
            "boss_phone": "13800001111",
        }
        assert loader.rows[0].number == 5
        assert report.unknown == ["序号"]
        assert loader.finished

    def test_may_stand_on_a_later_sheet_and_in_any_order(self):
        book = Workbook()
        book.active.append(["说明", "请勿改动"])
        page = book.create_sheet("台账")
        page.append(["开业日期", "名称"])
        page.append([SPRING, "老王餐馆"])
        out = io.BytesIO()
        book.save(out)

        _report, loader = run(out.getvalue())

        assert loader.rows[0].values == {"name": "老王餐馆", "opened": date(2024, 3, 5)}

    def test_that_nobody_knows_are_refused_with_some_that_are_known(self):
        with pytest.raises(Refused) as refusal:
            run(workbook([["甲", "乙"], [1, 2]]))

        assert refusal.value.field == "file"
        assert "name" in refusal.value.reason

    def test_that_lack_what_a_row_must_have_are_refused_by_name(self):
        with pytest.raises(Refused, match="name"):
            run(workbook([["建筑面积", "开业日期"], [1, "2024-03-05"]]))

    @given(st.lists(st.lists(st.one_of(st.none(), st.text(max_size=6), st.integers()), max_size=6), max_size=8))
    def test_of_any_rows_never_break(self, rows):
        found = find_headings(list(enumerate(rows, start=1)), ledger(Kept()).spelled())

        assert found is None or len(set(found.columns.values())) == len(found.columns) >= 2


class TestRows:
    def test_with_a_wrong_cell_are_told_by_row_column_and_reason_and_the_others_go_in(self):
        content = workbook(
            [
                ["名称", "建筑面积", "开业日期"],
                ["甲", 100, "2024.3.5"],
                ["乙", "大约", "三月"],
                [None, 5, None],
                ["坏", 5, None],
                ["合计", 3],
                ["示例：某某", 5, None],
            ]
        )

        report, loader = run(content)

        assert [fault.as_list()[:2] for fault in report.faults] == [
            [3, "area"],
            [3, "opened"],
            [4, "name"],
            [5, "name"],
        ]
        assert report.counts == {CREATED: 1, REFUSED: 3}
        assert [row.values["name"] for row in loader.rows] == ["甲", "坏"]

    def test_are_only_looked_at_when_nothing_shall_be_loaded(self):
        report, loader = run(workbook([["名称", "建筑面积"], ["甲", 1]]), write=False)

        assert report.counts == {CREATED: 1}
        assert (loader.rows, loader.finished) == ([], False)

    def test_are_read_a_batch_at_a_time_with_the_progress_told(self):
        rows = [["名称", "建筑面积"], *([f"甲{number}", number] for number in range(1200))]
        told: list[int] = []

        imports.run(workbook(rows), ledger(Kept()), unit_id=1, at=AT, by=None, write=False, told=told.append)

        assert told == [500, 1000, 1200]

    def test_of_none_are_refused(self):
        with pytest.raises(Refused):
            run(workbook([["名称", "建筑面积"]]))


class TestFiles:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
    @pytest.mark.parametrize("delimiter", [",", "\t", ";"])
    def test_of_text_are_read_in_every_encoding_and_with_every_sign_between(self, encoding, delimiter):
        lines = ["台账", delimiter.join(["名称", "建筑面积"]), delimiter.join(["老王餐馆", "120"])]

        _report, loader = run("\r\n".join(lines).encode(encoding))

        assert loader.rows[0].values == {"name": "老王餐馆", "area": 120.0}

    @pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0old", b"PK\x03\x04broken", b"\x00\x01\x02\xff\xfe\x00"])
    def test_that_are_none_are_refused(self, content):
        with pytest.raises(Refused) as refusal:
            run(content)

        assert refusal.value.field == "file"

    def test_end_where_only_blank_rows_follow(self):
        rows = [["名称", "建筑面积"], ["甲", 1], *([None, None] for _blank in range(50)), ["乙", 2]]

        _report, loader = run(workbook(rows))

        assert [row.number for row in loader.rows] == [2, 53]

    @given(st.binary(max_size=400))
    def test_of_any_bytes_are_rows_or_refused(self, content):
        with suppress(Refused):
            for rows in open_rows(content):
                for number, line in rows:
                    assert number >= 1
                    assert any(cell not in (None, "") for cell in line)


def test_a_template_can_be_brought_in_again_and_says_nothing_by_itself():
    content = imports.template(ledger(Kept()))

    with pytest.raises(Refused) as refusal:
        run(content)

    assert refusal.value.field == "file"


def test_a_day_is_counted_from_the_end_of_1899():
    assert cells.day(45356) == date(2024, 3, 5) == date(1899, 12, 30) + timedelta(days=45356)
