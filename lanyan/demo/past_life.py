"""Turns a case into its script: who called with which words, who was sent, how it went, what was written down."""

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from lanyan.demo import past_shape as shape
from lanyan.demo import past_words as said
from lanyan.demo.past_book import Book
from lanyan.demo.past_forces import choose, crew, wanted
from lanyan.demo.past_script import Act, Actor, Choice, Script
from lanyan.demo.past_way import Way, acts, spread
from lanyan.demo.past_year import Case
from lanyan.incidents import rules
from lanyan.incidents.rules import LevelRule

# How often a dispatcher sends more than is proposed.
CHANGED_SHARE = 0.06

CALL_TO_ORDER_SECONDS = 38
EXTERNALS = ("DISPATCH_119", "NATIONAL")
PLACE_CLASS = {"FIRE-HIGH": "high_rise", "FIRE-CROWD": "crowded", "FIRE-PLANT": "open_air", "FIRE-WASTE": "open_air",
               "FIRE-OPEN": "open_air", "FIRE-VEH": "open_air", "FIRE-EQUIP": "open_air"}  # fmt: skip
AREA_M2 = {"FIRE-RES": 8, "FIRE-HIGH": 6, "FIRE-CROWD": 10, "FIRE-WORKS": 60, "FIRE-BUILD": 25, "FIRE-OPEN": 30,
           "FIRE-PLANT": 160, "FIRE-WASTE": 4}  # fmt: skip


@dataclass
class Life:
    """Writes the scripts of one city in time order; vehicles remember until when they are out."""

    book: Book
    dice: Random
    level_rules: tuple[LevelRule, ...]
    until: int
    numbers: dict[str, int] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)

    def script(self, case: Case, pace: float) -> Script | None:
        """Write one script; None when it would not be over by now."""
        if case.into is not None and id(case.into) in self.dropped:
            return None
        made = _Writer(self, case, pace).write()
        if made.ends >= self.until:
            self.dropped.add(id(case))
            return None
        return made


def told(life: Life, case: Case) -> tuple[str, dict[str, Any]]:
    """How a case is told: the way its call comes in, and what is written down while the caller speaks."""
    writer = _Writer(life, case, 1.0)
    writer._call()
    call, draft = writer.acts[:2]
    return call.more["source"], draft.more["changes"]


