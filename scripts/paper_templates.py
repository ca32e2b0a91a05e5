"""Make the Word templates of papers anew: lanyan/data/papers/*.docx. Run it after changing the layout here.

The templates hold only layout and the names of what is filled in; every word of a paper comes from its frozen content.
"""

from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FOLDER = Path(__file__).resolve().parents[1] / "lanyan" / "data" / "papers"
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
ROWS = (
    ("送达文书名称", "{{ title }}"),
    ("文号", "{{ number }}"),
    ("受送达人", "{{ addressee }}"),
    ("送达地点", "{{ address }}"),
    ("送达方式", "{{ service }}"),
    ("送达时间", "{{ served }}"),
    ("受送达人签名", "{{ signature }} {{ receiver }}"),
    ("拒收（拒签）事由", "{{ refusal }}"),
    ("见证人", "{{ witnesses }}"),
    ("执法记录仪视频编号", "{{ clip }}"),
)


def sheet() -> Paper:
    """An empty A4 sheet in the type papers are set in."""
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(27)
    page.top_margin = page.bottom_margin = Mm(28)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "FangSong", Pt(15)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    return paper


def line(paper: Paper, text: str, *, align: int | None = None, size: int = 0, bold: bool = False) -> None:
    """One paragraph."""
    paragraph = paper.add_paragraph()
    paragraph.alignment = align
    run = paragraph.add_run(text)
    run.bold = bold
    if size:
        run.font.size = Pt(size)


def notice() -> Paper:
    """The layout that all notices, opinions and decisions share."""
    paper = sheet()
    line(paper, "{%p if withdrawn %}")
    line(paper, "已撤销：{{ withdrawn }}", align=CENTRE, bold=True)
    line(paper, "{%p endif %}")
    line(paper, "{{ agency }}", align=CENTRE)
    line(paper, "{{ title }}", align=CENTRE, size=21, bold=True)
    line(paper, "{{ number }}", align=RIGHT)
    line(paper, "{{ addressee }}：")
    line(paper, "　　{{ opening }}")
    line(paper, "{%p for item in items %}")
    line(paper, "　　{{ loop.index }}. {{ item }}")
    line(paper, "{%p endfor %}")
    for name in ("words", "closing", "rights"):
        line(paper, f"{{%p if {name} %}}")
        line(paper, f"　　{{{{ {name} }}}}")
        line(paper, "{%p endif %}")
    line(paper, "{%p if officers %}")
    line(paper, "　　承办人：{{ officers }}")
    line(paper, "{%p endif %}")
    line(paper, "{{ agency }}（印章）", align=RIGHT)
    line(paper, "{{ day }}", align=RIGHT)
    line(paper, "送达方式：{{ service }}　　送达时间：{{ served }}", size=12)
    line(paper, "受送达人签名：{{ signature }} {{ receiver }}", size=12)
    for name, said in (
        ("refusal", "拒签事由：{{ refusal }}　　见证人：{{ witnesses }}"),
        ("clip", "执法记录仪视频编号：{{ clip }}"),
    ):
        line(paper, f"{{%p if {name} %}}")
        line(paper, said, size=12)
        line(paper, "{%p endif %}")
    line(paper, "{%p if by_hand %}")
    line(paper, "本件系手写文书补录。", size=12)
    line(paper, "{%p endif %}")
    return paper


def receipt() -> Paper:
    """The receipt of service 送达回证."""
    paper = sheet()
    line(paper, "{{ agency }}", align=CENTRE)
    line(paper, "送达回证", align=CENTRE, size=21, bold=True)
    table = paper.add_table(rows=0, cols=2, style="Table Grid")
    for label, value in ROWS:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    return paper


FAULT_COLUMNS = (
    ("序号", "{{ loop.index }}"),
    ("编号", "{{ row.number }}"),
    ("类型", "{{ row.kind }}"),
    ("地点", "{{ row.place }}"),
    ("故障情况", "{{ row.fault }}"),
    ("发现日期", "{{ row.found }}"),
)


