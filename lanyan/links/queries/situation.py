"""An incident as it stands now, gathered for a report: plain values that can be kept and compared."""

from datetime import datetime
from typing import Any

from django.utils import translation

from lanyan.incidents import rules, shown
from lanyan.incidents.models import Incident
from lanyan.incidents.words import TELLING
from lanyan.kernel import codes
from lanyan.links.models import LinkageNotice
from lanyan.links.rules.composing import RESULTS, STAMPS
from lanyan.links.rules.life import WITHDRAWN

# So many lines of the command log go into a report, the latest.
LINES = 6
# How papers say the facts that were asked of the caller.
SAID = {
    "casualties": "伤亡{}人",
    "place_class": "场所为{}",
    "floor": "着火层为第{}层",
    "floors": "建筑共{}层",
    "area_m2": "燃烧面积约{}平方米",
    "burning": "燃烧物为{}",
    "cylinders": "现场有气瓶{}个",
    "vehicles": "涉及车辆{}辆",
    "hazmat": "危险品为{}",
}


def gather(incident: Incident, *, at: datetime, since: datetime | None = None) -> dict[str, Any]:
    """Read an incident (unit and sub-kind at hand); `since`: only log lines after the last report."""
    with translation.override("zh-hans"):
        return {
            "at": at.isoformat(),
            "number": incident.number,
            "is_exercise": incident.is_exercise,
            "status": incident.status,
            "place": _place(incident),
            "kind": incident.get_kind_display() if incident.kind else "",
            "subkind": incident.subkind.label if incident.subkind else "",
            "level": incident.level_words if incident.kind in rules.HIGHEST_LEVEL else "",
            "trapped": incident.facts.get("trapped"),
            "told": _facts(incident),
            "stamps": {name: _text(getattr(incident, name)) for name in ("first_ordered_at", *dict(STAMPS))},
            "forces": _forces(incident),
            "log": _log(incident, since),
            "notices": _notices(incident),
            "result": {name: getattr(incident, name) for name, _label, _unit in RESULTS},
            "closed_at": _text(incident.closed_at),
            **_call(incident),
        }


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _place(incident: Incident) -> str:
    division = incident.division.name if incident.division else ""
    where = incident.where if incident.where != "—" else ""
    return f"{division}{incident.town}{where}" if not where.startswith(division or "—") else where


def _call(incident: Incident) -> dict[str, Any]:
    """When and how it came, and what the first caller said; never who that was."""
    call = incident.calls.order_by("answered_at", "pk").first()
    words = call.words.strip() if call is not None else ""
    source = str(call.get_source_display()) if call is not None else ""
    return {"answered_at": _text(incident.answered_at), "source": source, "words": words}


def _facts(incident: Incident) -> list[str]:
    """What the caller was asked, as papers say it; who is trapped stands by itself."""
    found = []
    for key, words in SAID.items():
        line = shown.facts_told({key: incident.facts.get(key)})
        found += [words.format(line[0].text)] if line else []
    return found


def _forces(incident: Incident) -> dict[str, Any]:
    runs = list(incident.runs.select_related("unit").order_by("order__serial", "pk"))
    sent = [run for run in runs if run.status not in (rules.STOOD_DOWN, rules.DIVERTED)]
    strength = shown.strength(runs)
    return {
        "ordered": len(sent),
        "stations": list(dict.fromkeys(run.unit.short_name for run in sent)),
        "teams": strength.teams,
        "runs": strength.runs,
        "people": strength.people,
        "there": strength.there,
    }


def _log(incident: Incident, since: datetime | None) -> list[list[str]]:
    found = incident.log.filter(act__in=TELLING).select_related("incident")
    if since is not None:
        found = found.filter(entered_at__gt=since)
    return [[entry.at.isoformat(), str(entry)] for entry in reversed(list(found.order_by("-at", "-pk")[:LINES]))]


def _notices(incident: Incident) -> list[list[str]]:
    found = LinkageNotice.objects.filter(incident=incident).exclude(state=WITHDRAWN).select_related("linkage")
    return [[one.linkage.name, str(one.get_state_display()), one.answer] for one in found.order_by("sent_at", "pk")]


def addressee(code: str) -> str:
    """An addressee in words."""
    row = codes.get("report_addressees", code)
    return row.label if row is not None else code
