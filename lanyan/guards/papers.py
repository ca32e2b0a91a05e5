"""The plan of a guard 安保勤务方案 as Word and PDF, in Chinese."""

from datetime import datetime
from typing import Any

from lanyan.guards.models import Guard
from lanyan.guards.queries import boards
from lanyan.guards.rules import life
from lanyan.kernel import documents
from lanyan.kernel.periods import ZONE

NOTES = {life.DRAFT: "草案，未经审批", life.SUBMITTED: "待审批，不作执行依据"}


def _said(at: datetime) -> str:
    at = at.astimezone(ZONE)
    return f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute:02}分"


def _span(since: datetime, until: datetime) -> str:
    since, until = since.astimezone(ZONE), until.astimezone(ZONE)
    last = f"{until:%H:%M}" if since.date() == until.date() else f"{until:%m-%d %H:%M}"
    return f"{since:%m-%d %H:%M} 至 {last}"


def _post(line: boards.PostLine) -> dict[str, str]:
    post = line.post
    every = f"每{post.round_minutes}分钟巡查一次" if post.round_minutes else ""
    names = [f"{one.person.name}{'（岗长）' if one.leads else ''}" for one in line.people]
    vehicles = [f"{one.vehicle.home.unit.short_name}{one.vehicle.call_sign}" for one in line.vehicles]
    return {
        "number": str(post.number),
        "name": post.name,
        "task": "；".join(filter(None, (post.task, every))),
        "span": _span(post.since_at, post.until_at),
        "people": f"{len(names)}人：{'、'.join(names)}" if names else "—",
        "vehicles": "、".join(vehicles) or "—",
    }


def values(guard: Guard, at: datetime) -> dict[str, Any]:
    """What the layout is given."""
    board = boards.board(guard, at)
    note = f"已撤销：{guard.withdrawn_reason}" if guard.state == life.WITHDRAWN else NOTES.get(guard.state, "")
    return {
        "agency": guard.unit.name,
        "title": f"{guard.title}消防安保勤务方案",
        "number": guard.number,
        "note": note,
        "exercise": "（演练）" if guard.is_exercise else "",
        "kind": guard.kind.label_zh,
        "why": guard.why,
        "place": guard.address,
        "span": f"{_said(guard.starts_at)}至{_said(guard.ends_at)}",
        "commander": guard.commander.name,
        "crowd": f"{guard.crowd}人" if guard.crowd is not None else "—",
        "radio": guard.radio or "—",
        "risks": [line for line in guard.risks.splitlines() if line.strip()],
        "measures": [line for line in guard.measures.splitlines() if line.strip()],
        "posts": [_post(line) for line in board["lines"]],
        "people": str(board["people"]),
        "vehicles": str(board["vehicles"]),
        "writer": str(guard.planned_by or ""),
        "approver": f"{guard.approved_by}　{_said(guard.approved_at)}" if guard.approved_at else "",
        "summary": [line for line in guard.summary.splitlines() if line.strip()],
        "rounds": f"应巡查{board['due']}次，完成{board['done']}次，漏巡{board['missed']}次" if guard.begun_at else "",
    }


def as_word(guard: Guard, at: datetime) -> bytes:
    """The plan as Word."""
    return documents.word("guard_plan", values(guard, at))


def as_pdf(guard: Guard, at: datetime) -> bytes:
    """The plan as PDF."""
    return documents.pdf("guards/papers/plan.html", values(guard, at))
