"""What became of what was found: orders, re-checks, cases, seals, major hazards; the numbers of the shape are met."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from lanyan.demo.prevention import words
from lanyan.demo.prevention.records import DATE, ONCE, Finding, Major, Penalty, Recheck, Sealing, Year
from lanyan.demo.prevention.shapes import Shape
from lanyan.kernel import workdays
from lanyan.kernel.periods import midnight

# A case that is opened later is decided in the next year; so is a listing.
LAST_CASE, LAST_MAJOR = (10, 20), (8, 20)
FINE_SPOT, FINE_LEAST, FINE_HIGH_RISE = 200, 5_000, 2_000
# The law of penalties: on the spot an individual pays at most 200 yuan.
STOP_RULES = {words.WIRING: "USE", words.DWELLING: "PRODUCTION"}
CATEGORIES = {"HOTEL": "CROWDED", "MALL": "CROWDED", "HOSPITAL": "CROWDED", "CINEMA": "CROWDED", "MARKET": "CROWDED",
              "ELDERLY_CARE": "CROWDED", "FACTORY": "OTHER"}  # fmt: skip
ELEMENTS = (("6.6",), ("6.5",), ("7.3.3", "7.3.6", "7.3.9"), ("6.5", "7.3.6"))


class Lives:
    """Writes the later lives of one city's findings, year by year."""

    def __init__(self, dice: Random, until: datetime, items: dict[str, dict[str, Any]]) -> None:
        self.dice, self.until, self.items = dice, until, items
        # Listed in the year before and not yet delisted.
        self.left: list[Major] = []

    def live(self, made: Year, shape: Shape, *, is_last: bool) -> None:
        """Give every finding of a year its life; `is_last`: nothing follows in which a major hazard ends."""
        ordered = [one for check in made.checks for one in check.findings if one.treatment in (ONCE, DATE)]
        dated = [one for one in ordered if one.treatment == DATE]
        made.majors = self._majors(made, shape, dated, is_last=is_last)
        majors = {id(one.finding): one for one in made.majors}
        self._stay(dated, majors, shape)
        stops = self._slow(dated, majors, made.year, shape)
        for check in made.checks:
            self._order(check.of(ONCE), check.of(DATE), majors)
        made.penalties = self._penalties(made, shape, stops)
        made.seals = self._seals(made, shape, majors)

    # ---- orders and re-checks ---------------------------------------------------------------------------------
    def _stay(self, dated: list[Finding], majors: dict[int, Major], shape: Shape) -> None:
        """Choose those that are not put right: listed major ones first, the rest by lot."""
        listed = [one.finding for one in majors.values() if one.delisted is None]
        plain = [one for one in dated if id(one) not in majors]
        wanted = max(0, shape.hazards - shape.put_right - len(listed))
        for one in (*listed, *self.dice.sample(plain, min(wanted, len(plain)))):
            one.stays = True

    def _slow(self, dated: list[Finding], majors: dict[int, Major], year: int, shape: Shape) -> list[Finding]:
        """Choose those not put right at the first re-check; gives those whose use or trade is stopped."""
        last = date(year, *LAST_CASE) - timedelta(days=60)
        # What is ordered together with a major hazard has the major one's date.
        late = {id(one.finding.check) for one in majors.values()}
        plain = [one for one in dated if id(one.check) not in late and one.check.day <= last]
        stoppable = self._stoppable(plain, shape.stops)
        stops = self.dice.sample(stoppable, min(shape.stops, len(stoppable)))
        chosen = {id(one) for one in stops}
        rest = [one for one in plain if id(one) not in chosen and not one.stays]
        for one in (*stops, *self.dice.sample(rest, len(rest) // 16)):
            one.rechecks.append(Recheck(one.at, fixed=False, words=self.dice.choice(words.NOT_FIXED)))
        return stops

    def _stoppable(self, plain: list[Finding], wanted: int) -> list[Finding]:
        """Findings for which use or trade may be stopped; where they are too few, others become such."""
        found = [one for one in plain if one.found.rule in STOP_RULES]
        for one in plain:
            if len(found) >= wanted:
                break
            if one.found.rule not in STOP_RULES and self._changed(one):
                found.append(one)
        return found

    def _changed(self, one: Finding) -> bool:
        """Let a finding be one that is stopped for, where the checklist of its check knows such."""
        items = self.items[one.check.site.checklist]
        taken = {each.found.item for each in one.check.findings}
        for other in words.FOUND:
            if other.rule in STOP_RULES and other.item in items and other.item not in taken:
                one.found, one.item = other, items[other.item]
                return True
        return False

    def _order(self, once: list[Finding], dated: list[Finding], majors: dict[int, Major]) -> None:
        """Orders of one check: one notice at once, one by a date; what is on one notice is re-checked together."""
        for one in once:
            one.ordered_at = one.at + timedelta(minutes=2)
        if once:
            again = self._working(once[0].at, self.dice.choice((1, 1, 2, 2, 3)))
            for one in once:
                self._ends(one, again)
        if not dated:
            return
        major = next((majors[id(one)] for one in dated if id(one) in majors), None)
        ordered_at = dated[0].at + timedelta(minutes=4)
        due = ordered_at.date() + timedelta(days=self.dice.choice((7, 10, 14, 15, 20, 30)))
        reported = None
        if major is not None:
            due = (major.delisted or major.list_due) - timedelta(days=12)
        elif self.dice.random() < 0.42:
            asked = midnight(due - timedelta(days=self.dice.randint(1, 5))) + timedelta(hours=self.dice.randint(9, 17))
            reported = max(asked, ordered_at + timedelta(hours=20))
        # One in thirty comes late.
        days = (4, 5) if self.dice.random() < 0.03 else (1, 1, 2, 2, 3)
        again = self._working(reported or midnight(due), self.dice.choice(days))
        for one in dated:
            one.ordered_at, one.due, one.reported_at = ordered_at, due, reported
            self._ends(one, again)

    def _ends(self, one: Finding, again: datetime) -> None:
        """How the re-checks of a hazard went."""
        slow = bool(one.rechecks)
        if slow:
            one.rechecks[0].at = again
        if one.stays:
            if not slow:
                one.rechecks.append(Recheck(again, fixed=False, words=self.dice.choice(words.NOT_FIXED)))
            return
        when = self._working(again, self.dice.randint(5, 9)) if slow else again
        one.rechecks.append(Recheck(when, fixed=True, words=words.FIXED))

    def _working(self, since: datetime, number: int) -> datetime:
        """An hour of work so many working days after an instant."""
        day = workdays.add_workdays(since.date(), number)
        return midnight(day) + timedelta(hours=self.dice.choice((9, 10, 14, 15)), minutes=self.dice.randint(0, 59))

    # ---- cases ------------------------------------------------------------------------------------------------
    def _penalties(self, made: Year, shape: Shape, stops: list[Finding]) -> list[Penalty]:
        """Cases decided in the year: stops, fines of units, penalties on the spot; the fines add up exactly."""
        chosen = {id(one) for one in stops}
        known = [one for check in made.checks for one in check.findings if one.found.rule and id(one) not in chosen]
        # In the running year some are still on their way.
        last = LAST_CASE if made.year < self.until.year else (12, 31)
        early = [one for one in known if (one.check.day.month, one.check.day.day) <= last]
        plain = [one for one in early if one.found.rule not in (*STOP_RULES, words.DUTIES)]
        units = self.dice.sample(plain, min(len(plain), max(0, shape.cases - shape.on_the_spot - len(stops))))
        taken = {id(one) for one in units}
        spot = [
            one
            for one in known
            if id(one) not in taken and one.found.rule in (words.EXITS, words.LANE, words.HIGH_RISE)
        ]
        quick = self.dice.sample(spot, min(len(spot), shape.on_the_spot))
        made_here = [*map(self._stopped, stops), *map(self._fined, units), *map(self._quick, quick)]
        self._share(made_here, shape.fines)
        return made_here

    def _dates(self, one: Finding, since: datetime) -> tuple[datetime, datetime, datetime, datetime]:
        opened = self._working(since, 1)
        proposed = self._working(opened, self.dice.randint(4, 9))
        decided = self._working(proposed, self.dice.randint(5, 10))
        return opened, proposed, decided, self._working(decided, self.dice.randint(5, 14))

    def _stopped(self, one: Finding) -> Penalty:
        rule = one.found.rule
        dates = self._dates(one, one.rechecks[0].at)
        fine = FINE_LEAST if rule == words.DWELLING else 1_000
        one.case = Penalty(one, rule, False, *dates, fine=fine, stop=STOP_RULES[rule])
        return one.case

    def _fined(self, one: Finding) -> Penalty:
        least = FINE_HIGH_RISE if one.found.rule == words.HIGH_RISE else FINE_LEAST
        one.case = Penalty(one, one.found.rule, False, *self._dates(one, one.at), fine=least)
        return one.case

    def _quick(self, one: Finding) -> Penalty:
        at = one.at
        dates = (at, at + timedelta(minutes=6), at + timedelta(minutes=14), at + timedelta(minutes=26))
        fined = one.found.rule != words.HIGH_RISE and self.dice.random() < 0.5
        one.case = Penalty(one, one.found.rule, True, *dates, warning=not fined, fine=FINE_SPOT if fined else None,
                           person=one.check.site.responsible)  # fmt: skip
        return one.case

    def _share(self, cases: list[Penalty], fines: int) -> None:
        """Raise the fines of units, within the law, until the year's sum is met."""
        missing = fines - sum(one.fine or 0 for one in cases)
        raisable = [one for one in cases if not one.on_the_spot and one.rule not in (words.WIRING, words.HIGH_RISE)]
        while missing > 0 and raisable:
            one = self.dice.choice(raisable)
            more = min(missing, self.dice.choice((500, 1_000, 2_000, 3_000)))
            one.fine = (one.fine or 0) + more
            missing -= more

    # ---- seals ------------------------------------------------------------------------------------------------
    def _seals(self, made: Year, shape: Shape, majors: dict[int, Major]) -> list[Sealing]:
        fitting = [
            one
            for check in made.checks
            for one in check.of(DATE)
            if one.found.rule in (words.EXITS, words.FACILITIES, words.DWELLING)
            and not one.stays and id(one) not in majors and one.check.day.month <= 11
        ]  # fmt: skip
        return [self._seal(one) for one in self.dice.sample(fitting, min(shape.seals, len(fitting)))]

    def _seal(self, one: Finding) -> Sealing:
        proposed = one.at + timedelta(hours=1)
        studied = self._working(proposed, 1)
        decided = studied + timedelta(hours=2)
        asked = self._working(decided, self.dice.randint(7, 13))
        checked = self._working(asked, self.dice.randint(1, 2))
        lifted = self._working(checked, 1)
        ground = "FACILITIES" if one.found.rule == words.FACILITIES else "EXITS"
        part = one.found.place or "隐患所在部位"
        return Sealing(one, ground, part, proposed, studied, decided, asked, checked, lifted)

    # ---- major hazards ----------------------------------------------------------------------------------------
    def _majors(self, made: Year, shape: Shape, dated: list[Finding], *, is_last: bool) -> list[Major]:
        """Major hazards listed in the year; so many of them, and of those left over, are delisted in it."""
        fitting: dict[int, Finding] = {}
        for one in dated:
            if one.check.site.kind in CATEGORIES and (one.check.day.month, one.check.day.day) <= LAST_MAJOR:
                fitting.setdefault(one.check.site.pk or id(one.check.site), one)
        chosen = self.dice.sample(list(fitting.values()), min(shape.listed, len(fitting)))
        found = [self._major(one) for one in chosen]
        ending = max(0, shape.delisted - len(self.left))
        for number, one in enumerate(found):
            if number < ending:
                one.delisted = self._free_day(made.year, one.listed + timedelta(days=24))
            else:
                one.delisted = None if is_last and number == len(found) - 1 else date(made.year + 1, 1, 14 + number)
        for one in found:
            one.list_due = (one.delisted or date(made.year + 2, 12, 20)) + timedelta(days=12)
        self.left = [one for one in found if one.delisted is not None and one.delisted.year > made.year]
        return found

    def _free_day(self, year: int, first: date) -> date:
        return first + timedelta(days=self.dice.randint(0, max(0, (date(year, 12, 24) - first).days)))

    def _major(self, one: Finding) -> Major:
        suspected = one.at + timedelta(hours=3)
        determined = self._working(suspected, 3)
        notified = self._working(determined, 1)
        reported = self._working(notified, 1)
        listed = self._working(reported, self.dice.randint(6, 14)).date()
        level = self.dice.choice(("COUNTY", "COUNTY", "CITY"))
        category = CATEGORIES[one.check.site.kind]
        elements = self.dice.choice(ELEMENTS if category == "CROWDED" else (("6.6",),))
        return Major(one, category, elements, suspected, determined, notified, reported, listed, listed, None, level)
