"""Small years of prevention, so that building a demo in a test takes no time."""

from lanyan.demo.prevention.shapes import Ledger, Shape

SHAPE = Shape(
    premises=120, checks=136, joint=20, national=4, provincial=6, high_rise=15, elderly=5, hazards=190, put_right=182,
    notices=104, cases=15, on_the_spot=6, fines=60_000, stops=1, seals=2, listed=2, delisted=1, drills=4,
)  # fmt: skip
YEARS = {code: {2024: SHAPE} for code in ("3308", "1404")}
LEDGERS = {
    code: Ledger(schools=24, national=4, provincial=7, estates=16, elderly=6, others=110) for code in ("3308", "1404")
}
