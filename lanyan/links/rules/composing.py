"""Reports in plain Chinese, composed from facts. Pure: what nobody has said is 待核, never nought.

Facts are what `queries.situation` and `queries.briefs` gather and what a report keeps: plain values, instants as text.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from lanyan.kernel.periods import ZONE

UNKNOWN = "待核"
RESULTS = (
    ("rescued", "营救", "人"),
    ("evacuated", "疏散", "人"),
    ("dead", "死亡", "人"),
    ("injured", "受伤", "人"),
    ("own_dead", "消防救援人员牺牲", "人"),
    ("own_injured", "消防救援人员受伤", "人"),
)
STAMPS = (
    ("first_arrived_at", "首车到场"),
    ("water_on_at", "出水"),
    ("controlled_at", "火势控制"),
    ("knocked_down_at", "基本扑灭"),
    ("water_off_at", "停水"),
    ("last_returned_at", "全部归队"),
)
HEADS = {"FLASH": "首报", "FOLLOW_UP": "续报", "FINAL": "终报", "DAILY": "早报", "WEEKLY": "周报"}
NUMERALS = "〇一二三四五六七八九十"


def numeral(number: int) -> str:
    """A small number as papers write it: 一 to 九十九."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return NUMERALS[ones]
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")


def moment(text: str | None, *, year: bool = False) -> str:
    """An instant as papers write it: 5月9日3时00分; 待核 where it is not known."""
    if not text:
        return UNKNOWN
    at = datetime.fromisoformat(text).astimezone(ZONE)
    said = f"{at.month}月{at.day}日{at.hour}时{at.minute:02}分"
    return f"{at.year}年{said}" if year else said


def said(value: Any, unit: str = "") -> str:
    """A number with its unit, or 待核."""
    return UNKNOWN if value is None or value == "" else f"{value}{unit}"


def title(facts: Mapping[str, Any], kind: str, serial: int) -> str:
    """What the report is called."""
    which = f"（{numeral(serial)}）" if kind == "FOLLOW_UP" else ""
    drill = "【演练】" if facts.get("is_exercise") else ""
    what = facts.get("subkind") or facts.get("kind") or "警情"
    return f"{drill}{facts.get('place') or UNKNOWN}{what}{HEADS[kind]}{which}"[:120]


def compose(facts: Mapping[str, Any], kind: str, before: Mapping[str, Any] | None = None) -> str:
    """The text of a report of an incident; a follow-up and a final one begin with what changed since the last."""
    parts = [_opening(facts)]
    if before is not None:
        changes = changed(before, facts)
        since = moment(before.get("at"))
        parts.append(f"较{since}报告的变化：" + ("；".join(changes) + "。" if changes else "无。"))
    parts += [
        f"一、现场情况：{_scene(facts)}",
        f"二、出动力量：{_forces(facts)}",
        f"三、处置经过：{_course(facts)}",
        f"四、处置结果：{_results(facts)}",
    ]
    if facts.get("notices"):
        parts.append(f"五、联动情况：{_notices(facts)}")
    parts.append(_ending(facts, kind))
    return "\n".join(parts)


def _opening(facts: Mapping[str, Any]) -> str:
    what = facts.get("subkind") or facts.get("kind") or "警情"
    level = f"（{facts['level']}）" if facts.get("level") else ""
    words = f"报警内容：{facts['words'].rstrip('。')}。" if facts.get("words") else ""
    drill = "【演练，非真实警情】" if facts.get("is_exercise") else ""
    return (
        f"{drill}{moment(facts.get('answered_at'), year=True)}，接{facts.get('source') or '报警'}："
        f"{facts.get('place') or UNKNOWN}，"
        f"{what}{level}，警情编号{facts.get('number')}。{words}"
    )


def _scene(facts: Mapping[str, Any]) -> str:
    lines = [f"被困{said(facts.get('trapped'), '人')}", *facts.get("told", ())]
    return "，".join(lines) + "。"


def _forces(facts: Mapping[str, Any]) -> str:
    forces = facts.get("forces") or {}
    if not forces.get("ordered"):
        return "尚未调派力量。"
    stations = forces.get("stations") or []
    named = "、".join(stations[:4]) + ("等" if len(stations) > 4 else "")
    return (
        f"{moment(facts['stamps'].get('first_ordered_at'))}下达首次出动命令；调派{forces['ordered']}辆车（{named}），"
        f"已出动{forces['teams']}个队站、{forces['runs']}辆次、{forces['people']}人次，"
        f"现场{forces['there']}辆；首车到场{moment(facts['stamps'].get('first_arrived_at'))}。"
    )


