"""Measures the pages of prevention over 200,000 premises and 1,000,000 hazards: `python bench/prevention.py`.

Fills a database of a throw-away home in bulk, with the writing of history off, and asks what people open: every list of
the menu with each of its views, sorted by each heading, paged, filtered and searched for common and for rare words; the
map, the clock, a day's checks, the global search, every figure. Asked as a leader who sees the whole city and as an
inspector who sees a county, through the application and its middleware without a network. Prints one JSON object: for
each page the median, the 95th percentile, the queries and whether the bar is held, and whether all hold.
"""

import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import _asking as asking
import _prevention_ground as ground

PREFIXES = ("inspections", "hazards", "papers", "cases", "seals", "majors", "transfers", "citizens", "complaints")
LEADER, INSPECTOR = "xujun", "wangli"
# A word that a tenth of all bear, and words that one bears.
SEARCHED = {
    "/premises/": ("超市", "超市 12345"),
    "/buildings/": ("超市", "超市 12345"),
    "/hazards/": ("灭火器", "灭火器 00012345", "超市"),
    "/legal_clock/": ("灭火器", "没有这样的事"),
    "/checks/": ("超市", "00012345"),
    "/papers/": ("超市", "〔12345〕"),
    "/cases/": ("超市", "3308-AJ-12345"),
    "/visits/": ("超市", "没有这样的事"),
    "/clues/": ("电动自行车", "3308-XS-12345"),
    "/complaints/": ("超市", "3308-TS-0012345"),
    "/complaints/messages/": ("3308", "3308-XX-0012345"),
    "/transfers/": ("超市", "3308-YS-12345"),
    "/evacuation-drills/": ("超市", "3308-YL-12345"),
}


def main() -> int:
    """Fill, measure, write."""
    return asking.measure(asking.options(__doc__ or ""), ground.fill, _pages, _counted)


def _counted() -> dict[str, int]:
    from lanyan.citizens.models import Matter  # noqa: PLC0415
    from lanyan.inspections.models import Hazard, Inspection, Paper, Term, Visit  # noqa: PLC0415
    from lanyan.kernel.models import SearchEntry  # noqa: PLC0415
    from lanyan.premises.models import Premises  # noqa: PLC0415

    kinds = (Premises, Inspection, Hazard, Paper, Term, Visit, Matter, SearchEntry)
    return {model.__name__: model.objects.count() for model in kinds}


# ---- the pages -------------------------------------------------------------------------------------------------
def _pages() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Each page by name, asked as who it is for."""
    year = time.localtime().tm_year
    span = f"unit=3308&since={year}-01-01&until={year + 1}-01-01"
    for who in (LEADER, INSPECTOR):
        client, user = asking.signed_in(who)
        listed = (*asking.menu(user, "prevention"), "/complaints/messages/", "/draws/recusals/", "/papers/elsewhere/")
        for path in (
            *asking.lists(client, listed, SEARCHED, whole=who == LEADER),
            *_single(user),
            *(asking.figure_pages(PREFIXES, span) if who == LEADER else ()),
        ):
            yield f"{who} {path}", lambda path=path, client=client: client.get(path)


def _single(user: Any) -> Iterator[str]:
    """Pages that are no lists, and filters people set by hand."""
    from lanyan.premises.models import Premises  # noqa: PLC0415

    place = Premises.objects.visible_to(user).filter(inspections__hazards__isnull=False).order_by("pk").first()
    pk, unit = (place.pk, place.unit_id) if place is not None else (1, 0)
    year = time.localtime().tm_year
    yield from (
        "/premises/?category=KEY_UNIT&kind=RESTAURANT",
        "/premises/?order=risk&least=60",
        "/premises/?town=荷花街道&sort=name",
        f"/premises/?unit={unit}",
        "/premises/map/",
        "/premises/points/?box=118.0,28.3,119.4,29.4",
        "/premises/points/?box=118.86,28.93,118.89,28.95",
        f"/premises/{pk}/",
        f"/premises/{pk}/hazards_panel/",
        f"/premises/{pk}/checks/",
        f"/hazards/?unit={unit}",
        f"/hazards/?unit={unit}&stands=overdue",
        f"/hazards/?unit={unit}&page=40",
        f"/hazards/?premises={pk}",
        f"/hazards/?found_min={year}-01-01&found_max={year}-03-31",
        "/hazards/?stands=put_right",
        "/hazards/?stands=open&sort=due_date",
        "/hazards/?stands=open&q=灭火器",
        f"/checks/?unit={unit}",
        f"/checks/?period={year}Q1",
        f"/papers/?unit={unit}",
        f"/papers/?made_min={year}-01-01",
        f"/legal_clock/?state=running&unit={unit}",
        "/legal_clock/?state=late",
        "/legal_clock/?state=met",
        "/legal_clock/by/",
        "/search/?q=超市",
        "/search/?q=灭火器",
        "/search/?q=3308",
        "/search/?q=mhq",
        "/search/?q=超市 12345",
        "/search/?q=3308-YH-00012345",
        "/search/?q=没有这样的事",
    )
    if user.username == LEADER:
        # Refused: too many rows for a workbook.
        yield "/premises/?export=xlsx"


if __name__ == "__main__":
    sys.exit(main())
