"""Pages about roles: the matrix of acts and roles, one role, and the forms that change them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.kernel import access, audit
from lanyan.kernel.errors import Refused
from lanyan.units import actions, role_queries
from lanyan.units.doors import form_page, refuse
from lanyan.units.forms import ReasonForm
from lanyan.units.forms.roles import NewRoleForm, RoleForm
from lanyan.units.models import Role


def _address(role: Role) -> str:
    return reverse("units:role", args=[role.pk])


@require_GET
@access.requires("units.view_roles")
def matrix(request: HttpRequest) -> HttpResponse:
    """Show which role may do what: rights down, roles across."""
    may_change = request.user.has_perm("units.change_role")  # type: ignore[union-attr]
    context = {"title": _("Roles"), "may_change": may_change, **role_queries.matrix(timezone.localdate())}
    return TemplateResponse(request, "units/roles.html", context)


@require_GET
@access.requires("units.view_roles")
def role(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one role: its rights, who holds it, how it differs from the release, its history."""
    shown = get_object_or_404(Role, pk=pk)
    reader: Any = request.user
    context = {
        "title": shown.name,
        "line": shown.code,
        "shown": shown,
        "groups": role_queries.rights_of(shown),
        "difference": role_queries.difference(shown),
        "holders": role_queries.holders(shown, reader, timezone.localdate()),
        "may_change": reader.has_perm("units.change_role") and shown.withdrawn_at is None,
        "history": audit.history(shown),
    }
    return TemplateResponse(request, "units/role.html", context)


@require_http_methods(["GET", "POST"])
@access.requires("units.change_role")
def create_role(request: HttpRequest) -> HttpResponse:
    """Make a role."""
    form = NewRoleForm(request.POST or None)

    def make() -> Role:
        return actions.create_role(
            code=form.cleaned_data["code"], facts=form.facts(), reason=form.cleaned_data["reason"], by=request.user
        )

    return _editor(request, form, make, title=_("Make a role"), back=reverse("units:roles"))


@require_http_methods(["GET", "POST"])
@access.requires("units.change_role")
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a role."""
    shown = get_object_or_404(Role.objects.in_use(), pk=pk)
    form = RoleForm(request.POST or None, role=shown)

    def change() -> Role:
        reason = form.cleaned_data["reason"]
        return actions.change_role(
            role_id=shown.pk, facts=form.facts(), reason=reason, at=timezone.now(), by=request.user
        )

    return _editor(request, form, change, title=_("Change a role"), back=_address(shown), line=shown.code)


def _editor(request: HttpRequest, form: RoleForm, act: Any, *, title: str, back: str, line: str = "") -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            done = act()
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The role holds from now on."))
            return redirect(_address(done))
    context = {"form": form, "title": title, "line": line, "cancel_url": back, "groups": form.groups()}
    return TemplateResponse(request, "units/role_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@access.requires("units.change_role")
def withdraw_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role out of use."""
    shown = get_object_or_404(Role.objects.in_use(), pk=pk)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.withdraw_role(role_id=shown.pk, **typed, at=timezone.now(), by=request.user),
        title=_("Withdraw a role"),
        line=_("{name} cannot be given any more; its history stays.").format(name=shown.name),
        back=_address(shown),
        said=_("The role is withdrawn."),
    )
