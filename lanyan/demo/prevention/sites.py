"""The places of a city's ledger, invented on its ground: schools, heritage, elderly care, estates, works, shops."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from lanyan.demo.ground import CityGround
from lanyan.demo.past_book import Book
from lanyan.demo.prevention import words
from lanyan.demo.prevention.shapes import Ledger
from lanyan.kernel import codes
from lanyan.kernel.periods import ZONE
from lanyan.places.models import Place
from lanyan.premises import queries, rules
from lanyan.premises.rules.codes import ALPHABET
from lanyan.units.models import Unit

SCHOOLS, NATIONAL, PROVINCIAL, ELDERLY, ESTATES, OTHERS = (
    "SCHOOL", "NATIONAL", "PROVINCIAL", "ELDERLY", "ESTATE", "OTHER",
)  # fmt: skip
# The ledger was taken over before the first year of the demo.
KNOWN_AT = datetime(2022, 11, 15, 9, 30, tzinfo=ZONE)
MARKED = KNOWN_AT.date()
STOREY_M = 2.9


@dataclass(slots=True)
class House:
    """The building a place is in."""

    name: str
    use: str
    storeys: int
    height_m: float
    area_m2: float
    completed: int
    resistance: str = "2"
    heritage: str = ""
    high_rise: str = ""


@dataclass(slots=True)
class Site:
    """One place of the ledger, before it is written."""

    group: str
    name: str
    division: str
    town: str
    address: str
    lon: float
    lat: float
    kind: str
    department: str
    numbers: dict[str, int] = field(default_factory=dict)
    sleeps: bool | None = None
    house: House | None = None
    opened: date | None = None
    credit: str = ""
    phone: str = ""
    responsible: str = ""
    manager: str = ""
    legal: str = ""
    # Category, rule, version; filled in by `mark`.
    marks: list[tuple[str, str, str]] = field(default_factory=list)
    # Kind, place, pieces, state.
    facilities: list[tuple[str, str, int, str]] = field(default_factory=list)
    checklist: str = ""
    unit: Any = None
    station: int = 0
    pk: int = 0
    number: str = ""

    @property
    def categories(self) -> list[str]:
        """What it bears."""
        return sorted(category for category, _rule, _version in self.marks)


class Inventor:
    """Makes the places of one city, each name given once."""

    def __init__(self, ground: CityGround, book: Book, seed: int) -> None:
        self.city, self.book = ground.code, book
        self.dice = Random(f"sites-{ground.code}-{seed}")
        self.units = Unit.objects.in_bulk(ground.battalions.values())
        self.battalions = ground.battalions
        self.places: dict[str, list[Place]] = {}
        for place in Place.objects.in_division(ground.code).order_by("pk"):
            self.places.setdefault(str(place.kind), []).append(place)
        self.names: set[str] = set()

    def all(self, ledger: Ledger) -> list[Site]:
        """Every place of the city, with its marks, facilities and people."""
        wanted = (
            (self._schools(), ledger.schools),
            (self._heritage(NATIONAL), ledger.national),
            (self._heritage(PROVINCIAL), ledger.provincial),
            (self._elderly(), ledger.elderly),
            (self._estates(), ledger.estates),
            (self._others(), ledger.others),
        )
        found = [site for stream, number in wanted for site in _first(stream, number)]
        for site in found:
            self._finish(site)
        return found

    # ---- groups ----------------------------------------------------------------------------------------------
    def _ending(self, *ends: str) -> list[Place]:
        return [place for place in self.places["LANDMARK"] if place.name.endswith(ends)]

    def _site(self, group: str, place: Place, name: str, kind: str, department: str, **more: Any) -> Site | None:
        if name in self.names:
            return None
        self.names.add(name)
        lon, lat = place.lon, place.lat
        if more.pop("beside", False):
            lon, lat = lon + self.dice.uniform(-0.003, 0.003), lat + self.dice.uniform(-0.0025, 0.0025)
        return Site(group, name, place.division_id, place.town, place.address or f"{place.town}{place.name}",
                    round(lon, 6), round(lat, 6), kind, department, **more)  # fmt: skip

    def _schools(self) -> Iterator[Site | None]:
        dice = self.dice
        for place in self._ending("小学", "中学", "幼儿园"):
            yield self._school(place, place.name)
        for end in ("中心小学", "初级中学", "中心幼儿园"):
            for town in self.places["TOWN"]:
                yield self._school(town, f"{stem(town.name)}{end}", beside=True)
        for estate in dice.sample(self.places["ESTATE"], len(self.places["ESTATE"])):
            yield self._school(estate, f"{estate.name}幼儿园", beside=True)

    def _school(self, place: Place, name: str, *, beside: bool = False) -> Site | None:
        small = name.endswith("幼儿园")
        area = self.dice.randrange(900, 3200, 50) if small else self.dice.randrange(3000, 24000, 100)
        beds = 0 if small else self.dice.choice((0, 0, 24, 120, 360))
        house = House(f"{name}教学楼", "EDUCATION", self.dice.randint(2, 3 if small else 5), 0, area, self._year())
        numbers = {"floor_area_m2": area, "beds": beds, "staff": self.dice.randint(12, 160)}
        kind = "KINDERGARTEN" if small else "SCHOOL"
        return self._site(SCHOOLS, place, name, kind, "EDUCATION", numbers=numbers, house=house, beside=beside)

    def _heritage(self, rank: str) -> Iterator[Site | None]:
        villages = self.dice.sample(self.places["VILLAGE"], len(self.places["VILLAGE"]))
        for end in self.dice.sample(words.HERITAGE[self.city], len(words.HERITAGE[self.city])):
            for village in villages:
                if self.dice.random() < 0.45:
                    name = f"{stem(village.name)}{end}"
                    area = self.dice.randrange(160, 2600, 20)
                    house = House(name, "HISTORIC", self.dice.randint(1, 2), 0, area, 1700, "4", heritage=rank)
                    yield self._site(rank, village, name, "MONUMENT", "HERITAGE", numbers={"floor_area_m2": area},
                                     house=house, beside=True)  # fmt: skip

    def _elderly(self) -> Iterator[Site | None]:
        for place in self._ending("养老院"):
            yield self._home(place, place.name)
        for town in self.places["TOWN"]:
            yield self._home(town, f"{stem(town.name)}敬老院", beside=True)
        for village in self.places["VILLAGE"][::3]:
            yield self._home(village, f"{stem(village.name)}颐养之家", beside=True)

    def _home(self, place: Place, name: str, *, beside: bool = False) -> Site | None:
        area, beds = self.dice.randrange(900, 6400, 50), self.dice.randint(24, 180)
        house = House(f"{name}居住楼", "PUBLIC", self.dice.randint(2, 4), 0, area, self._year())
        numbers = {"floor_area_m2": area, "beds": beds, "staff": self.dice.randint(8, 46)}
        return self._site(ELDERLY, place, name, "ELDERLY_CARE", "CIVIL_AFFAIRS", numbers=numbers, house=house,
                          sleeps=True, beside=beside)  # fmt: skip

    def _estates(self) -> Iterator[Site | None]:
        for place in self.dice.sample(self.places["ESTATE"], len(self.places["ESTATE"])):
            storeys = self.dice.randint(11, 33)
            area = self.dice.randrange(12_000, 98_000, 500)
            house = House(f"{place.name} 1 幢", "DWELLING", storeys, 0, round(area / 6), self.dice.randint(2008, 2021))
            yield self._site(ESTATES, place, place.name, "ESTATE", "HOUSING", numbers={"floor_area_m2": area},
                             house=house)  # fmt: skip

    def _others(self) -> Iterator[Site | None]:
        for place in self.dice.sample(self.places["LANDMARK"], len(self.places["LANDMARK"])):
            end = next((end for end in words.LANDMARKS if place.name.endswith(end)), "")
            if end:
                yield self._landmark(place, *words.LANDMARKS[end])
        for place in self.places["WORKS"]:
            yield self._works(place)
        streets = self.dice.sample(self.places["STREET"], len(self.places["STREET"]))
        for end, kind, department, sizes in words.SHOPS:
            for street in streets:
                if self.dice.random() < 0.18:
                    numbers = self._numbers(sizes)
                    sleeps = self.dice.random() < 0.08 if kind in ("SHOP", "FACTORY", "RESTAURANT") else None
                    site = self._site(OTHERS, street, f"{stem(street.name)}{end}", kind, department,
                                      numbers=numbers, sleeps=sleeps, beside=True)  # fmt: skip
                    if site is not None:
                        site.address = f"{street.name} {self.dice.randint(1, 380)} 号"
                    yield site

    def _landmark(self, place: Place, kind: str, department: str, sizes: dict[str, tuple[int, int]]) -> Site | None:
        numbers = self._numbers(sizes)
        storeys = self.dice.randint(12, 26) if kind == "OFFICE" else self.dice.randint(1, 9)
        use = {"HOTEL": "HOTEL", "HOSPITAL": "MEDICAL", "OFFICE": "OFFICE"}.get(kind, "COMMERCE")
        house = House(f"{place.name}大楼", use, storeys, 0, numbers["floor_area_m2"], self._year())
        sleeps = kind in ("HOTEL", "HOSPITAL") or None
        return self._site(OTHERS, place, place.name, kind, department, numbers=numbers, house=house, sleeps=sleeps)

    def _works(self, place: Place) -> Site | None:
        kind = "WAREHOUSE" if place.name.endswith(("仓库", "物流园")) else "FACTORY"
        kind = "DANGEROUS" if place.name.endswith("化工仓库") else kind
        numbers = {"floor_area_m2": self.dice.randrange(600, 32_000, 100), "staff": self.dice.randint(12, 320)}
        use = "WAREHOUSE" if kind == "WAREHOUSE" else "FACTORY"
        house = House(f"{place.name} 1 号厂房", use, self.dice.randint(1, 4), 0, numbers["floor_area_m2"], self._year())
        return self._site(OTHERS, place, place.name, kind, "INDUSTRY", numbers=numbers, house=house)

    def _numbers(self, sizes: dict[str, tuple[int, int]]) -> dict[str, int]:
        share = self.dice.random() ** 2
        return {name: int(least + (most - least) * share) for name, (least, most) in sizes.items()}

    def _year(self) -> int:
        return self.dice.randint(1994, 2019)

    # ---- what all have ----------------------------------------------------------------------------------------
    def _finish(self, site: Site) -> None:
        dice = self.dice
        site.unit = self.units[self.battalions[site.division]]
        site.station = self.book.responsible(site.lon, site.lat).unit
        site.opened = date(dice.randint(2001, 2021), dice.randint(1, 12), dice.randint(1, 28))
        site.phone = f"100{dice.randrange(10**8):08}"
        site.responsible, site.manager = self._person(), self._person()
        if site.kind not in ("ESTATE", "MONUMENT"):
            site.credit, site.legal = self._credit(site), site.responsible if dice.random() < 0.6 else self._person()
        if site.house is not None:
            site.house.height_m = round(site.house.storeys * STOREY_M + 0.6, 1)
            use = codes.get("premises_building_uses", site.house.use)
            rows = [row.facts for row in codes.table("premises_high_rise").values()]
            site.house.high_rise = rules.class_of_height(
                site.house.height_m, str(use.facts["group"]) if use else "", rows
            )
        self._mark(site)
        self._equip(site)

    def _person(self) -> str:
        return self.dice.choice(SURNAMES) + "".join(self.dice.choices(GIVEN, k=self.dice.choice((1, 2, 2))))

    def _credit(self, site: Site) -> str:
        body = f"91{site.division}" + "".join(self.dice.choices(ALPHABET, k=9))
        return body + rules.credit_code_digit(body)

    def _mark(self, site: Site) -> None:
        """What its facts speak for, by the tables in force."""
        known = {name: float(value) for name, value in site.numbers.items()}
        facts = (
            frozenset(one for one in (site.house.high_rise, site.house.heritage) if one) if site.house else frozenset()
        )
        asked = rules.Asked(site.kind, site.division[:2], known, facts, site.sleeps)
        site.marks = [(one.category, one.rule.code, one.rule.version) for one in rules.propose(asked, rule_table())]
        site.checklist = checklist_of(site.categories)

    def _equip(self, site: Site) -> None:
        pieces = self.dice.randint(4, 60)
        wanted = [
            ("EXTINGUISHER", "各层", pieces),
            ("LIGHT", "疏散走道", pieces),
            ("EXIT", "", self.dice.randint(1, 6)),
        ]
        if any(category in ("KEY_UNIT", "HIGH_RISE_1", "HIGH_RISE_2") for category in site.categories):
            wanted += [("ALARM", "消防控制室", 1), ("SPRINKLER", "各层", 1), ("INDOOR_HYDRANT", "各层", pieces)]
        for kind, place, number in wanted:
            state = "FAULTY" if self.dice.random() < 0.025 else "WORKING"
            site.facilities.append((kind, place, number, state))


SURNAMES, GIVEN = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹",
    "伟强军勇涛明超杰鹏飞斌宇刚健俊峰建平志文国华东林阳静敏丽娟芳燕红",
)


def _first(stream: Iterator[Site | None], number: int) -> Iterator[Site]:
    given = 0
    for site in stream:
        if given == number:
            return
        if site is not None:
            given += 1
            yield site


def stem(name: str) -> str:
    """A name without the word for what it is."""
    for end in ("街道", "坞村", "坪村", "庄村", "社区", "镇", "乡", "村", "路", "街", "巷", "大道"):
        if name.endswith(end) and len(name) > len(end) + 1:
            return name.removesuffix(end)
    return name


_rules: list[rules.Rule] = []


def rule_table() -> list[rules.Rule]:
    """The rules that make categories, read once."""
    if not _rules:
        _rules.extend(queries.rule_table())
    return _rules


def checklist_of(categories: list[str]) -> str:
    """The checklist that fits: the narrowest that names one of the categories or what stands above them."""
    above = {code: row.parent for code, row in codes.table("premises_categories").items()}
    borne = set(categories) | {above.get(one, "") for one in categories}
    fitting = [
        code
        for code, row in codes.table("checklists").items()
        if borne & set(str(row.facts.get("categories", "")).split()) and code != "PRE_OPENING"
    ]
    return fitting[-1] if fitting else "GENERAL"
