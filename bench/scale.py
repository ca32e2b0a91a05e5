"""Measures the pages of the command centre over 1,000,000 incidents and 2,500,000 runs: `python bench/scale.py`.

Builds the demo in a throw-away home, copies its past into other years, and asks what people open: the ledger with its
views, orders, pages and searches, the global search, every figure of incidents, runs and fires with the records behind
it, the chapters of the annual report, the wall, one incident. Asked as a leader who sees the city, through the
application and its middleware without a network. Prints one JSON object: for each page the median, the 95th percentile,
the queries and whether the bar is held, and whether all hold.
"""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import _asking as asking
import _incident_ground as ground

LEADER = "xujun"
YEAR = 2024
PREFIXES = ("incidents", "runs", "results", "times", "calls", "fires")
# A word that many bear, a number that one bears, and what nothing bears.
SEARCHED = {"/incidents/": ("火灾", "3308", "电动自行车", "没有这样的事")}


def main() -> int:
    """Fill, measure, write."""
    return asking.measure(asking.options(__doc__ or ""), ground.fill, _pages, _counted)


def _counted() -> dict[str, int]:
    from lanyan.incidents.models import Call, DispatchOrder, Incident, Run  # noqa: PLC0415
    from lanyan.kernel.models import SearchEntry  # noqa: PLC0415

    return {model.__name__: model.objects.count() for model in (Incident, Call, DispatchOrder, Run, SearchEntry)}


def _pages() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Each page by name, asked as who it is for."""
    client, user = asking.signed_in(LEADER)
    span = f"unit=3308&since={YEAR}-01-01&until={YEAR + 1}-01-01"
    listed = [path for path in asking.menu(user, "command") if path not in ("/desk/", "/cab/")]
    for path in (
        *asking.lists(client, listed, SEARCHED, whole=True),
        *_single(client, user),
        *asking.figure_pages(PREFIXES, span),
    ):
        yield f"{LEADER} {path}", lambda path=path: client.get(path)


def _single(client: Any, user: Any) -> Iterator[str]:
    """Pages that are no lists, and filters people set by hand."""
    from lanyan.incidents.models import Incident  # noqa: PLC0415

    one = Incident.objects.visible_to(user).filter(status="CLOSED").order_by("-answered_at").first()
    yield from (
        f"/incidents/{one.pk}/",
        f"/incidents/?unit={one.unit_id}",
        f"/incidents/?answered_min={YEAR}-01-01&answered_max={YEAR}-03-31",
        "/incidents/?kind=FIRE&q=火灾",
        f"/search/?q={one.number}",
        "/search/?q=火灾",
        "/search/?q=没有这样的事",
        "/wall/",
        "/figures/",
        f"/report/3308/{YEAR}/",
        f"/report/3308/{YEAR}/prevention/",
    )


if __name__ == "__main__":
    sys.exit(main())
