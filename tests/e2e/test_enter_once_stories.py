"""The statistics clerk: the years before come in from the old system, records go out in the order of another."""

import csv
import io
from pathlib import Path

from openpyxl import Workbook, load_workbook

GROUPS = (
    "序号",
    "警情编号",
    "接警时间",
    "警情类型",
    "警情等级",
    "主管队站",
    "地点",
    None,
    "处置过程",
    None,
    "保护财产价值（元）",
)
PARTS = (None, None, None, None, None, None, "案发地址", "乡镇街道", "出动时间", "到场时间", None)
ROWS = (
    (1, "OLD-0001", "2019年3月5日 14时03分", "火灾", "二级", "府山站", "县西街12号", "府山街道", "2019.3.5 14:05",
     "2019/3/5 14:11:30", "3.5万"),
    (2, "OLD-0002", 43529.5, "社会救助", None, "府山站", "荷花中路8号", None, "２０１９-３-５ 12:02", None, "12,300"),
    (3, "OLD-0003", "2019-03-06 08:00", "火灾", "一级", "府山站", "上街1号", None, "2019-03-06 08:02",
     "2019-03-06 07:50", None),
    (4, "OLD-0004", "2019-03-07 08:00", "天外来客", None, "府山站", "上街2号", None, None, None, None),
    (5, "OLD-0005", "2019-03-07 09:00", "虚假警", None, "没有的站", "上街3号", None, None, None, None),
)  # fmt: skip


def messy(folder: Path) -> Path:
    """The file as the old system gave it: titles above, headings merged over two rows, five spellings of a time."""
    book = Workbook()
    page = book.active
    page.append(["柯城区历年警情"])
    page.append(["导出：2026年3月"])
    page.append(GROUPS)
    page.append(PARTS)
    page.merge_cells("G3:H3")
    page.merge_cells("I3:J3")
    for row in ROWS:
        page.append(row)
    page.append(["合计", 5])
    book.save(folder / "old.xlsx")
    return folder / "old.xlsx"


def read(clerk, path: Path):
    """Choose a file and have it read; the counts of the preview."""
    page = clerk.page
    page.set_input_files("[name=file]", path)
    with page.expect_navigation():
        page.get_by_role("button", name="读取文件").click()
    page.wait_for_selector("dl.facts")
    return page.locator("dl.facts").inner_text()


def test_years_before_come_in_once_and_go_out_to_another_system_and_their_numbers_come_back(people, served, tmp_path):
    clerk = people("jiangxue").open("/enter-once/")
    page = clerk.page
    page.get_by_role("link", name="历史警情", exact=True).click()
    told = read(clerk, messy(tmp_path))
    assert "新增\n2" in told
    assert "有错误，不导入\n3" in told
    faults = [line.split("\t") for line in page.locator("table.t").first.locator("tbody").inner_text().split("\n")]
    assert [(row[0], row[1]) for row in faults] == [("7", "首车到场"), ("8", "类别"), ("9", "责任单位")]
    with page.expect_navigation():
        page.get_by_role("button", name="导入 2 行").click()
    assert served.ask("select number, level, origin->>'row' from incidents_incident order by number") == [
        ("3308-20190305-0001", None, "6"), ("3308-20190305-0002", 2, "5"),
    ]  # fmt: skip

    clerk.open("/imports/incidents/")
    told = read(clerk, tmp_path / "old.xlsx")
    assert "无变化\n2" in told
    assert page.get_by_role("button", name="导入").count() == 0

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    clerk.open("/external/?state=TO_ENTER")
    row = page.locator("tbody tr", has_text="3308-20190305-0002")
    row.get_by_role("link", name="全国统计").click()
    page.wait_for_selector("#copy-all")
    page.click("#copy-all")
    page.wait_for_selector(".say")
    copied = page.evaluate("navigator.clipboard.readText()").split("\t")
    assert copied[1:3] == ["2019-03-05 14:03:00", "火灾扑救"]

    clerk.open("/external/?state=TO_ENTER")
    with page.expect_download() as loading:
        page.get_by_role("link", name="抄出：全国统计").click()
    loading.value.save_as(tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert [cell.value for cell in sheet[1]][:2] == ["警情编号", "接警时间"]
    assert sheet.max_row == 3

    back = tmp_path / "back.csv"
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["本系统编号", "外部系统", "外部编号", "内容不一致"])
    lines.writerow(["3308-20190305-0001", "全国统计", "XF-1", ""])
    lines.writerow(["3308-20190305-0002", "全国统计", "XF-2", "是"])
    lines.writerow(["3308-20190305-0009", "全国统计", "XF-3", ""])
    back.write_bytes(text.getvalue().encode("gb18030"))
    page.get_by_role("link", name="回填编号").click()
    told = read(clerk, back)
    assert "待更正\n2" in told
    assert "有错误，不导入\n1" in told
    with page.expect_navigation():
        page.get_by_role("button", name="导入 2 行").click()
    assert served.ask("select number, state from kernel_externalnumber where system = 'NATIONAL' order by number") == [
        ("XF-1", "ENTERED"),
        ("XF-2", "DIFFERS"),
    ]
