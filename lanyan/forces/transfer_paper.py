"""The list of faults passed to a company 消火栓故障移交单, as Word and PDF, out of its frozen words."""

from typing import Any

from lanyan.forces.models import WaterTransfer
from lanyan.kernel import documents

WAYS = {"HAND": "当面送达", "LETTER": "函件", "MESSAGE": "信息"}
HEADS = ("序号", "编号", "类型", "地点", "故障情况", "发现日期")


def values(transfer: WaterTransfer) -> dict[str, Any]:
    """What the templates are given: the frozen words, how it went, and who received it."""
    received = transfer.received_date
    return {
        **transfer.content,
        "heads": HEADS,
        "way": WAYS[transfer.way],
        "received": f"{received.year}年{received.month}月{received.day}日" if received else "",
        "receiver": transfer.received_by,
        "withdrawn": transfer.withdrawn_reason if transfer.withdrawn_at else "",
    }


def as_word(transfer: WaterTransfer) -> bytes:
    """The list as Word."""
    return documents.word("water_transfer", values(transfer))


def as_pdf(transfer: WaterTransfer) -> bytes:
    """The list as PDF."""
    return documents.pdf("forces/papers/water_transfer.html", values(transfer))
