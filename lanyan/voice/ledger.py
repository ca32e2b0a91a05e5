"""The index of recordings as recorders write it out: what its columns are called, and how their cells are read."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel import imports
from lanyan.kernel.imports import Field, cells
from lanyan.units.models import Unit
from lanyan.voice.actions.intake import RecordingLoader
from lanyan.voice.models import Recording
from lanyan.voice.models.shared import BRING


def _recorder(record: Any) -> str:
    return str(record.recorder.code)


def _units(user: Any) -> Any:
    """The centres with recorders."""
    found = Unit.objects.visible_to(user, BRING).filter(recorders__isnull=False)
    return found.distinct().order_by("path")


def _records(path: str) -> Any:
    return Recording.objects.filter(unit__path=path).select_related("recorder").order_by("began_at", "pk")


FIELDS = (
    Field("recorder", _("recorder"), cells.text(30), ("录音仪", "录音设备", "设备编号"), must=True,
          example="示例 REC-1", said=_recorder),
    Field("external_id", _("number at the recorder"), cells.text(80), ("录音编号", "流水号", "录音流水号"), must=True,
          example="20261123-000127", width=24),
    Field("channel", pgettext_lazy("recording", "channel"), cells.text(20), ("通道", "通道号", "线路"), must=True,
          example="3"),
    Field("seat", _("seat"), cells.text(30), ("席位", "坐席", "坐席号"), example="2席"),
    Field("direction", pgettext_lazy("recording", "direction"), cells.chosen(Recording.Direction),
          ("方向", "呼叫方向"), must=True, example="呼入", said=lambda one: one.get_direction_display()),
    Field("number", _("other side's number"), cells.phone, ("对方号码", "主叫号码", "电话号码"), example="0570-3021188",
          permission="incidents.view_caller"),
    Field("began_at", _("began at"), cells.instant, ("开始时间", "起始时间"), must=True,
          example="2026-11-23 14:03:12", width=20),
    Field("ended_at", _("ended at"), cells.instant, ("结束时间", "截止时间"), must=True,
          example="2026-11-23 14:04:40", width=20),
    Field("call_number", _("number of the call"), cells.text(80), ("呼叫编号", "来电编号", "话务流水号"), width=20),
    Field("uri", _("file at the recorder"), cells.text(300), ("文件", "文件路径", "录音文件"), must=True,
          example="2026/11/23/000127.wav", width=32),
    Field("sha256", _("digest (SHA-256)"), cells.text(64), ("摘要", "校验值", "SHA256"), width=40),
)  # fmt: skip

imports.register(
    imports.Ledger(
        key="recordings",
        title=_("Recordings"),
        permission=BRING,
        fields=FIELDS,
        start=RecordingLoader,
        units=_units,
        list_url="voice:recordings",
        records=_records,
        about=_("The index of a recorder: channel, seat, times, number and file; the sound stays on the recorder."),
        order=85,
    )
)  # fmt: skip
