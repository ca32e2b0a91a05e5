"""Pages about persons and their posts."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.kernel import access, audit
from lanyan.people import actions
from lanyan.people.filters import PersonFilter
from lanyan.people.forms import FactsForm, LeaveForm, MoveForm, PersonForm, PostForm
from lanyan.people.models import Person, Post
from lanyan.people.sheets import PERSONS
from lanyan.units.doors import form_page
from lanyan.units.forms import ReasonForm
from lanyan.units.forms.logins import EndForm
from lanyan.units.models import Unit
from lanyan.web.lists import Action, View, list_page


def _person(request: HttpRequest, pk: int, permission: str) -> Person:
    seen = Person.objects.visible_to(request.user, permission).select_related("unit", "user")
    person: Person = get_object_or_404(seen, pk=pk)
    return person


def _address(person: Person) -> str:
    return reverse("people:person", args=[person.pk])


def _units(request: HttpRequest, permission: str) -> Any:
    return Unit.objects.visible_to(request.user, permission).filter(closed_date=None).order_by("path")


@require_GET
@access.requires("people.view_person")
def person_list(request: HttpRequest) -> HttpResponse:
    """List the persons of one's area."""
    return list_page(
        request,
        Person.objects.visible_to(request.user).order_by("unit__path", "number"),
        PersonFilter,
        title=_("People"),
        unit=_("persons (count)"),
        sheet=PERSONS,
        views=(View(_("Serving"), "left=false"), View(_("Have left"), "left=true"), View(_("All"))),
        actions=(
            Action(_("Add a person"), reverse("people:create_person"), "plus", "do", permission="people.create_person"),
        ),
        empty={"heading": _("No person yet"), "advice": _("Add the first one at the top right."), "icon": "people"},
    )


@require_GET
@access.requires("people.view_person")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person with posts and history."""
    shown = _person(request, pk, "people.view_person")
    posts = shown.posts.select_related("unit").order_by(F("until_date").desc(nulls_first=True), "-since_date")
    user: Any = request.user
    today = timezone.localdate()
    context = {
        "title": shown.name,
        "line": shown.unit.name,
        "record": shown,
        "subject": "person",
        "today": today,
        "posts": [(post, _lasts(post, today) and user.may("people.end_post", post.unit.path)) for post in posts],
        "sees_absences": user.may("people.view_absence", shown.unit.path),
        "keeps_absences": user.may("people.keep_absences", shown.unit.path),
        "absences": shown.absences.order_by("-from_date"),
        "keeps_certificates": user.may("people.keep_certificates", shown.unit.path),
        "certificates": [(one, one.holds(today)) for one in shown.certificates.order_by("kind", "-since_date")],
        "history": audit.history(shown),
    }
    return TemplateResponse(request, "people/person.html", context)


def _lasts(post: Post, today: Any) -> bool:
    return post.until_date is None or post.until_date > today


@require_http_methods(["GET", "POST"])
@access.requires("people.create_person")
def create_person(request: HttpRequest) -> HttpResponse:
    """Add a person."""
    form = PersonForm(request.POST or None, units=_units(request, "people.create_person"))

    def create(typed: dict[str, Any]) -> Person:
        unit = typed.pop("unit")
        return actions.create_person(**typed, unit_id=unit.pk, by=request.user)

    return form_page(
        request,
        form,
        create,
        title=_("Add a person"),
        back=reverse("people:persons"),
        done=_address,
        said=_("The person has been added."),
    )


@require_http_methods(["GET", "POST"])
@access.requires("people.change_person")
def change_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is written about a person."""
    shown = _person(request, pk, "people.change_person")
    initial = {key: getattr(shown, key) for key in ("name", "category", "phone", "joined_date")}
    initial["username"] = shown.user.username if shown.user else ""
    return form_page(
        request,
        FactsForm(request.POST or None, initial=initial),
        lambda typed: actions.change_person(person_id=shown.pk, **typed, by=request.user),
        title=_("Correct a person"),
        line=shown.name,
        back=_address(shown),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires("people.move_person")
def move_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a person into another unit."""
    shown = _person(request, pk, "people.move_person")
    units = _units(request, "people.move_person").exclude(pk=shown.unit_id)
    form = MoveForm(request.POST or None, units=units, initial={"moved_date": timezone.localdate()})

    def move(typed: dict[str, Any]) -> Person:
        unit = typed.pop("unit")
        return actions.move_person(person_id=shown.pk, unit_id=unit.pk, **typed, by=request.user)

    return form_page(
        request,
        form,
        move,
        title=_("Move a person to another unit"),
        line=_("{name}: posts at {unit} end that day.").format(name=shown.name, unit=shown.unit.name),
        back=_address(shown),
        said=_("The person has been moved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires("people.leave_service")
def leave_service(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter that a person left."""
    shown = _person(request, pk, "people.leave_service")
    return form_page(
        request,
        LeaveForm(request.POST or None, initial={"left_date": timezone.localdate()}),
        lambda typed: actions.leave_service(person_id=shown.pk, **typed, by=request.user),
        title=_("Enter that a person left"),
        line=_("{name}: all posts end that day; the record stays.").format(name=shown.name),
        back=_address(shown),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires("people.return_to_service")
def return_to_service(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a leaving back."""
    shown = _person(request, pk, "people.return_to_service")
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.return_to_service(person_id=shown.pk, **typed, by=request.user),
        title=_("Take a leaving back"),
        line=shown.name,
        back=_address(shown),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires("people.give_post")
def give_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a post."""
    shown = _person(request, pk, "people.give_post")
    initial = {"unit": shown.unit_id, "since_date": timezone.localdate()}
    form = PostForm(request.POST or None, units=_units(request, "people.give_post"), initial=initial)

    def give(typed: dict[str, Any]) -> Post:
        unit = typed.pop("unit")
        return actions.give_post(person_id=shown.pk, unit_id=unit.pk, **typed, by=request.user)

    return form_page(
        request, form, give, title=_("Give a post"), line=shown.name, back=_address(shown), said=_("The post is given.")
    )


@require_http_methods(["GET", "POST"])
@access.requires("people.end_post")
def end_post(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post."""
    seen = Post.objects.visible_to(request.user, "people.end_post").select_related("person", "unit")
    post = get_object_or_404(seen, pk=pk)
    return form_page(
        request,
        EndForm(request.POST or None, initial={"until_date": timezone.localdate()}),
        lambda typed: actions.end_post(post_id=post.pk, **typed, by=request.user),
        title=_("End a post"),
        line=f"{post.person} · {post.title} · {post.unit}",
        back=_address(post.person),
        said=_("The end of the post is set."),
    )
