"""A review as Word and PDF, in Chinese."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.dateparse import parse_datetime

from lanyan.kernel import documents
from lanyan.kernel.periods import ZONE
from lanyan.reviews import rules, words
from lanyan.reviews.models import Finding, Participant, Review, ReviewTask

NOTES = {rules.DUE: "尚未召开", rules.DRAFT: "草稿，未经审批", rules.SUBMITTED: "待审批"}


def _said(at: datetime | str | None) -> str:
    found = parse_datetime(at) if isinstance(at, str) else at
    return f"{found.astimezone(ZONE):%Y-%m-%d %H:%M:%S}" if found is not None else "—"


def _span(seconds: int | None) -> str:
    return "—" if seconds is None else f"{seconds // 60}分{seconds % 60:02}秒"


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def values(review: Review) -> dict[str, Any]:
    """What the layout is given."""
    facts = review.facts
    withdrawn = f"已撤销：{review.withdrawn_reason}" if review.state == rules.WITHDRAWN else ""
    exercise = "（演练）" if facts.get("is_exercise") else ""
    with translation.override("zh-hans"):
        return {
            "agency": review.unit.name,
            "title": f"{facts.get('name') or review.incident.name}{exercise}复盘报告",
            "number": review.number,
            "note": withdrawn or NOTES.get(review.state, ""),
            "incident": review.incident.number,
            "level": str(review.get_level_display()),
            "held": _said(review.held_at),
            "place": review.place or "—",
            "chair": review.chair or "—",
            "people": "、".join(map(str, Participant.objects.standing().filter(review=review).order_by("pk"))) or "—",
            **_facts(facts),
            "well": _lines(review.went_well),
            "wrong": _lines(review.went_wrong),
            "lessons": _lines(review.lessons),
            "findings": [
                f"{one.number}. [{one.get_sort_display()}] {one.words}"
                for one in Finding.objects.standing().filter(review=review).order_by("number")
            ],
            "tasks": [_task(one) for one in _tasks(review)],
            "writer": str(review.written_by or ""),
            "approver": f"{review.approved_by}　{_said(review.approved_at)}" if review.approved_at else "",
        }


def _tasks(review: Review) -> Any:
    return ReviewTask.objects.standing().filter(review=review).select_related("assignee").order_by("number")


def _task(task: ReviewTask) -> dict[str, str]:
    return {
        "number": str(task.number),
        "words": task.words,
        "assignee": task.assignee.name,
        "due": f"{task.due_date}",
        "state": str(task.get_state_display()),
    }


def _facts(facts: dict[str, Any]) -> dict[str, Any]:
    stamps, spans, result = (facts.get(name) or {} for name in ("stamps", "intervals", "result"))
    return {
        "times": [f"{label}：{_said(stamps.get(name))}" for name, label in words.STAMPS.items() if stamps.get(name)],
        "spans": [
            f"{label}：{_span(spans.get(name))}"
            for name, label in words.INTERVALS.items()
            if spans.get(name) is not None
        ],
        "runs": [
            {
                "vehicle": f"{run['unit']} {run['vehicle']}",
                "people": str(run["headcount"]),
                "departed": _said(run["departed_at"])[11:] or "—",
                "promised": _said(run["promised_at"])[11:] or "—",
                "arrived": _said(run["arrived_at"])[11:] or "—",
                "late": _span(run["late"]) if run["late"] else "",
            }
            for run in facts.get("runs", [])
        ],
        "shortfalls": list(facts.get("shortfalls", [])),
        "overrides": list(facts.get("overrides", [])),
        "results": [
            f"{label}：{result[name]:g}" for name, label in words.RESULTS.items() if result.get(name) is not None
        ],
    }


def as_word(review: Review) -> bytes:
    """The review as Word."""
    return documents.word("case_review", values(review))


def as_pdf(review: Review) -> bytes:
    """The review as PDF."""
    return documents.pdf("reviews/papers/review.html", values(review))
