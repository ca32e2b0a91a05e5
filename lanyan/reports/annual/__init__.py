"""The annual report 年度工作报告: what each chapter says, as data. Every number knows the page that opens it."""

from lanyan.reports.annual.calls import CallsChapter
from lanyan.reports.annual.pieces import Line, Number
from lanyan.reports.annual.prevention import PreventionChapter

__all__ = ["CallsChapter", "Line", "Number", "PreventionChapter"]
