"""Draws the checks of a year: which places, why, when, by whom, until the numbers of its shape are met exactly."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from lanyan.demo.prevention import words
from lanyan.demo.prevention.lots import SHARE, Lots, officer
from lanyan.demo.prevention.records import DATE, ONCE, SPOT, Check, Finding, Held, Year
from lanyan.demo.prevention.shapes import Shape
from lanyan.demo.prevention.sites import ELDERLY, ESTATES, NATIONAL, OTHERS, PROVINCIAL, SCHOOLS, Site
from lanyan.demo.prevention.staff import SLOTS, Officer, Team
from lanyan.inspections import checklists
from lanyan.inspections.rules import checks as rules
from lanyan.kernel import workdays
from lanyan.kernel.periods import ZONE, midnight

# A second check of a place in the same year lies at least so many days after the first.
APART = 35
MOST_FOUND = 5
Pair = tuple[Officer, Officer]
# Months in which more is checked: before the holidays, in summer, in winter.
WEIGHTS = {1: 1.3, 4: 1.1, 6: 1.2, 7: 1.2, 8: 1.1, 9: 1.2, 11: 1.4, 12: 1.3}
TERM_MONTHS = (3, 4, 5, 6, 9, 10, 11, 12)


@dataclass
class Drawer:
    """Draws the years of one city, one after the other; nothing lies after `until`."""

    sites: list[Site]
    teams: dict[int, Team]
    dice: Random
    until: datetime
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    found: dict[str, list[words.Found]] = field(default_factory=dict)
    groups: dict[str, list[Site]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for site in self.sites:
            self.groups.setdefault(site.group, []).append(site)
        for code in {site.checklist for site in self.sites}:
            version = checklists.checked(code).version
            self.items[code] = {item.code: item for item in checklists.items(code, version)}
            self.found[code] = [one for one in words.FOUND if one.item in self.items[code]]

    def year(self, year: int, shape: Shape) -> Year:
        """One year, with what was found; what became of it is for `lives`."""
        made = Year(year)
        days = self._days(year)
        wanted = self._wanted(shape)
        drawn = self._lots(made, [site for site, cause, _drive, _months in wanted if cause == rules.BY_PLAN], days)
        for site, cause, drive, months in wanted:
            if site.pk not in drawn:
                made.checks.append(self._check(site, cause, drive, days, months))
        made.checks += self._again(made.checks, shape, days)
        self._find(made, shape)
        made.drills = [self._drill(days) for _number in range(shape.drills)]
        return made

    # ---- which places -----------------------------------------------------------------------------------------
    def _wanted(self, shape: Shape) -> list[tuple[Site, str, str, tuple[int, ...]]]:
        """Every place that is checked at least once: with the cause and the drive of its first check."""
        take, every = self.dice.sample, tuple(range(1, 13))
        estates = max(1, round(shape.high_rise * 0.8))
        found = [(site, rules.BY_DRIVE, "SCHOOL", TERM_MONTHS) for site in take(self.groups[SCHOOLS], shape.joint)]
        for rank, number in ((NATIONAL, shape.national), (PROVINCIAL, shape.provincial)):
            found += [(site, rules.BY_DRIVE, "HERITAGE", every) for site in take(self.groups[rank], number)]
        found += [
            (site, rules.BY_DRIVE, "HIGH_RISE", every)
            for site in take(self.groups[ESTATES], min(estates, shape.high_rise))
        ]
        found += [(site, rules.BY_DRIVE, "ELDERLY_CARE", every) for site in take(self.groups[ELDERLY], shape.elderly)]
        for site in take(self.groups[OTHERS], max(0, shape.premises - len(found))):
            found.append((site, *self._cause(site), every))
        return found

    def _cause(self, site: Site) -> tuple[str, str]:
        if site.checklist == "NINE_SMALL" and self.dice.random() < 0.25:
            return rules.BY_DRIVE, "NINE_SMALL"
        causes, weights = (rules.BY_COMPLAINT, rules.BY_OTHER, rules.BY_PLAN), (16, 5, 79)
        return self.dice.choices(causes, weights)[0], ""

    def _again(self, first: list[Check], shape: Shape, days: list[date]) -> list[Check]:
        """Second checks: of high-rise estates in their drive, else of any place, until the number of checks is met."""
        again = []
        estates = [one for one in first if one.drive == "HIGH_RISE"]
        for check in self.dice.sample(estates, min(len(estates), max(0, shape.high_rise - len(estates)))):
            again.append(self._later(check, rules.BY_DRIVE, "HIGH_RISE", days))
        others = [one for one in first if one.site.group == OTHERS]
        missing = max(0, shape.checks - len(first) - len(again))
        for check in self.dice.sample(others, min(missing, len(others))):
            cause = rules.BY_COMPLAINT if self.dice.random() < 0.3 else rules.BY_PLAN
            again.append(self._later(check, cause, "", days))
        return again

    def _later(self, check: Check, cause: str, drive: str, days: list[date]) -> Check:
        far = [day for day in days if abs((day - check.day).days) >= APART]
        return self._check(check.site, cause, drive, far or days)

    def _lots(self, made: Year, planned: list[Site], days: list[date]) -> set[int]:
        """Let a share of what would be planned come out of random draws; gives the places drawn."""
        maker, taken = Lots(self.dice, self.until), set[int]()
        for unit, team in self.teams.items():
            for half in (0, 1):
                here = [site for site in planned if site.unit.pk == unit and site.pk not in taken]
                found = maker.draw(made.year, half, team, here, round(len(here) * SHARE * (half + 1) / 2))
                if found is None:
                    continue
                lot, drawn = found
                at_hand = [day for day in days if date(made.year, 6 * half + 1, 1) <= day <= lot.scheduled]
                places = {site.pk: site for site in here}
                for one in drawn:
                    pair = (officer(team, one.first), officer(team, one.second))
                    check = self._check(places[one.premises], rules.BY_DRAW, "", at_hand, pair=pair)
                    check.lot, check.created_at = lot, lot.approved_at
                    lot.checks.append(check)
                taken |= {one.premises for one in drawn}
                made.lots.append(lot)
                made.checks += lot.checks
        return taken

    # ---- when, by whom ----------------------------------------------------------------------------------------
    def _days(self, year: int) -> list[date]:
        """The working days of a year that are over."""
        last = min(date(year, 12, 31), (self.until - timedelta(days=1)).astimezone(ZONE).date())
        span = (date(year, 1, 2) + timedelta(days=number) for number in range(366))
        return [day for day in span if day <= last and workdays.is_workday(day)]

    def _free(self, team: Team, days: list[date], *, weekend: bool, pair: Pair | None) -> tuple[datetime, Pair]:
        """A beginning at which two are free; those who were drawn, where they were."""
        while True:
            begins = midnight(self._day(days, weekend=weekend)) + timedelta(minutes=self.dice.choice(SLOTS))
            free = team.free(begins)
            if pair is not None:
                if all(one in free for one in pair):
                    return begins, pair
            elif len(free) >= rules.LEAST_QUALIFIED:
                lead, second = self.dice.sample(free, 2)
                return begins, (lead, second)

    def _check(
        self, site: Site, cause: str, drive: str, days: list[date], months: tuple[int, ...] = (),
        pair: Pair | None = None,
    ) -> Check:  # fmt: skip
        team = self.teams[site.unit.pk]
        chosen = [day for day in days if not months or day.month in months] or days
        begins, (lead, second) = self._free(team, chosen, weekend=cause == rules.BY_COMPLAINT, pair=pair)
        for one in (lead, second):
            one.busy.add(begins)
        late = timedelta(minutes=self.dice.randint(0, 12))
        ends = begins + late + timedelta(minutes=self.dice.randint(35, 78))
        form = rules.COMPLAINT_CHECK if cause == rules.BY_COMPLAINT else rules.SPOT_CHECK
        said = ""
        if cause == rules.BY_COMPLAINT:
            said = self.dice.choice(words.COMPLAINTS)
        elif cause == rules.BY_OTHER:
            said = self.dice.choice(words.OTHER_CAUSES)
            form = rules.PRE_OPENING if "营业前" in said else rules.AS_NEEDED
        check = Check(site, cause, form, begins + late, ends, team, lead, second, drive=drive, cause_words=said,
                      is_joint=drive == "SCHOOL", refused=self.dice.random() < 0.012)  # fmt: skip
        if team.clerks and self.dice.random() < 0.12:
            check.assistant = self.dice.choice(team.clerks)
        check.created_at = self._planned(check)
        return check

    def _day(self, days: list[date], *, weekend: bool) -> date:
        """A working day; who follows a complaint may go on a day off."""
        while True:
            day = self.dice.choice(days)
            if self.dice.random() * 1.4 <= WEIGHTS.get(day.month, 1.0):
                break
        if weekend and self.dice.random() < 0.15:
            sunday = day + timedelta(days=6 - day.weekday())
            return sunday if midnight(sunday + timedelta(days=1)) < self.until and sunday.year == day.year else day
        return day

    def _planned(self, check: Check) -> datetime:
        """When it was planned: a complaint the same or the day before, a plan some weeks ahead."""
        if check.cause == rules.BY_COMPLAINT:
            return check.begins - timedelta(minutes=self.dice.randint(70, 1200))
        ahead = self.dice.randint(3, 26)
        return midnight(check.day - timedelta(days=ahead)) + timedelta(hours=9, minutes=self.dice.randint(0, 480))

    # ---- what was found ---------------------------------------------------------------------------------------
    def _find(self, made: Year, shape: Shape) -> None:
        """Spread notices and hazards over the checks; both numbers are met exactly."""
        pool = self.dice.sample(made.checks, len(made.checks))
        both = shape.notices // 11
        rest = shape.notices - 2 * both
        dated = round(rest * 0.56)
        kinds = [(ONCE, DATE)] * both + [(DATE,)] * dated + [(ONCE,)] * (rest - dated)
        quick = max(0, min(len(pool) - len(kinds), (shape.hazards - sum(map(len, kinds))) // 4))
        kinds += [(SPOT,)] * quick
        held = list(zip(pool, kinds, strict=False))
        for check, treatments in held:
            for treatment in treatments:
                self._add(check, treatment)
        self._more(held, shape.hazards - sum(len(check.findings) for check, _kinds in held))

    def _more(self, held: list[tuple[Check, tuple[str, ...]]], missing: int) -> None:
        """Find so many more where something was found already."""
        while missing > 0:
            check, treatments = self.dice.choice(held)
            if len(check.findings) < MOST_FOUND:
                treatment = self.dice.choice((*treatments, SPOT))
                missing -= self._add(check, treatment)

    def _add(self, check: Check, treatment: str) -> bool:
        taken = {one.found.item for one in check.findings}
        fitting = [one for one in self.found[check.site.checklist] if one.item not in taken]
        fitting = [one for one in fitting if one.quick == (treatment == SPOT)] or fitting
        if not fitting:
            return False
        found = self.dice.choice(fitting)
        check.findings.append(Finding(check, found, self.items[check.site.checklist][found.item], treatment))
        return True

    # ---- drills ------------------------------------------------------------------------------------------------
    def _drill(self, days: list[date]) -> Held:
        chosen = [day for day in days if day.month in TERM_MONTHS] or days
        site = self.dice.choice(self.groups[SCHOOLS])
        at = midnight(self.dice.choice(chosen)) + timedelta(
            hours=self.dice.choice((9, 10, 14, 15)), minutes=self.dice.randint(0, 50)
        )
        counted = self.dice.random() < 0.94
        people = self.dice.randrange(160, 1900, 5) if counted else None
        minutes = round(self.dice.uniform(1.4, 4.6), 1) if self.dice.random() < 0.9 else None
        return Held(site, at, self.teams[site.unit.pk], people, minutes, self.dice.choice(words.DRILL_WORDS))
