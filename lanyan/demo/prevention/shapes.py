"""The shape of the demo's prevention: the published numbers of Changzhi 2024; all others invented, of a likely size.

Published (annual report 2024 of Changzhi): 243 schools checked jointly, 33 evacuation drills, 73 national and 144
provincial heritage sites examined, 105 special checks of high-rise estates. Likely sizes: reference, 7.1.
"""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True)
class Shape:
    """One whole year of one city, each number as its figure counts it."""

    # Units checked 家, checks made 次.
    premises: int
    checks: int
    # Schools checked jointly 家; heritage sites examined 处; special checks of high-rise estates 次; elderly care 家.
    joint: int
    national: int
    provincial: int
    high_rise: int
    elderly: int
    # Hazards found and put right 处, notices to rectify 份.
    hazards: int
    put_right: int
    notices: int
    # Cases 起, of these on the spot; fines in yuan; stops 起; seals 处; major hazards listed and delisted 处.
    cases: int
    on_the_spot: int
    fines: int
    stops: int
    seals: int
    listed: int
    delisted: int
    # Evacuation drills 次.
    drills: int

    def part(self, share: float) -> "Shape":
        """The shape of a year that has come so far."""
        return replace(self, **{one.name: int(getattr(self, one.name) * share) for one in fields(self)})


YEARS = {
    "3308": {
        2023: Shape(1012, 1148, 118, 12, 36, 168, 58, 1688, 1622, 986, 82, 40, 226_400, 11, 5, 9, 7, 26),
        2024: Shape(1086, 1236, 131, 14, 41, 186, 64, 1812, 1751, 1058, 96, 49, 248_600, 13, 6, 12, 12, 29),
        2026: Shape(1120, 1290, 140, 14, 43, 204, 70, 1906, 1850, 1104, 102, 52, 262_000, 14, 6, 0, 0, 31),
    },
    "1404": {
        2023: Shape(982, 1076, 204, 58, 117, 82, 52, 1602, 1530, 938, 74, 36, 208_300, 10, 5, 8, 6, 27),
        2024: Shape(1064, 1172, 243, 73, 144, 105, 56, 1746, 1672, 1012, 88, 45, 239_500, 12, 6, 11, 11, 33),
        2026: Shape(1098, 1216, 251, 73, 144, 118, 60, 1804, 1745, 1048, 92, 47, 246_000, 12, 6, 0, 0, 35),
    },
}


def shape_of(city: str, year: int) -> Shape:
    """The shape of a year; years beyond the table are like its last."""
    known = YEARS[city]
    return known.get(year, known[max(known)])


@dataclass(frozen=True)
class Ledger:
    """How many places of each group stand in a city's ledger."""

    schools: int
    national: int
    provincial: int
    estates: int
    elderly: int
    others: int


LEDGERS = {
    "3308": Ledger(schools=168, national=14, provincial=44, estates=190, elderly=74, others=780),
    "1404": Ledger(schools=258, national=73, provincial=144, estates=130, elderly=66, others=600),
}
