"""The forces pane of the desk: the proposal, what was chosen by hand instead, and what both come to."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyan.incidents import dispatch, queries, reasons, rules, wording, words
from lanyan.incidents.actions import Pick
from lanyan.incidents.dispatch import Proposing
from lanyan.incidents.models import Incident
from lanyan.incidents.proposal import TALLEST, Line, Proposal, brings
from lanyan.kernel.errors import Refused

# How many formations a search by name adds to the list.
FOUND = 8


@dataclass
class Row:
    """One formation on the pane."""

    line: Line
    chosen: bool
    digit: str = ""

    @property
    def key(self) -> str:
        """What the form sends when it is chosen."""
        return self.line.candidate.formation.key

    @property
    def name(self) -> str:
        """Station and formation."""
        formation = self.line.candidate.formation
        return f"{formation.station_name} {formation.name}"

    @property
    def cars(self) -> str:
        """Its vehicles with what they bring."""
        formation = self.line.candidate.formation
        signs = _(", ").join(f"{vehicle.kind_label} {vehicle.call_sign}" for vehicle in formation.vehicles)
        extras = [
            f"{words.capability(code)} {wording.quantity(code, brings([formation], code))}"
            for code in ("people", "water_t", "foam_t", "ladder_m")
            if brings([formation], code)
        ]
        return " · ".join([signs, *extras])

    @property
    def reason(self) -> str:
        """Why it is proposed or stays."""
        return reasons.line_reason(self.line)

    @property
    def is_busy(self) -> bool:
        """Does sending it need a reason?"""
        return bool(self.line.candidate.busy)

    @property
    def is_off(self) -> bool:
        """Can it not go at all?"""
        return bool(self.line.candidate.off_road)

    @property
    def data(self) -> str:
        """For the script that adds up while boxes are ticked: vehicles with what they bring, and the station."""
        formation = self.line.candidate.formation
        vehicles = {str(vehicle.id): vehicle.capabilities for vehicle in formation.vehicles}
        return json.dumps({"station": formation.station_id, "vehicles": vehicles})


@dataclass
class ForcesPane:
    """What the pane shows and what its form means."""

    incident: Incident
    proposing: Proposing | None
    rows: list[Row] = field(default_factory=list)
    by_hand: bool = False
    text: str = ""

    @classmethod
    def of(cls, incident: Incident, data: QueryDict, *, sending: bool = False) -> "ForcesPane":
        """Build the pane from the facts and from what the form says was chosen.

        When the form is sent, what stood on the screen goes, even if the proposal has changed since.
        """
        by_hand, text = data.get("by_hand") == "1", data.get("find", "").strip()
        judged = incident.is_judged
        proposing = dispatch.propose(incident, dispatch.standing(incident.centre, timezone.now())) if judged else None
        pane = cls(incident, proposing, by_hand=by_hand, text=text)
        if proposing is None:
            return pane
        picked = set(data.getlist("pick")) if pane.by_hand or sending else pane.proposed.keys()
        lines = {line.candidate.formation.key: line for line in proposing.found.lines}
        missing = picked - lines.keys()
        if missing or pane.text:
            lines |= {line.candidate.formation.key: line for line in pane._more(missing)}
        pane.rows = [Row(line, key in picked) for key, line in lines.items()]
        pane.rows.sort(key=lambda row: not row.chosen)
        for row, digit in zip(pane.rows, "123456789", strict=False):
            row.digit = digit
        return pane

    def _more(self, wanted: set[str]) -> Iterator[Line]:
        """Formations that are not on the list: those chosen by hand, and those whose name is searched for."""
        if self.proposing is None:
            return
        found = 0
        for key, candidate in self.proposing.forces.candidates.items():
            formation = candidate.formation
            named = bool(self.text) and self.text.lower() in f"{formation.station_name}{formation.name}".lower()
            if formation.key in wanted or (named and found < FOUND):
                found += named
                yield self.proposing.line(key)

    @property
    def proposal(self) -> Proposal | None:
        """What is proposed; None while kind or place are not known."""
        return self.proposing.found if self.proposing is not None else None

    @cached_property
    def proposed(self) -> dict[str, Line]:
        """What was proposed, by the key of its formation."""
        lines = self.proposal.lines if self.proposal is not None else ()
        return {line.candidate.formation.key: line for line in lines if line.chosen}

    @property
    def chosen(self) -> list[Row]:
        """The chosen rows."""
        return [row for row in self.rows if row.chosen]

    def picks(self) -> list[Pick]:
        """The vehicles to send, each once, with the name of their formation and how soon they are said to be there."""
        found: dict[int, Pick] = {}
        for row in self.chosen:
            formation, seconds = row.line.candidate.formation, row.line.seconds
            name = formation.name if formation.formation_id else ""
            promised = round(seconds) if math.isfinite(seconds) else None
            for vehicle in formation.vehicles:
                found.setdefault(vehicle.id, Pick(vehicle.id, name, promised_seconds=promised))
        return list(found.values())

    @property
    def needs(self) -> list[dict[str, Any]]:
        """The needs row: what is wanted, what the chosen ones (and those there already) bring."""
        if self.proposal is None:
            return []
        proposed = [line.candidate.formation for line in self.proposed.values()]
        chosen = [row.line.candidate.formation for row in self.chosen]
        rows = []
        for need in self.proposal.needs:
            there = need.given - brings(proposed, need.capability) if need.capability not in TALLEST else 0.0
            given = there + brings(chosen, need.capability)
            rows.append(
                {
                    "capability": need.capability,
                    "label": words.capability(need.capability),
                    "wanted": wording.number(need.wanted),
                    "there": there,
                    "given": wording.number(given),
                    "lacks": given + 1e-9 < need.wanted,
                    "missing": wording.quantity(need.capability, need.wanted - given),
                }
            )
        return rows

    @property
    def stronger(self) -> str:
        """Why more is proposed than the level asks for; nothing when it is not."""
        return wording.stronger(self.proposal, self.incident) if self.proposal is not None else ""

    @property
    def shortfalls(self) -> list[dict[str, Any]]:
        """What is lacking, and who could bring it: the line that asks for a hand."""
        found = self.proposal.shortfalls if self.proposal is not None else ()
        return [
            {"words": reasons.shortfall(short), "key": short.soonest.candidate.formation.key if short.soonest else ""}
            for short in found
        ]

    @property
    def method(self) -> str:
        """How the proposal was made."""
        return reasons.method(self.proposal) if self.proposal is not None else ""

    @property
    def cover(self) -> str:
        """What is left covered, and what could be moved up."""
        return reasons.cover(self.proposal.cover) if self.proposal is not None else ""

    @property
    def is_draft(self) -> bool:
        """Does ordering confirm the incident as well?"""
        return self.incident.is_draft

    @property
    def needs_change_reason(self) -> bool:
        """Must the order say why it differs from what was proposed?"""
        return self.is_first and self.by_hand and self.proposal is not None and self.is_changed()

    @property
    def marks(self) -> dict[str, Any]:
        """The map: the scene, the stations chosen, and their ways to it; straight lines where no road is known."""
        lon, lat = self.incident.lon, self.incident.lat
        if lon is None or lat is None:
            return {"marks": []}
        chosen = [row.line.candidate.formation for row in self.chosen]
        stations = {formation.station_name: [formation.lon, formation.lat] for formation in chosen}
        stations |= queries.stations_sent(self.incident)
        scene = {"kind": "fire", "icon": "flame", "text": self.incident.short_number, "at": [lon, lat]}
        places = [{"kind": "", "icon": "station", "text": name, "at": at} for name, at in stations.items()]
        ways = dispatch.ways_drawn(self.incident.centre, stations.values(), (lon, lat))
        return {"marks": [scene, *places, *ways.marks], "routes": ways.routes, "past": ways.closed}

    @property
    def is_first(self) -> bool:
        """Is this the first dispatch?"""
        return self.incident.status != rules.OPEN or self.incident.first_ordered_at is None

    def is_changed(self) -> bool:
        """Does the choice differ from the proposal?"""
        return {row.key for row in self.chosen} != self.proposed.keys()

    def change_reason(self, text: str, *, first: bool) -> str:
        """The reason for a first dispatch edited by hand; refused when it is missing."""
        text = text.strip()
        if first and self.by_hand and self.is_changed() and not text:
            raise Refused(_("Say why the proposed forces were changed."), field="change_reason")
        return text

    def as_proposed(self) -> dict[str, Any]:
        """What the order remembers of the proposal: what was proposed, with which reasons, what was lacking."""
        if self.proposal is None:
            return {}
        return {
            "method": "roads" if self.proposal.by_road else "straight line",
            "level": self.proposal.level,
            "stronger": list(self.proposal.stronger),
            "lines": [
                {
                    "formation": key,
                    "vehicles": [vehicle.id for vehicle in line.candidate.formation.vehicles],
                    "why": line.why,
                    "seconds": round(line.seconds),
                }
                for key, line in self.proposed.items()
            ],
            "short": {need.capability: need.wanted - need.given for need in self.proposal.needs if need.is_short},
        }