def water_transfer() -> Paper:
    """The list of faults passed to a water company 消火栓故障移交单."""
    paper = sheet()
    line(paper, "{%p if withdrawn %}")
    line(paper, "已撤销：{{ withdrawn }}", align=CENTRE, bold=True)
    line(paper, "{%p endif %}")
    line(paper, "{{ agency }}", align=CENTRE)
    line(paper, "{{ title }}", align=CENTRE, size=21, bold=True)
    line(paper, "{{ number }}", align=RIGHT)
    line(paper, "{{ company }}（联系人：{{ contact }}，电话：{{ phone }}）：")
    line(paper, "　　我单位在消防水源巡查中发现下列故障，现移交你单位，请于{{ due }}前修复并函复。")
    table = paper.add_table(rows=1, cols=len(FAULT_COLUMNS), style="Table Grid")
    for cell, (head, _value) in zip(table.rows[0].cells, FAULT_COLUMNS, strict=True):
        cell.text = head
    table.add_row().cells[0].text = "{%tr for row in rows %}"
    for cell, (_head, value) in zip(table.add_row().cells, FAULT_COLUMNS, strict=True):
        cell.text = value
    table.add_row().cells[0].text = "{%tr endfor %}"
    for row in table.rows:
        for cell in row.cells:
            for run in (run for paragraph in cell.paragraphs for run in paragraph.runs):
                run.font.size = Pt(11)
    line(paper, "{{ agency }}（印章）", align=RIGHT)
    line(paper, "{{ day }}", align=RIGHT)
    line(paper, "移交方式：{{ way }}", size=12)
    line(paper, "签收人：{{ receiver }}　　签收日期：{{ received }}", size=12)
    return paper


def situation_report() -> Paper:
    """The built-in layout of situation reports and briefs 首报、续报、终报、早报、周报."""
    paper = sheet()
    line(paper, "{%p if note %}")
    line(paper, "{{ note }}", align=CENTRE, bold=True)
    line(paper, "{%p endif %}")
    line(paper, "{{ agency }}", align=CENTRE, size=18, bold=True)
    line(paper, "{{ title }}", align=CENTRE, size=21, bold=True)
    line(paper, "{{ number }}", align=RIGHT, size=12)
    line(paper, "{%p if addressees %}")
    line(paper, "{{ addressees }}：")
    line(paper, "{%p endif %}")
    line(paper, "{%p for item in lines %}")
    line(paper, "　　{{ item }}")
    line(paper, "{%p endfor %}")
    line(paper, "{{ agency }}", align=RIGHT)
    line(paper, "{{ day }}", align=RIGHT)
    line(paper, "拟稿：{{ writer }}　　审批：{{ approver }}", size=12)
    return paper


def _table(paper: Paper, rows: str, columns: tuple[tuple[str, str], ...]) -> None:
    """A table with one line for each of `rows`."""
    table = paper.add_table(rows=1, cols=len(columns), style="Table Grid")
    for cell, (head, _value) in zip(table.rows[0].cells, columns, strict=True):
        cell.text = head
    table.add_row().cells[0].text = f"{{%tr for row in {rows} %}}"
    for cell, (_head, value) in zip(table.add_row().cells, columns, strict=True):
        cell.text = value
    table.add_row().cells[0].text = "{%tr endfor %}"
    for row in table.rows:
        for cell in row.cells:
            for run in (run for paragraph in cell.paragraphs for run in paragraph.runs):
                run.font.size = Pt(11)


def _pairs(paper: Paper, pairs: tuple[tuple[str, str], ...]) -> None:
    """A table of names and values."""
    table = paper.add_table(rows=0, cols=2, style="Table Grid")
    for label, value in pairs:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value


def _listed(paper: Paper, head: str, name: str) -> None:
    """A heading with its paragraphs, left out where there are none."""
    line(paper, f"{{%p if {name} %}}")
    line(paper, head, bold=True)
    line(paper, f"{{%p for item in {name} %}}")
    line(paper, "　　{{ item }}")
    line(paper, "{%p endfor %}")
    line(paper, "{%p endif %}")


