"""Posts of a guard, and who and what is stationed there."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from lanyan.guards import forms
from lanyan.guards.actions import posts, stamps
from lanyan.guards.models import Guard, GuardPost, PostPerson, PostVehicle, Stamp
from lanyan.guards.models.guards import PLAN, RUN
from lanyan.guards.queries import boards
from lanyan.guards.rules import life
from lanyan.guards.views.common import guard_of, reason, typed, verb
from lanyan.kernel import access

form_page_only = require_http_methods(["GET", "POST"])


def _map(guard: Guard, marks: list[Any] | None = None) -> dict[str, Any]:
    lines = [boards.PostLine(post) for post in GuardPost.objects.standing().filter(guard=guard)]
    spec = boards.marks(guard, lines) if marks is None else {"marks": marks}
    return {"city": boards.city_of(guard), "map": spec}


@form_page_only
@access.requires(PLAN)
def add_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a post to a plan: its place on the map, its task, people, times."""
    guard = guard_of(request, pk, PLAN)
    begun = {"since_at": guard.starts_at, "until_at": guard.ends_at, "lon": guard.lon, "lat": guard.lat}
    form = forms.PostForm(typed(request), initial={**begun, "people_needed": 2})

    def add(*, guard_id: int, at: Any, by: Any, **_values: Any) -> GuardPost:
        return posts.add_post(guard_id=guard_id, facts=form.facts(), at=at, by=by)

    return verb(request, guard, form, add, "add_post", template="guards/form.html", more=_map(guard))


def _post(request: HttpRequest, pk: int, right: str) -> tuple[Guard, GuardPost]:
    post = get_object_or_404(GuardPost.objects.standing().visible_to(request.user, right), pk=pk)
    return guard_of(request, post.guard_id, right), post


@form_page_only
@access.requires(PLAN)
def change_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a post of a plan."""
    guard, post = _post(request, pk, PLAN)
    initial = {name: getattr(post, name) for name in forms.PostForm.base_fields}
    form = forms.PostForm(typed(request), initial=initial)

    def change(*, guard_id: int, at: Any, by: Any, **_values: Any) -> GuardPost:
        return posts.change_post(guard_id=guard_id, post_id=post.pk, facts=form.facts(), at=at, by=by)

    return verb(request, guard, form, change, "change_post", template="guards/form.html", more=_map(guard))


@form_page_only
@access.requires(PLAN)
def give_up_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a post of a plan."""
    guard, post = _post(request, pk, PLAN)
    return verb(request, guard, reason(request), partial(posts.give_up_post, post_id=post.pk), "give_up_post")


def _stationing(request: HttpRequest, pk: int) -> tuple[Guard, GuardPost]:
    """A post whose people may be changed: by who plans while it is planned, by who commands while it goes on."""
    post = get_object_or_404(GuardPost.objects.standing().select_related("guard__unit"), pk=pk)
    right = RUN if post.guard.state == life.UNDER_WAY else PLAN
    guard = guard_of(request, post.guard_id, right)
    post.guard = guard
    return guard, post


@form_page_only
@access.requires(PLAN, RUN)
def post_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Post people."""
    guard, post = _stationing(request, pk)
    form = forms.PeopleForm(typed(request), post=post)

    def act(*, people: list[int], **values: Any) -> list[PostPerson]:
        return posts.post_people(post_id=post.pk, person_ids=people, **values)

    return verb(request, guard, form, act, "post_people")


@form_page_only
@access.requires(PLAN, RUN)
def post_vehicles(request: HttpRequest, pk: int) -> HttpResponse:
    """Station vehicles."""
    guard, post = _stationing(request, pk)
    form = forms.VehiclesForm(typed(request), post=post)

    def act(*, formation: Any, vehicles: Any, **values: Any) -> list[PostVehicle]:
        return posts.post_vehicles(
            post_id=post.pk, formation_id=formation.pk if formation else None,
            vehicle_ids=[one.pk for one in vehicles or ()], **values,
        )  # fmt: skip

    return verb(request, guard, form, act, "post_vehicles")


def _take_off(request: HttpRequest, model: Any, pk: int, name: str) -> HttpResponse:
    posted = get_object_or_404(model.objects.standing(), pk=pk)
    guard, _post = _stationing(request, posted.post_id)
    return verb(request, guard, reason(request), partial(posts.take_off, **{name: pk}), "take_off")


@form_page_only
@access.requires(PLAN, RUN)
def take_off_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person off a post."""
    return _take_off(request, PostPerson, pk, "person")


@form_page_only
@access.requires(PLAN, RUN)
def take_off_vehicle(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a vehicle off a post."""
    return _take_off(request, PostVehicle, pk, "vehicle")


@form_page_only
@access.requires(RUN)
def withdraw_stamp(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a stamp made by mistake."""
    stamp = get_object_or_404(Stamp.objects.standing().visible_to(request.user, RUN), pk=pk)
    guard = guard_of(request, stamp.guard_id, RUN)
    return verb(request, guard, reason(request), partial(stamps.withdraw_stamp, stamp=pk), "withdraw_stamp")
