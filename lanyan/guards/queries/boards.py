"""What the page of a guard shows: its posts with who stands there, what is missed, what stands against it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext as _

from lanyan.guards import limits
from lanyan.guards.actions.running import cannot_go, waiting
from lanyan.guards.models import Guard, GuardPost, PostPerson, PostVehicle, Round, Stamp
from lanyan.guards.queries import conflicts
from lanyan.guards.queries.conflicts import Conflict
from lanyan.guards.rules import life, standing
from lanyan.incidents import rules as incidents
from lanyan.people.models import Person

# So many of the last stamps stand on the page of a guard under way; the record shows all.
SHOWN = 12


def found(user: Any, permission: str | None = None) -> QuerySet[Guard]:
    """The guards a reader sees (or may act at), with what their page names."""
    seen = Guard.objects.visible_to(user) if permission is None else Guard.objects.visible_to(user, permission)
    joined = ("unit", "kind", "commander", "planned_by", "approved_by", "premises", "incident")
    return seen.select_related(*joined)  # type: ignore[no-any-return]


def listed(user: Any) -> QuerySet[Guard]:
    """The guards of the list, with the number of posts and of rounds missed."""
    posts = GuardPost.objects.filter(guard=OuterRef("pk"), ended_at=None).order_by().values("guard")
    missed = Round.objects.filter(post__guard=OuterRef("pk"), state=life.MISSED).order_by().values("post__guard")
    return found(user).annotate(
        stands=Subquery(posts.annotate(number=Count("pk")).values("number")),
        missed=Subquery(missed.annotate(number=Count("pk")).values("number")),
    )


@dataclass
class PostLine:
    """One post as the page shows it."""

    post: GuardPost
    people: list[PostPerson] = field(default_factory=list)
    vehicles: list[PostVehicle] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    there: list[tuple[Person, datetime]] = field(default_factory=list)
    last: Stamp | None = None
    silent: bool = False
    against: dict[tuple[str, int], list[str]] = field(default_factory=dict)

    @property
    def missed(self) -> int:
        """Rounds that nobody stamped."""
        return sum(one.state == life.MISSED for one in self.rounds)

    @property
    def done(self) -> int:
        """Rounds that were stamped."""
        return sum(one.state == life.DONE for one in self.rounds)

    @property
    def due(self) -> list[Round]:
        """Rounds that are not due any more are none."""
        return [one for one in self.rounds if one.state != life.LAPSED]

    @property
    def is_red(self) -> bool:
        """Does it need a hand now?"""
        return self.silent or bool(self.missed)

    @property
    def posted(self) -> list[tuple[PostPerson, list[str]]]:
        """The people with what stands against each."""
        return [(one, self.against.get(("person", one.pk), [])) for one in self.people]

    @property
    def stationed(self) -> list[tuple[PostVehicle, list[str]]]:
        """The vehicles with what stands against each."""
        return [(one, self.against.get(("vehicle", one.pk), [])) for one in self.vehicles]

    @property
    def is_short(self) -> bool:
        """Are fewer people posted than needed?"""
        return len(self.people) < self.post.people_needed


def board(guard: Guard, at: datetime) -> dict[str, Any]:
    """Everything the page of a guard shows: a fixed number of queries."""
    told = conflicts.of_guard(guard, at) if guard.state in (*life.COMING, life.UNDER_WAY) else []
    lines = _lines(guard, at, told)
    stamps = list(_stamps(guard).order_by("-at", "-pk"))
    whole = guard.state in (life.STOOD_DOWN, life.CLOSED)
    late = waiting(guard, at) if guard.state == life.UNDER_WAY else []
    return {
        "record": guard,
        "at": at,
        "lines": lines,
        "conflicts": told,
        "stamps": stamps if whole else stamps[:SHOWN],
        "withdrawn": sum(one.withdrawn_at is not None for one in stamps),
        "red": [line for line in lines if line.is_red],
        "missed": sum(line.missed for line in lines),
        "done": sum(line.done for line in lines),
        "due": sum(len(line.due) for line in lines),
        "there": sum(len(line.there) for line in lines),
        "needed": sum(line.post.people_needed for line in lines),
        "people": sum(len(line.people) for line in lines),
        "unseen": sum(one.seen_at is None for line in lines for one in line.people),
        "vehicles": sum(len(line.vehicles) for line in lines),
        "clues": [one for one in stamps if one.clue_id and one.withdrawn_at is None],
        "unordered": [(one, cannot_go(late).get(one.pk, "")) for one in late],
    }


def _stamps(guard: Guard) -> QuerySet[Any]:
    return Stamp.objects.filter(guard=guard).select_related("post", "person", "relieves", "clue", "by")  # type: ignore[no-any-return]


def _lines(guard: Guard, at: datetime, told: list[Conflict]) -> list[PostLine]:
    posts = list(GuardPost.objects.standing().filter(guard=guard).order_by("number"))
    lines = {post.pk: PostLine(post) for post in posts}
    for row in PostPerson.objects.standing().filter(post__in=posts).select_related("person__unit"):
        lines[row.post_id].people.append(row)
    for row in PostVehicle.objects.standing().filter(post__in=posts).select_related("vehicle__home__unit", "run"):
        lines[row.post_id].vehicles.append(row)
    for row in Round.objects.filter(post__in=posts).select_related("stamp__person").order_by("number"):
        lines[row.post_id].rounds.append(row)
    for one in told:
        key = ("person" if isinstance(one.posted, PostPerson) else "vehicle", one.posted.pk)
        lines[one.posted.post_id].against.setdefault(key, []).append(one.words)
    by_post: dict[int, list[Stamp]] = defaultdict(list)
    for stamp in _stamps(guard).filter(withdrawn_at=None).order_by("at", "pk"):
        by_post[stamp.post_id].append(stamp)
    for line in lines.values():
        _stand(line, by_post[line.post.pk], guard, at)
    return list(lines.values())


def _stand(line: PostLine, stamps: list[Stamp], guard: Guard, at: datetime) -> None:
    if not stamps and guard.state != life.UNDER_WAY:
        return
    people = {one.person_id: one.person for one in stamps}
    said = [standing.Said(one.person_id, one.kind, one.at, one.relieves_id, one.pk) for one in stamps]
    there = standing.standing(said)
    line.there = [(people[pk], since) for pk, since in there.items()] if guard.state == life.UNDER_WAY else []
    line.last = stamps[-1] if stamps else None
    post = line.post
    line.silent = guard.state == life.UNDER_WAY and standing.is_silent(
        since=max(post.since_at, guard.begun_at or post.since_at), until=post.until_at, standing=len(line.there),
        needed=1, at=at, grace=limits.arrival_grace(),
    )  # fmt: skip


def marks(guard: Guard, lines: list[PostLine], *, linked: bool = False) -> dict[str, Any]:
    """The posts on the map, the place itself in the middle; what needs a hand is drawn so; `linked` to their pages."""
    spec: list[dict[str, Any]] = [
        {"kind": "inc", "icon": "flag", "title": guard.title, "at": [guard.lon, guard.lat], "anchor": "bottom"}
    ]
    for line in lines:
        mark = {
            "kind": "call" if line.is_red else "pick",
            "icon": "warn" if line.is_red else "pin",
            "text": str(line.post),
            "title": line.post.task,
            "at": [line.post.lon, line.post.lat],
        }
        spec.append(mark | ({"href": reverse("guards:post", args=[line.post.pk])} if linked else {}))
    return {"center": [guard.lon, guard.lat], "zoom": 15, "marks": spec}


def city_of(guard: Guard) -> str:
    """The four digits of the city whose road picture lies under the map."""
    return guard.unit.division_code[:4]


# ---- the phone page -----------------------------------------------------------------------------------------
def postings(user: Any) -> QuerySet[Any]:
    """Where somebody is posted, at guards approved or under way."""
    rows = PostPerson.objects.standing().filter(
        person__user=user, post__ended_at=None, post__guard__state__in=life.LIVING, told_at__isnull=False
    )
    return rows.select_related("post__guard__unit").order_by("since_at", "pk")  # type: ignore[no-any-return]


def post_for(user: Any, pk: int, right: str) -> GuardPost | None:
    """A post somebody may stamp at: by right over the guard, or because one is posted there oneself."""
    own = PostPerson.objects.standing().filter(person__user=user, told_at__isnull=False).values("post__guard")
    reached = Guard.objects.visible_to(user, right).values("pk")
    rows = GuardPost.objects.standing().filter(Q(guard__in=reached) | Q(guard__in=own), pk=pk)
    post: GuardPost | None = rows.select_related("guard__unit", "guard__kind", "guard__commander").first()
    return post


def people_at(post: GuardPost) -> QuerySet[Person]:
    """Who may stamp there: everybody posted at the guard, those of this post first."""
    rows = PostPerson.objects.standing().filter(post__guard=post.guard_id, post__ended_at=None)
    here = rows.filter(post=post).values("person")
    found = Person.objects.filter(pk__in=rows.values("person")).select_related("unit")
    return found.order_by(Case(When(pk__in=here, then=0), default=1), "unit__path", "number")  # type: ignore[no-any-return]


def phone(post: GuardPost, at: datetime) -> dict[str, Any]:
    """What the phone page of a post shows."""
    line = next(one for one in _lines(post.guard, at, []) if one.post.pk == post.pk)
    current = next((one for one in line.due if one.due_since_at <= at < one.due_until_at), None)
    following = next((one for one in line.due if one.due_since_at > at), None)
    return {
        "post": post,
        "guard": post.guard,
        "line": line,
        "current": current,
        "following": following,
        "stamps": list(_stamps(post.guard).filter(post=post).order_by("-at", "-pk")[:SHOWN]),
        "working": post.guard.state == life.UNDER_WAY,
    }


def run_words(posted: PostVehicle) -> str:
    """How a stationed vehicle stands, by its run: sent elsewhere says so."""
    if posted.run is None:
        return _("not ordered yet")
    if posted.run.status in incidents.ON_SCENE:
        return _("at the post")
    return posted.run.get_status_display()