def _course(facts: Mapping[str, Any]) -> str:
    steps = [(facts["stamps"][name], label) for name, label in STAMPS if facts["stamps"].get(name)]
    steps += [(at, text.rstrip("。")) for at, text in facts.get("log", ())]
    steps.sort(key=lambda step: datetime.fromisoformat(step[0]))
    return ("；".join(f"{moment(at)}{text}" for at, text in steps) + "。") if steps else f"{UNKNOWN}。"


def _results(facts: Mapping[str, Any]) -> str:
    result = facts.get("result") or {}
    lines = [f"{label}{said(result.get(name), unit)}" for name, label, unit in RESULTS]
    return "，".join(lines) + "。"


def _notices(facts: Mapping[str, Any]) -> str:
    return (
        "；".join(f"{name}（{state}{'：' + answer if answer else ''}）" for name, state, answer in facts["notices"])
        + "。"
    )


def _ending(facts: Mapping[str, Any], kind: str) -> str:
    if kind == "FINAL":
        closed = facts.get("closed_at")
        return f"处置于{moment(closed)}结束。" if closed else f"处置结束时间{UNKNOWN}。"
    return "后续情况续报。"


def changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What differs between two states of an incident, in words; nothing when nothing does."""
    lines = []
    if before.get("level") != now.get("level"):
        lines.append(f"响应等级由{said(before.get('level'))}变为{said(now.get('level'))}")
    lines += _changed_forces(before.get("forces") or {}, now.get("forces") or {})
    for name, label in STAMPS:
        old, new = (before.get("stamps") or {}).get(name), (now.get("stamps") or {}).get(name)
        if new and not old:
            lines.append(f"{moment(new)}{label}")
    if before.get("trapped") != now.get("trapped"):
        lines.append(f"被困由{said(before.get('trapped'), '人')}变为{said(now.get('trapped'), '人')}")
    for name, label, unit in RESULTS:
        old, new = (before.get("result") or {}).get(name), (now.get("result") or {}).get(name)
        if old != new:
            lines.append(f"{label}由{said(old, unit)}变为{said(new, unit)}")
    if now.get("closed_at") and not before.get("closed_at"):
        lines.append(f"{moment(now['closed_at'])}处置结束")
    return lines


def _changed_forces(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    lines = []
    for name, label, unit in (("runs", "出动", "辆次"), ("people", "出动", "人次"), ("there", "现场", "辆")):
        old, new = before.get(name), now.get(name)
        if old != new:
            lines.append(f"{label}由{said(old, unit)}变为{said(new, unit)}")
    return lines


# ---- briefs -------------------------------------------------------------------------------------------------
def brief_title(facts: Mapping[str, Any], kind: str) -> str:
    """What a brief is called."""
    return f"{facts['unit']}{HEADS[kind]}（{_span(facts)}）"[:120]


def _span(facts: Mapping[str, Any]) -> str:
    return f"{moment(facts['since'], year=True)}至{_until(facts['until'])}"


def _until(text: str) -> str:
    """Midnight ends the day before: 24时."""
    at = datetime.fromisoformat(text).astimezone(ZONE)
    if (at.hour, at.minute) != (0, 0):
        return moment(text)
    before = datetime.fromtimestamp(at.timestamp() - 1, ZONE)
    return f"{before.month}月{before.day}日24时"


def brief(facts: Mapping[str, Any]) -> str:
    """The text of a brief: counts, what stood out, forces, what is off the road, what is open."""
    forces = facts["forces"]
    parts = [
        f"{_span(facts)}，{facts['unit']}情况报告如下。",
        f"一、接处警：{_counted(facts['counts'])}",
        f"二、出动与战果：{_counted(facts['sums'])}",
        "三、主要警情：" + _listed(facts["notable"], "无达到报告标准的警情。"),
        f"四、执勤力量：执勤站{forces['stations']}个，在岗{said(forces['on_duty'], '人')}；"
        f"执勤车{forces['vehicles']}辆，其中可出动{forces['in_service']}辆。",
        "五、停用车辆：" + _listed(facts["off_road"], "无。"),
        "六、未结事项：" + _listed(facts["open"], "无。"),
    ]
    return "\n".join(parts)


def _counted(rows: Sequence[Mapping[str, Any]]) -> str:
    lines = [f"{row['label']}{said(row['value'])}{row['unit'] if row['value'] is not None else ''}" for row in rows]
    return "，".join(lines) + "。"


def _listed(lines: Sequence[str], none: str) -> str:
    if not lines:
        return none
    return "".join(f"\n　　{place}. {line}" for place, line in enumerate(lines, start=1))
