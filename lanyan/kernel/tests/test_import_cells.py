"""Cells with a time and with money, texts that go out and come back, files that are no ledgers."""

import io
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from lanyan.kernel import imports
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import Field, Unreadable, cells, out
from lanyan.kernel.periods import ZONE
from lanyan.kernel.tests.test_imports import AT, SPRING, WIDE, Kept, ledger


class TestInstants:
    @given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1)))  # noqa: DTZ001 - as a cell of Excel
    def test_come_back_from_every_spelling(self, cell):
        cell = cell.replace(microsecond=0)
        at = cell.replace(tzinfo=ZONE)
        serial = (cell - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001
        spellings = [
            cell,
            at,
            f"{cell:%Y-%m-%d %H:%M:%S}",
            f"{cell:%Y/%m/%d  %H:%M:%S}",
            f"{cell.year}.{cell.month}.{cell.day} {cell.hour}:{cell:%M:%S}",
            f"{cell.year}年{cell.month}月{cell.day}日 {cell.hour}时{cell.minute}分{cell.second}秒",
            f"{cell.year}年{cell.month}月{cell.day}日{cell.hour}时{cell:%M}分{cell:%S}秒".translate(WIDE),
            f"{cell:%Y%m%d%H%M%S}",
            at.isoformat(),
            *([serial] if cell.time() != time() else []),
        ]

        assert {cells.instant(said) for said in spellings} == {at}

    @pytest.mark.parametrize(
        ("said", "clock"),
        [("2024年3月5日 14时03分", "14:03"), ("2024.3.5 下午2:03", "14:03"), ("2024-3-5T04:05", "04:05"),
         ("2024年3月5日 9点5分", "09:05")],
    )  # fmt: skip
    def test_are_read_as_people_write_them(self, said, clock):
        assert f"{cells.instant(said):%Y-%m-%d %H:%M}" == f"2024-03-05 {clock}"

    @pytest.mark.parametrize(
        "said", ["2024-03-05", SPRING.date(), 45356, "14:03", "2024-13-05 14:03", "昨天", True, 0.5]
    )
    def test_without_a_time_or_a_day_are_refused(self, said):
        with pytest.raises(Unreadable):
            cells.instant(said)


class TestMoney:
    @pytest.mark.parametrize(
        ("said", "amount"),
        [(12.5, "12.5"), ("12,300", "12300"), ("3.5万", "3.5"), ("35000元", "3.5"), ("1.2亿", "12000")],
    )
    def test_is_read_in_ten_thousands_with_its_own_unit_or_without(self, said, amount):
        assert cells.ten_thousands(said) == Decimal(amount)

    def test_below_a_heading_in_yuan_is_divided(self):
        money = Field("saved", "财产", cells.ten_thousands, by_unit={"元": cells.yuan})

        assert (money.reader("财产（元）")("35,000"), money.reader("财产（万元）")("3.5")) == (
            Decimal("3.5"),
            Decimal("3.5"),
        )


class TestWriting:
    texts = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf")), max_size=12)

    @given(texts)
    def test_a_text_comes_back_from_both_kinds_of_file(self, said):
        said = cells.plain(said)
        for signs in (out.FORMULAS, out.MORE_FORMULAS):
            assert cells.plain(out.guarded(said, signs)) == said

    @given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20))
    def test_no_text_that_goes_out_begins_a_formula(self, said):
        assert not str(out.guarded(said, out.MORE_FORMULAS)).startswith(("=", "+", "-", "@"))


class TestBadFiles:
    def run(self, content: bytes) -> Any:
        return imports.run(content, ledger(Kept()), unit_id=1, at=AT, by=None, write=False)

    @pytest.mark.parametrize(
        "content", [b"", b"PK\x03\x04 no workbook", b"\xd0\xcf\x11\xe0 old", b"\x89PNG\r\n\x1a\n\x00\x01", b"\n\n\n"]
    )
    def test_that_are_no_table_are_refused_with_a_reason(self, content):
        with pytest.raises(Refused) as refusal:
            self.run(content)
        assert refusal.value.field == "file"

    def test_with_other_headings_or_without_rows_are_refused(self):
        for text in ("甲,乙\n1,2\n", "名称,面积\n"):
            with pytest.raises(Refused):
                self.run(text.encode())

    def test_with_a_hundred_columns_and_formulas_are_read(self):
        book = Workbook()
        page = book.active
        page.append(["名称", "建筑面积", *(f"列{number}" for number in range(100))])
        page.append(["甲", "=1+1"])
        page.append(["乙", 30])
        kept = io.BytesIO()
        book.save(kept)

        report = self.run(kept.getvalue())

        # A formula that nobody has reckoned says nothing; what was not asked for is told.
        assert report.rows == 2
        assert len(report.unknown) >= 100
