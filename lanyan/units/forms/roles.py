"""Forms of roles: names, how the holders sign in, and a box for every right."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyan.units import asked, role_queries
from lanyan.units.actions.roles import LONGEST_HOURS, RoleFacts
from lanyan.units.forms import HouseForm
from lanyan.units.models import ALL, Role


class RoleForm(HouseForm):
    """What a role is called and may do."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=60)
    needs_second_factor = forms.BooleanField(
        label=_("needs a second factor"),
        required=False,
        help_text=_("Holders without one are led to set it up before any other page opens."),
    )
    session_hours = forms.IntegerField(
        label=_("longest session in hours"),
        required=False,
        min_value=1,
        max_value=LONGEST_HOURS,
        help_text=_("Empty: as long as the installation allows."),
    )
    everything = forms.BooleanField(
        label=_("may do everything"), required=False, help_text=_("Also what later releases add.")
    )
    permissions = forms.MultipleChoiceField(label=_("rights"), required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=_("reason"), max_length=200)

    def __init__(self, *args: Any, role: Role | None = None, **kwargs: Any) -> None:
        self.role = role
        if role is not None:
            names = ("name_zh", "name_en", "needs_second_factor", "session_hours", "permissions")
            kwargs["initial"] = {name: getattr(role, name) for name in names} | {"everything": ALL in role.permissions}
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """One box for each right that some door asks for."""
        self.fields["permissions"].choices = [  # type: ignore[attr-defined]
            (right.name, right.label) for group in role_queries.groups() for right in group.rights
        ]

    def groups(self) -> list[tuple[str, list[tuple[role_queries.Right, bool]]]]:
        """The boxes by app, each with whether it is ticked."""
        ticked = set(self["permissions"].value() or ())
        return [
            (group.label, [(right, right.name in ticked) for right in group.rights]) for group in role_queries.groups()
        ]

    def facts(self) -> RoleFacts:
        """The checked values for the action; what has no box, an act of the history, stays as it was."""
        typed = self.cleaned_data
        kept = set(self.role.permissions if self.role else ()) - asked.rights() - {ALL}
        star = {ALL} if typed["everything"] else set()
        return RoleFacts(
            name_zh=typed["name_zh"],
            name_en=typed["name_en"],
            permissions=frozenset(set(typed["permissions"]) | kept | star),
            needs_second_factor=typed["needs_second_factor"],
            session_hours=typed["session_hours"],
        )


class NewRoleForm(RoleForm):
    """A role that is not there yet."""

    code = forms.CharField(
        label=_("code"), max_length=40, help_text=_("Small letters, digits, underscore; it stays for good.")
    )

    field_order = ("code", "name_zh", "name_en")