def guard_plan() -> Paper:
    """The plan of a guard 消防安保勤务方案."""
    paper = sheet()
    line(paper, "{%p if note %}")
    line(paper, "{{ note }}", align=CENTRE, bold=True)
    line(paper, "{%p endif %}")
    line(paper, "{{ agency }}", align=CENTRE)
    line(paper, "{{ title }}{{ exercise }}", align=CENTRE, size=19, bold=True)
    line(paper, "{{ number }}", align=RIGHT, size=12)
    _pairs(
        paper,
        (
            ("勤务类别", "{{ kind }}"),
            ("事由及依据", "{{ why }}"),
            ("地点", "{{ place }}"),
            ("时间", "{{ span }}"),
            ("指挥员", "{{ commander }}"),
            ("预计人流", "{{ crowd }}"),
            ("通信联络", "{{ radio }}"),
            ("投入力量", "{{ people }}人，{{ vehicles }}辆车"),
        ),
    )
    _listed(paper, "一、风险研判", "risks")
    _listed(paper, "二、防范措施", "measures")
    line(paper, "执勤点设置", bold=True)
    columns = (("序号", "number"), ("执勤点", "name"), ("任务", "task"), ("时间", "span"), ("人员", "people"),
               ("前置车辆", "vehicles"))  # fmt: skip
    _table(paper, "posts", tuple((head, f"{{{{ row.{name} }}}}") for head, name in columns))
    line(paper, "{%p if rounds %}")
    line(paper, "执行情况：{{ rounds }}")
    line(paper, "{%p endif %}")
    _listed(paper, "勤务小结", "summary")
    line(paper, "拟制：{{ writer }}　　审批：{{ approver }}", size=12)
    return paper


def case_review() -> Paper:
    """The report of a case review 复盘报告."""
    paper = sheet()
    line(paper, "{%p if note %}")
    line(paper, "{{ note }}", align=CENTRE, bold=True)
    line(paper, "{%p endif %}")
    line(paper, "{{ agency }}", align=CENTRE)
    line(paper, "{{ title }}", align=CENTRE, size=19, bold=True)
    line(paper, "{{ number }}", align=RIGHT, size=12)
    line(paper, "警情编号：{{ incident }}　　复盘级别：{{ level }}")
    line(paper, "时间：{{ held }}　　地点：{{ place }}　　主持：{{ chair }}")
    line(paper, "参加人员：{{ people }}")
    for head, name in (("一、基本事实", "times"), ("时间间隔", "spans")):
        _listed(paper, head, name)
    columns = (("车辆", "vehicle"), ("人数", "people"), ("出动", "departed"), ("承诺到场", "promised"),
               ("到场", "arrived"), ("晚于承诺", "late"))  # fmt: skip
    _table(paper, "runs", tuple((head, f"{{{{ row.{name} }}}}") for head, name in columns))
    for head, name in (
        ("调派缺口", "shortfalls"),
        ("调整调派", "overrides"),
        ("战果", "results"),
        ("二、主要做法", "well"),
        ("三、存在问题", "wrong"),
        ("四、经验教训", "lessons"),
        ("五、讲评意见", "findings"),
    ):
        _listed(paper, head, name)
    line(paper, "六、整改任务", bold=True)
    columns = (("序号", "number"), ("任务", "words"), ("责任人", "assignee"), ("时限", "due"), ("状态", "state"))
    _table(paper, "tasks", tuple((head, f"{{{{ row.{name} }}}}") for head, name in columns))
    line(paper, "撰写：{{ writer }}　　审批：{{ approver }}", size=12)
    return paper


if __name__ == "__main__":
    notice().save(str(FOLDER / "notice.docx"))
    receipt().save(str(FOLDER / "receipt.docx"))
    water_transfer().save(str(FOLDER / "water_transfer.docx"))
    situation_report().save(str(FOLDER / "situation_report.docx"))
    guard_plan().save(str(FOLDER / "guard_plan.docx"))
    case_review().save(str(FOLDER / "case_review.docx"))
