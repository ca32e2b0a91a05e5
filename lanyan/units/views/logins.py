"""Pages about users and roles."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.kernel import access, audit
from lanyan.units import actions, queries
from lanyan.units.doors import form_page
from lanyan.units.filters import UserFilter
from lanyan.units.forms import ReasonForm
from lanyan.units.forms.logins import AssignForm, ChangeUserForm, EndForm, UserForm
from lanyan.units.forms.passwords import TypedTwice
from lanyan.units.models import Assignment, Session, User
from lanyan.units.tables import UserTable
from lanyan.web.lists import Action, View, list_page


def _user(request: HttpRequest, pk: int, permission: str) -> User:
    return get_object_or_404(User.objects.visible_to(request.user, permission), pk=pk)


def _address(user: User) -> str:
    return reverse("units:user", args=[user.pk])


@require_GET
@access.requires("units.view_user")
def user_list(request: HttpRequest) -> HttpResponse:
    """List the users of one's area."""
    users = queries.with_roles(User.objects.visible_to(request.user), timezone.localdate())
    return list_page(
        request,
        users,
        UserFilter,
        UserTable,
        title=_("Users"),
        unit=_("users (count)"),
        views=(View(_("All")), View(_("May sign in"), "is_active=true"), View(_("Barred"), "is_active=false")),
        actions=(Action(_("Add a user"), reverse("units:create_user"), "plus", "do", permission="units.create_user"),),
        empty={"heading": _("No user yet"), "icon": "users"},
    )


@require_GET
@access.requires("units.view_user")
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one login with its roles."""
    shown = _user(request, pk, "units.view_user")
    reader: Any = request.user
    assignments = queries.assignments_of(shown)
    today = timezone.localdate()
    context = {
        "title": shown.name,
        "line": shown.username,
        "shown": shown,
        "assignments": [(one, queries.may_end(reader, one, today)) for one in assignments],
        "today": today,
        "open_sessions": Session.objects.open(timezone.now()).of(shown.pk).count(),
        "buttons": _buttons(reader, shown),
        "history": audit.history(shown),
    }
    return TemplateResponse(request, "units/user.html", context)


def _buttons(reader: Any, shown: User) -> list[Action]:
    """The verbs of a login's page; it has no unit of its own, so they are asked where its roles are."""
    admission = ("units.admit_user", _("Admit again"), "admit_user", "undo")
    if shown.is_active:
        admission = ("units.bar_user", _("Bar"), "bar_user", "lock")
    offered = (
        ("units.change_user", _("Correct"), "change_user", "edit"),
        ("units.set_password", _("Set a password"), "set_password", "key"),
        admission,
        ("units.end_sessions", _("End sessions"), "end_users_sessions", "logout"),
        *(
            [("units.reset_second_factor", _("Reset the second factor"), "reset_second_factor", "undo")]
            if shown.second_factor_at
            else []
        ),
        ("units.assign_role", _("Give a role"), "assign_role", "plus"),
    )
    seen = User.objects.filter(pk=shown.pk)
    return [
        Action(label, reverse(f"units:{name}", args=[shown.pk]), icon)
        for permission, label, name, icon in offered
        if reader.has_perm(permission) and seen.visible_to(reader, permission).exists()
    ]


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
@access.requires("units.create_user")
def create_user(request: HttpRequest) -> HttpResponse:
    """Add a user with a first role."""
    form = UserForm(request.POST or None, by=request.user, initial={"since_date": timezone.localdate()})

    def create(typed: dict[str, Any]) -> User:
        unit = typed.pop("unit")
        return actions.create_user(**typed, unit_id=unit.pk, by=request.user)

    return form_page(
        request,
        form,
        create,
        title=_("Add a user"),
        back=reverse("units:users"),
        done=_address,
        said=_("The user has been added."),
    )


@require_http_methods(["GET", "POST"])
@access.requires("units.change_user")
def change_user(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a user's name and seat."""
    shown = _user(request, pk, "units.change_user")
    return form_page(
        request,
        ChangeUserForm(request.POST or None, initial={"name": shown.name, "seat": shown.seat}),
        lambda typed: actions.change_user(user_id=shown.pk, **typed, by=request.user),
        title=_("Correct a user"),
        line=shown.username,
        back=_address(shown),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires("units.assign_role")
def assign_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a user a role at a unit."""
    shown = _user(request, pk, "units.assign_role")
    form = AssignForm(request.POST or None, by=request.user, initial={"since_date": timezone.localdate()})

    def assign(typed: dict[str, Any]) -> Assignment:
        unit = typed.pop("unit")
        return actions.assign_role(user_id=shown.pk, unit_id=unit.pk, **typed, by=request.user)

    return form_page(
        request,
        form,
        assign,
        title=_("Give a role"),
        line=shown.name,
        back=_address(shown),
        said=_("The role is given."),
    )


@require_http_methods(["GET", "POST"])
@access.requires("units.end_assignment")
def end_assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role."""
    seen = Assignment.objects.visible_to(request.user, "units.end_assignment").select_related("user", "unit", "role")
    assignment = get_object_or_404(seen, pk=pk)
    return form_page(
        request,
        EndForm(request.POST or None, initial={"until_date": timezone.localdate()}),
        lambda typed: actions.end_assignment(assignment_id=assignment.pk, **typed, by=request.user),
        title=_("End a role"),
        line=str(assignment),
        back=_address(assignment.user),
        said=_("The end of the role is set."),
    )


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@access.requires("units.set_password")
def set_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a user a new password."""
    shown = _user(request, pk, "units.set_password")
    return form_page(
        request,
        TypedTwice(request.POST or None),
        lambda typed: actions.set_password(
            user_id=shown.pk, password=typed["password"], at=timezone.now(), by=request.user
        ),
        title=_("Set a password"),
        line=_("{name}: all sessions end, failed tries are forgotten.").format(name=shown.name),
        back=_address(shown),
        said=_("The password is set."),
    )


@require_http_methods(["GET", "POST"])
@access.requires("units.bar_user")
def bar_user(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a user from signing in."""
    shown = _user(request, pk, "units.bar_user")
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.bar_user(user_id=shown.pk, **typed, at=timezone.now(), by=request.user),
        title=_("Bar a user"),
        line=shown.name,
        back=_address(shown),
        said=_("The user is barred."),
    )


@require_http_methods(["GET", "POST"])
@access.requires("units.admit_user")
def admit_user(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a barred user in again."""
    shown = _user(request, pk, "units.admit_user")
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.admit_user(user_id=shown.pk, **typed, by=request.user),
        title=_("Admit a user again"),
        line=shown.name,
        back=_address(shown),
        said=_("The user may sign in again."),
    )
