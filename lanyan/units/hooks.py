"""What web asks about a person: preferences, units to look through, saved views, the menu under the name."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyan.units import actions, queries
from lanyan.units.models import SavedView, Session
from lanyan.web import hooks


def _preference(user: Any, name: str) -> Any:
    return user.preferences.get(name)


def _keep(user: Any, name: str, value: Any) -> None:
    actions.set_preference(user_id=user.pk, name=name, value=value, by=user)


def _units(request: HttpRequest) -> list[hooks.Choice]:
    """The key in the address is the unit's path: figures and lists count below it."""
    # Kept on the request: the switch and the standing choice both ask.
    known: list[hooks.Choice] | None = getattr(request, "units_to_switch", None)
    if known is None:
        units = queries.units_to_switch(request.user)
        top = min((unit.path.count(".") for unit in units), default=0)
        known = [hooks.Choice(unit.path, unit.short_name, unit.path.count(".") - top) for unit in units]
        request.units_to_switch = known  # type: ignore[attr-defined]
    return known


def _views(user: Any, page: str) -> list[hooks.SavedView]:
    mine = SavedView.objects.filter(user=user, page=page).order_by("name")
    return [hooks.SavedView(view.pk, view.name, view.query) for view in mine]


def _links(request: HttpRequest) -> list[tuple[str, str, str]]:
    links = [
        (_("My account"), reverse("units:account"), "user"),
        (_("My sessions"), reverse("units:sessions"), "desk"),
        (_("Change password"), reverse("units:password"), "lock"),
    ]
    if request.user.has_perm("units.make_token"):
        links.append((_("Keys for machines"), reverse("units:tokens"), "key"))
    return links


def _line(request: HttpRequest) -> str:
    return queries.role_line(request.user, timezone.localdate())


def _standing(user_id: int, session_key: str) -> tuple[Any, str]:
    """The person anew, with the rights of this moment, and why their session is over, if it is."""
    session = Session.objects.filter(session_key=session_key, user_id=user_id).select_related("user").first()
    if session is None or not session.user.is_active:
        return None, _("You are signed out here.")
    row = queries.session_row(session, key=session_key, at=timezone.now())
    return session.user, "" if row.is_open else _("You are signed out here: {why}.").format(why=row.why)


hooks.register_preferences(get=_preference, set=_keep, url_name="units:preference")
hooks.register_switch(units=_units)
hooks.register_saved_views(read=_views, save_url="units:save_view", delete_url="units:forget_view")
hooks.register_person(links=_links, line=_line)
hooks.register_standing(_standing)
