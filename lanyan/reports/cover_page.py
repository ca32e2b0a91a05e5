"""What the page of the cover shows beside the numbers: addresses of its choices, the map, what is planned."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lanyan.forces.rules import root
from lanyan.reports.cover import Cover, Late, Row, Share, Site
from lanyan.reports.cover_plan import Plan, written
from lanyan.units.models import Unit
from lanyan.web import formats

# The rest is counted, and in the file of the cells.
LATE_SHOWN = 40


@dataclass(frozen=True)
class Way:
    """Something to choose: its words, where it leads, whether it is chosen."""

    label: str
    url: str
    current: bool = False


class CoverPage:
    """A cover as one reader sees it; `code` is the unit the address names, empty when the top bar does."""

    def __init__(self, cover: Cover, user: Any, code: str) -> None:
        self.cover, self.user, self.code = cover, user, code

    def _url(self, plan: Plan, name: str = "reports:cover", more: str = "") -> str:
        return f"{reverse(name)}?{plan.words(self.code)}{more}"

    @property
    def unit(self) -> Unit:
        """Whose ground it is."""
        return self.cover.unit

    @property
    def plan(self) -> Plan:
        """What is asked for."""
        return self.cover.plan

    @property
    def url(self) -> str:
        """Where the page reads itself again."""
        return self._url(self.plan)

    @property
    def cells_url(self) -> str:
        """Where the cells are."""
        return self._url(self.plan, "reports:cover_cells")

    @property
    def best_url(self) -> str:
        """Where the best place for one more station is found."""
        return self._url(self.plan, more="&best=1")

    @property
    def fresh_url(self) -> str:
        """The same without anything planned."""
        return self._url(replace(self.plan, added=(), moved={}))

    @property
    def modes(self) -> list[Way]:
        """All stations, or those with a vehicle ready now."""
        words = ((_("All stations"), False), (_("Ready now"), True))
        return [Way(label, self._url(replace(self.plan, now=now)), now == self.plan.now) for label, now in words]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What the form of planning keeps of the address."""
        return [*([("unit", self.code)] if self.code else []), *self.plan.pairs()]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the form of the threshold keeps of it."""
        return [pair for pair in self.pairs if pair[0] not in ("turnout", "drive")]

    @property
    def tiles(self) -> list[tuple[Share, Way, str]]:
        """Each layer's share, where it becomes the layer looked at, and the change by what is planned."""
        plan = self.plan
        return [
            (share, Way("", self._url(replace(plan, layer=share.layer)), share.layer == plan.layer), _change(share))
            for share in self.cover.shares
        ]

    @cached_property
    def planned(self) -> list[tuple[Site, str]]:
        """The stations added or moved, each with the address without it."""
        thought = [site for site in self.cover.sites if site.pk is None or site.is_moved]
        return [(site, self._url(self.plan.without(site.at, site.pk))) for site in thought]

    @property
    def found(self) -> list[tuple[str, float, str]]:
        """The best places for further stations: where, the share then, and the address with it added."""
        places = self.cover.best.sites if self.cover.best is not None else ()
        return [(written(at), share, self._url(self.plan.with_site(None, at))) for at, share in places]

    @property
    def late(self) -> Sequence[Late]:
        """The named places that are reached last of all."""
        return self.cover.late[:LATE_SHOWN]

    @property
    def more_late(self) -> int:
        """How many more there are."""
        return len(self.cover.late) - len(self.late)

    @property
    def rows(self) -> list[Row]:
        """The stations, those whose loss would uncover most first."""
        return sorted(self.cover.rows, key=lambda row: -(row.loss or 0.0))

    @property
    def km2(self) -> float:
        """How large the ground is."""
        return float(self.cover.ground.layers["area"].sum())

    @property
    def may_places(self) -> bool:
        """May the reader open the places?"""
        return bool(self.user.has_perm("places.view_places"))

    @property
    def city(self) -> str:
        """The four digits of the city whose picture lies under the map."""
        return self.unit.division_code[:4]

    @property
    def topics(self) -> str:
        """The news that changes who is ready; nobody needs it when all stations count."""
        return f"readiness:{root(self.unit.path)}" if self.plan.now else ""

    @property
    def map(self) -> dict[str, Any]:
        """The cells, and a mark for each station."""
        return {"cells": self.cells_url, "marks": [_mark(site, now=self.plan.now) for site in self.cover.sites]}


def _mark(site: Site, *, now: bool) -> dict[str, Any]:
    kind = "stn-m none-m" if now and not site.ready else "stn-m"
    mark = {"kind": kind, "at": list(site.at), "title": site.name}
    if site.pk is None or site.is_moved:
        return mark | {"kind": "car", "icon": "station", "text": site.name}
    return mark | {"href": reverse("forces:station", args=[site.pk])}


def _change(share: Share) -> str:
    """The change of a share by what is planned, in percentage points; nothing when there is none."""
    if share.share is None or share.before is None or abs(share.share - share.before) < 0.0005:
        return ""
    return f"{(share.share - share.before) * 100:+.1f}".replace("-", formats.MINUS)
