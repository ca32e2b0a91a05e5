"""Rows of random draws: the draw with its frozen ground, approved by another, published; what each place became."""

from datetime import timedelta
from typing import Any

from lanyan.demo.prevention.desk import Desk
from lanyan.demo.prevention.records import Lot
from lanyan.inspections import lots
from lanyan.inspections.models import Draw, DrawGround, DrawnCheck
from lanyan.inspections.rules import draw as rules
from lanyan.kernel.periods import midnight

HALVES = ("上半年", "下半年")
WHERE = "支队门户网站“双随机、一公开”专栏"


class LotRows:
    """Writes the draws of one city, each before its first check."""

    def __init__(self, desk: Desk, city: str) -> None:
        self.desk, self.city = desk, city
        self.source = lots.weights()[1]

    def write(self, lot: Lot) -> None:
        """The draw and its ground."""
        table, by, head = self.desk[Draw], lot.team.officers[0].by, lot.team.head
        lot.row = table.new(
            number=self.desk.number(self.city, "SJ", lot.drawn_at), unit_id=lot.team.unit, seed=lot.seed,
            title=f"{lot.year} 年{HALVES[lot.half]}“双随机、一公开”监督抽查", drawn_at=lot.drawn_at, drawn_by_id=by.pk,
            method=rules.METHOD, wanted=len(lot.checks), scheduled_date=lot.scheduled, form="SPOT_CHECK",
        )  # fmt: skip
        table.enter(lot.row, lot.drawn_at, self.desk.acts.open("inspections.make_draw", by, lot.drawn_at))
        act = self.desk.acts.open("inspections.approve_draw", head, lot.approved_at)
        approved = {"state": "APPROVED", "approved_at": lot.approved_at, "approved_by_id": head.pk}
        table.change(lot.row, lot.approved_at, act, **approved)
        published = midnight(lot.published) + timedelta(hours=11)
        act = self.desk.acts.open("inspections.publish_draw", by, published)
        table.change(lot.row, published, act, state="PUBLISHED", published_at=published, published_date=lot.published,
                     published_where=WHERE)  # fmt: skip
        table.done(lot.row)
        self._ground(lot)

    def _ground(self, lot: Lot) -> None:
        ground: dict[str, Any] = {
            "filters": {"unit": lot.team.unit, "categories": [], "kinds": [], "on": f"{lot.drawn_at:%Y-%m-%d}"},
            "population": [list(one) for one in lot.population],
            "weights": lot.weights,
            "weights_source": self.source,
            "excluded": [],
            "staff": [list(one) for one in lot.staff],
            "recusals": [],
        }
        table = self.desk[DrawGround]
        table.done(table.new(draw_id=lot.row[0], **ground))

    def finish(self, drawn: list[Lot]) -> None:
        """What each drawn place became, now that the checks have their keys."""
        table = self.desk[DrawnCheck]
        for lot in drawn:
            made = self.desk.acts.open("inspections.make_draw", lot.team.officers[0].by, lot.drawn_at)
            became = self.desk.acts.open("inspections.approve_draw", lot.team.head, lot.approved_at)
            for position, check in enumerate(lot.checks, start=1):
                row = table.new(draw_id=lot.row[0], position=position, premises_id=check.site.pk,
                                first_id=check.lead.person, second_id=check.second.person)  # fmt: skip
                table.enter(row, lot.drawn_at, made)
                table.change(row, lot.approved_at, became, inspection_id=check.row[0])
                table.done(row)
