"""Incidents in words for the screens: reasons of levels and proposals, what comes next, rows of the radio keys."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lanyan.forces.queries import FormationView
from lanyan.incidents import rules, words
from lanyan.incidents.models import Incident
from lanyan.incidents.proposal import Proposal
from lanyan.kernel import codes


def number(value: object) -> str:
    """A quantity without needless decimals."""
    return f"{float(value):g}"  # type: ignore[arg-type]


def level_reason(measure: str, value: float, least: float, level: int) -> str:
    """Why a level is proposed."""
    if measure == "people":
        return _("%(count)s people trapped or hurt: at least level %(level)s.") % {
            "count": number(value),
            "level": level,
        }
    if measure == "area_m2":
        return _("Burning area %(area)s m², from %(least)s m² on level %(level)s.") % {
            "area": number(value),
            "least": number(least),
            "level": level,
        }
    return _("Fire in a high-rise, underground, crowded, dangerous or important place: at least level 2.")


def to_ask(incident: Incident) -> list[dict[str, Any]]:
    """What to ask the caller of this kind of incident: first what its prompts ask, in their order, then the rest."""
    questions = prompts(incident.kind, incident.subkind.code if incident.subkind else "")
    facts = [fact for fact in rules.FACTS if incident.kind in fact.kinds]
    order = {key: number for number, key in enumerate(questions)}
    facts.sort(key=lambda fact: order.get(fact.key, len(order)))
    return [asked(fact, incident) | {"question": questions.get(fact.key, "")} for fact in facts]


def prompts(kind: str | None, subkind: str) -> dict[str, str]:
    """The questions for a kind by fact, those of the sub-kind first and in place of the kind's own."""
    rows = [row for row in codes.table("call_prompts").values() if row.parent in (kind, subkind)]
    rows.sort(key=lambda row: row.parent != subkind)
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row.facts["fact"], row.label)
    return found


def asked(fact: rules.Fact, incident: Incident) -> dict[str, Any]:
    """One thing to ask the caller, with the answer so far as stored and as shown."""
    value = incident.facts.get(fact.key, "")
    shown = dict(fact.choices).get(value, value) if fact.choices else value
    return {"fact": fact, "value": value, "shown": shown, "is_number": fact.kind is int}


def level_choices(kind: str | None, *, least: int | None) -> list[tuple[int, str]]:
    """The levels that can be chosen: the proposed one and those above."""
    highest = rules.HIGHEST_LEVEL.get(kind or "", 0)
    return [(level, words.level(kind, level)) for level in range(least or 1, highest + 1)]


def quantity(code: str, value: object) -> str:
    """An amount of a capability with its unit of measure, where that says more than a count."""
    row = codes.get("capabilities", code)
    unit = row.facts.get("unit_zh", "") if row is not None else ""
    return f"{number(value)} {unit}" if unit in ("t", "m") else number(value)


def prepared(formation: FormationView) -> str:
    """A formation as a pre-alert names it: its name and its call signs."""
    signs = _(", ").join(vehicle.call_sign for vehicle in formation.vehicles)
    return f"{formation.name} {signs}" if formation.formation_id else signs


def stronger(proposal: Proposal, incident: Incident) -> str:
    """Why the first dispatch is stronger than its level; nothing when it is not."""
    if not proposal.stronger:
        return ""
    rows = [codes.get("first_dispatch_rules", code) for code in proposal.stronger]
    return _("Stronger first dispatch, as for %(level)s: %(why)s.") % {
        "level": words.level(incident.kind, proposal.level),
        "why": _(", ").join(row.label for row in rows if row is not None),
    }


def mark(incident: Incident) -> dict[str, Any]:
    """An incident on the map of the desk."""
    kind = f"other {incident.level_class}"
    return {
        "kind": kind,
        "text": f"{incident.short_number} {incident.level_words}",
        "at": [incident.lon, incident.lat],
        "href": reverse("incidents:desk_incident", args=[incident.pk]),
    }


def next_thing(incident: Any) -> tuple[str, bool]:
    """What has to be done next about an incident of the board, and whether a hand is needed now."""
    if incident.handed_at is not None:
        return _("take it in hand"), True
    if incident.owner_id is None:
        return _("waits for a seat"), True
    if incident.status == rules.SUSPENDED:
        return _("settle the doubt"), True
    if incident.status == rules.DRAFT:
        return _("open and order"), True
    if incident.first_ordered_at is None:
        return _("order forces"), True
    if incident.unanswered:
        return _("order not received"), True
    if getattr(incident, "asked", False):
        return _("reinforcement asked for"), True
    if incident.away or incident.sent > incident.there:
        return _("in progress"), False
    return _("can be closed"), False


def radio_rows(incident: Incident) -> list[dict[str, Any]]:
    """One row a vehicle for the desk's radio keys: the run, its last stamp and the next."""
    runs = incident.runs.select_related("vehicle", "unit").order_by("order__serial", "pk")
    rows = []
    for run in runs.exclude(status__in=rules.ENDED):
        expected = rules.next_stamp(incident.kind or "", run.status)
        done = [stamp for stamp in rules.STAMPS if getattr(run, stamp.column) is not None]
        rows.append(
            {
                "run": run,
                "last": getattr(run, done[-1].column) if done else run.ordered_at,
                "next": rules.STAMP[expected] if expected else None,
                "keys": [s for s in rules.stamps_for(incident.kind or "") if s.key in rules.RUN.moves_from(run.status)],
            }
        )
    return rows


def repeated_line(other: Incident, metres: int | None, incident: Incident) -> str:
    """How a probably repeated call stands to the open incident."""
    minutes = int((incident.answered_at - other.answered_at).total_seconds() // 60)
    told = {"number": other.short_number, "name": other.name, "metres": metres, "minutes": max(minutes, 0)}
    if metres is None:
        return _("%(number)s %(name)s, same telephone number, %(minutes)s min earlier") % told
    return _("%(number)s %(name)s, %(metres)s m away, %(minutes)s min earlier") % told