class _Writer:
    """One script being written."""

    def __init__(self, life: Life, case: Case, pace: float) -> None:
        self.life, self.case, self.pace = life, case, pace
        self.book, self.dice, self.sort = life.book, life.dice, case.sort
        self.taker: Actor = self.dice.choice(self.book.dispatchers)
        self.acts: list[Act] = []
        self.level: int | None = None
        place = case.place
        jitter = 0.0004 if place.kind in ("ESTATE", "LANDMARK", "WORKS") else 0.0016
        self.lon = round(place.lon + self.dice.uniform(-jitter, jitter), 6)
        self.lat = round(place.lat + self.dice.uniform(-jitter, jitter), 6)
        self.order_at = case.at + spread(CALL_TO_ORDER_SECONDS, 0.36, self.dice)

    def write(self) -> Script:
        """Write it according to what became of the case."""
        fate = self.case.fate
        self._call()
        if fate == "merged":
            self._add("join_call", self.case.at + self.dice.randint(25, 80), into=self.case.into.key)  # type: ignore[union-attr]
        elif fate == "test":
            self._add("file_test", self.case.at + self.dice.randint(40, 300), reason=self.dice.choice(said.TESTS))
        elif fate == "withdrawn":
            self._add("open_incident", self.order_at)
            self._add("withdraw_incident", self.order_at + self.dice.randint(60, 900),
                      reason=self.dice.choice(said.WITHDRAWALS))  # fmt: skip
        elif self.sort.code == "FALSE-PRANK" and self.dice.random() < 0.5:
            self._add("file_false", self.order_at + 60, subkind=self.sort.code, reason=self.dice.choice(said.PRANKS))
        else:
            self._handled()
        return Script(self.book.city, self.acts, self.case.key)

    def _add(self, verb: str, at: int, **more: Any) -> None:
        self.acts.append(Act(verb, at, self.taker, more))

    # ---- the call ------------------------------------------------------------------------------------------
    def _call(self) -> None:
        at, dice = self.case.at, self.dice
        source = "SUPERIOR" if self.sort.kind == rules.GUARD else _weighted(shape.SOURCES, dice)
        self._add("take_call", at, source=source, rang_at=at - dice.randint(2, 7))
        if self.case.fate == "exercise":
            self.acts[0].more["is_exercise"] = True
        written = min(at + dice.randint(9, 26), self.order_at - 2)
        self._add("save_draft", max(written, at + 1), changes=self._draft(source))
        if self.case.fate == "counted" and self.case.key == 0 and dice.random() < 0.012:
            self._add("suspend_incident", self.order_at - 1, reason=dice.choice(said.DOUBTS))
            self.order_at += dice.randint(60, 400)

    def _draft(self, source: str) -> dict[str, Any]:
        dice, place = self.dice, self.case.place
        words, answer, address = where(place, self.sort.code, dice)
        kind = rules.FIRE if self.sort.kind == rules.FALSE else self.sort.kind
        subkind = "FIRE-BUILD" if self.sort.kind == rules.FALSE else self.sort.code
        facts = self._facts(kind)
        changes: dict[str, Any] = {
            "words": dice.choice(said.SAID[self.sort.code]),
            "kind": kind,
            "subkind": subkind,
            "facts": facts,
            "place_words": words,
            "place_id": place.pk,
            "place_answer": answer,
            "address": address,
            "town": place.town,
            "division": place.division_id,
            "lon": self.lon,
            "lat": self.lat,
        }
        if source not in ("ALARM", "SUPERIOR"):
            # Nobody is given numbers that begin with 100.
            changes["phone"] = f"100{dice.randrange(10**8):08}"
            changes["caller"] = dice.choice(said.SURNAMES) + dice.choice(("先生", "女士"))
        if kind in rules.HIGHEST_LEVEL:
            self.level = rules.propose_level(kind, facts, self.life.level_rules).level
            changes["level"] = self.level
        return changes

    def _facts(self, kind: str) -> dict[str, Any]:
        dice, code = self.dice, self.sort.code
        facts: dict[str, Any] = {}
        if self.case.rescued and kind in (rules.FIRE, rules.RESCUE):
            facts["trapped"] = self.case.rescued
        if self.sort.kind != rules.FIRE:
            return facts
        facts["place_class"] = PLACE_CLASS.get(code, "ordinary")
        facts["burning"] = dice.choice(said.BURNING[code])
        if code in AREA_M2:
            facts["area_m2"] = min(3000, spread(AREA_M2[code], 0.9, dice))
        if code in ("FIRE-HIGH", "FIRE-RES"):
            floors = dice.randint(11, 33) if code == "FIRE-HIGH" else dice.randint(1, 7)
            facts["floors"], facts["floor"] = floors, dice.randint(1, floors)
        return facts

    # ---- forces --------------------------------------------------------------------------------------------
    def _handled(self) -> None:
        self._add("open_incident", self.order_at - (1 if self.order_at - self.case.at > 3 else 0))
        ranks = self.book.ranked(self.lon, self.lat)
        ends = self._wave(ranks, wanted(self.sort, self.level, self.dice), self.order_at, orders=0, runs=0)
        if self.level and self.level >= 2 and self.dice.random() < 0.3 and self.sort.kind == rules.FIRE:
            at = self.order_at + self.dice.randint(420, 900)
            known = [act for act in self.acts if act.verb == "receive_order"]
            runs = sum(len(act.more["picks"]) for act in self.acts if act.verb == "order_forces")
            if runs < 8:
                more = self._wave(ranks, [("SG", "GS"), ("JY", "ZM", "SG")], at, orders=len(known), runs=runs)
                ends = max(ends, more)
        self._talk(ends)
        self._close(ends)
        self.acts.sort(key=lambda act: act.written)
        self._externals()

    def _wave(self, ranks: Any, kinds: Any, at: int, *, orders: int, runs: int) -> int:
        teams, picks, ends, ways = choose(ranks, kinds, at), [], 0, []
        for number, team in enumerate(teams):
            chosen = crew(team, self.dice)
            places = list(range(runs + len(picks), runs + len(picks) + len(chosen)))
            picks += chosen
            ways.append(
                Way(orders + number, places, team, at, self.taker, self.sort, self.level or 1, self.pace,
                    self._turns_back(number), is_first=orders + number == 0)
            )  # fmt: skip
        note = self.dice.choice(said.NOTES) if self.dice.random() < 0.06 else ""
        self._add("order_forces", at, picks=picks, note=note, **self._proposed(picks, at, first=not orders))
        for way in ways:
            found, ready = acts(way, self.dice)
            self.acts += found
            ends = max(ends, ready)
            for vehicle in way.team.vehicles:
                vehicle.busy_until = ready
        return ends

    def _proposed(self, picks: list[Choice], at: int, *, first: bool) -> dict[str, Any]:
        """What was proposed for a first dispatch: mostly what went; here and there a vehicle was left at home."""
        if not first:
            return {}
        lines = [{"formation": f"v{one.vehicle}", "vehicles": [one.vehicle], "why": "needed", "seconds": one.promised}
                 for one in picks]  # fmt: skip
        changed = len(lines) > 1 and Random(at).random() < CHANGED_SHARE
        proposal = {"method": "straight line", "lines": lines[:-1] if changed else lines}
        return {"proposal": proposal} | ({"change_reason": said.CHANGES[at % len(said.CHANGES)]} if changed else {})

    def _turns_back(self, number: int) -> bool:
        if self.sort.kind == rules.FALSE:
            return self.dice.random() < 0.35
        return number > 0 and self.dice.random() < 0.08

    # ---- what is written down -------------------------------------------------------------------------------
    def _talk(self, ends: int) -> None:
        for _line in range(self.dice.choice((0, 0, 0, 1, 1, 2))):
            at = self.order_at + self.dice.randint(90, max(120, (ends - self.order_at) // 2))
            self._add("write_log", at, text=self.dice.choice(said.LINES))

    def _close(self, ends: int) -> None:
        last = ends + self.dice.randint(60, 900)
        if self.sort.kind == rules.FALSE:
            words = said.MISTAKES if self.sort.code == "FALSE-MISTAKE" else said.PRANKS
            self._add("file_false", ends + 20, subkind=self.sort.code, reason=self.dice.choice(words))
        elif self.sort.kind != rules.GUARD and self.case.fate != "exercise":
            self._add("record_result", last - 30, result=self._result())
        self._add("close_incident", last)

    def _result(self) -> dict[str, Any]:
        case, dice = self.case, self.dice
        result: dict[str, Any] = {}
        counted = self.sort.kind in (rules.FIRE, rules.RESCUE)
        if counted or case.rescued or case.evacuated:
            result["rescued"] = case.rescued
            if case.evacuated or dice.random() < 0.75:
                result["evacuated"] = case.evacuated
        if counted and dice.random() < 0.85:
            result["dead"] = int(dice.random() < 0.004)
            result["injured"] = int(dice.random() < (0.12 if self.sort.code == "RESCUE-ROAD" else 0.012))
            result["own_dead"], result["own_injured"] = 0, 0
        if case.protected is not None:
            result["property_protected"] = Decimal(case.protected) / 100
            if dice.random() < 0.7:
                result["property_saved"] = Decimal(round(case.protected * dice.uniform(0.03, 0.2))) / 100
        return result

    def _externals(self) -> None:
        if self.case.fate == "exercise":
            return
        closed = self.acts[-1].written
        day = (self.case.at + 8 * 3600) // 86_400
        for system in EXTERNALS:
            delay = self.dice.randint(300, 5400) if system == "DISPATCH_119" else self.dice.randint(8, 60) * 1800
            if closed + delay >= self.life.until or self.dice.random() < 0.015:
                continue
            serial = self.life.numbers[system] = self.life.numbers.get(system, 0) + 1
            prefix = "119" if system == "DISPATCH_119" else "XF"
            differs = self.dice.random() < 0.0025
            number = f"{prefix}{self.book.city}{day}{serial:06}"
            self._add("fill", closed + delay, system=system, number=number, differs=differs)
            self._add("fill_runs", closed + delay, system=system, number=number)


def where(place: Any, code: str, dice: Random) -> tuple[str, str, str]:
    """The caller's words, the finder's answer and the confirmed address for a place."""
    kind, name = str(place.kind), place.name
    if kind == "ESTATE":
        house, flat = dice.randint(1, 24), dice.randint(1, 3)
        answer = f"{name} {house} 幢"
        inside = f" {flat} 单元" if code in ("FIRE-RES", "ASSIST-DOOR", "ASSIST-RING", "RESCUE-TRAP") else ""
        return f"{name}{house}幢", answer, f"{place.address} {answer}{inside}"
    if kind in ("LANDMARK", "WORKS"):
        return name, name, f"{place.address} {name}".strip()
    if kind == "STREET":
        number = dice.randint(1, 360)
        return f"{name}{number}号附近", f"{name} {number} 号", f"{name} {number} 号"
    if kind == "VILLAGE":
        number = dice.randint(1, 190)
        return f"{name}{dice.choice(('村口', '里面', '后山', '祠堂边'))}", name, f"{place.address} {number} 号"
    if kind == "TOWN":
        spot = dice.choice(("政府旁", "集镇东头", "集镇西头", "路口"))
        return f"{name}{spot}", name, f"{name}{spot}"
    if kind == "WATER":
        spot = dice.choice(("堤边", "桥下", "码头边"))
        return f"{name}{spot}", name, f"{name}{spot}"
    return name, name, place.address or name


def _weighted(choices: tuple[tuple[str, float], ...], dice: Random) -> str:
    number = dice.random()
    for value, weight in choices:
        number -= weight
        if number < 0:
            return value
    return choices[0][0]
