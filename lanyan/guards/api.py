"""The API of guards: list, one as it stands, and stamps at its posts."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema

from lanyan.forces import instants
from lanyan.guards.actions import stamps
from lanyan.guards.models import GuardPost, Stamp
from lanyan.guards.models.guards import STAMP, VIEW
from lanyan.guards.queries import boards
from lanyan.guards.views.phone import point
from lanyan.units.tokens import TokenAuth

router = Router(tags=["guards"])
MOST = 200


class GuardOut(Schema):
    """A guard."""

    id: int
    number: str
    title: str
    state: str
    kind: str
    address: str
    lon: float
    lat: float
    starts_at: datetime
    ends_at: datetime
    begun_at: datetime | None
    stood_down_at: datetime | None
    incident_id: int | None
    is_exercise: bool


class PostOut(Schema):
    """A post: who is posted, who stands there, its rounds."""

    id: int
    number: int
    name: str
    task: str
    lon: float
    lat: float
    since_at: datetime
    until_at: datetime
    people_needed: int
    people: list[str]
    vehicles: list[str]
    standing: list[str]
    silent: bool
    rounds_due: int
    rounds_done: int
    rounds_missed: int


class GuardWholeOut(GuardOut):
    """A guard with its posts."""

    posts: list[PostOut]


class PostStampIn(Schema):
    """A stamp; `key` makes that the same one sent twice is one; `at` with its offset, empty for now."""

    kind: str
    person_id: int
    relieves_id: int | None = None
    words: str = ""
    as_clue: bool = False
    lon: float | None = None
    lat: float | None = None
    at: str = ""
    key: str = ""


class PostStampOut(Schema):
    """What became of a stamp; `repeated`: the same key had made it before."""

    id: int
    repeated: bool
    clue: str


def _guard(guard: Any) -> dict[str, Any]:
    plain = ("id", "number", "title", "state", "address", "lon", "lat", "starts_at", "ends_at", "begun_at",
             "stood_down_at", "incident_id", "is_exercise")  # fmt: skip
    return {name: getattr(guard, name) for name in plain} | {"kind": guard.kind.code}


@router.get("/guards", auth=TokenAuth(VIEW), response=list[GuardOut])
def list_guards(
    request: HttpRequest, state: str = "", before: int | None = None, limit: int = Query(50, ge=1, le=MOST)
) -> Any:
    """Guards of one's area, last planned first; `before` is the id of the last one seen."""
    found = boards.found(request.auth).order_by("-pk")  # type: ignore[attr-defined]
    if state:
        found = found.filter(state=state)
    if before is not None:
        found = found.filter(pk__lt=before)
    return [_guard(guard) for guard in found[:limit]]


@router.get("/guards/{pk}", auth=TokenAuth(VIEW), response=GuardWholeOut)
def get_guard(request: HttpRequest, pk: int) -> Any:
    """One guard as it stands: its posts, who is there, what was missed."""
    guard = get_object_or_404(boards.found(request.auth), pk=pk)  # type: ignore[attr-defined]
    plain = ("id", "number", "name", "task", "lon", "lat", "since_at", "until_at", "people_needed")
    return {
        **_guard(guard),
        "posts": [
            {name: getattr(line.post, name) for name in plain}
            | {
                "people": [one.person.name for one in line.people],
                "vehicles": [str(one.vehicle) for one in line.vehicles],
                "standing": [person.name for person, _since in line.there],
                "silent": line.silent,
                "rounds_due": len(line.due),
                "rounds_done": line.done,
                "rounds_missed": line.missed,
            }
            for line in boards.board(guard, timezone.now())["lines"]
        ],
    }


@router.post("/guards/posts/{pk}/stamps", auth=TokenAuth(STAMP), response=PostStampOut)
def stamp(request: HttpRequest, pk: int, given: PostStampIn) -> Any:
    """Stamp at a post: ARRIVED, ROUND, FOUND, RELIEVED, LEFT."""
    user = request.auth  # type: ignore[attr-defined]
    post = get_object_or_404(GuardPost.objects.visible_to(user, STAMP), pk=pk)
    now = timezone.now()
    made: Stamp
    made, new = stamps.stamp_post(
        post_id=post.pk, kind=given.kind, person_id=given.person_id, relieves_id=given.relieves_id, words=given.words,
        as_clue=given.as_clue, point=point(given.dict()), key=given.key, at=instants.claimed(given.at, now),
        entered_at=now, by=user,
    )  # fmt: skip
    return {"id": made.pk, "repeated": not new, "clue": made.clue.number if made.clue else ""}
