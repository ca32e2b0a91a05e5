"""The page 录一次: every ledger that comes in and goes out, and what other systems still lack, in one place."""

from typing import Any

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lanyan.kernel import access, imports
from lanyan.kernel.models import ExternalNumber
from lanyan.reports import external_kinds as external
from lanyan.reports.external_kinds import KINDS
from lanyan.units.models import Role, Unit
from lanyan.web.models import ImportRun

State = ExternalNumber.State
# A number that is read on every visit stops here.
MOST = 10_000


@require_GET
@access.requires("reports.view_enter_once")
def enter_once(request: HttpRequest) -> HttpResponse:
    """What can be brought in, who may, when it was last done; what other systems still lack."""
    user: Any = request.user
    loaded = ImportRun.objects.filter(state=ImportRun.State.LOADED, unit_id__in=_units(user))
    last = dict(loaded.values_list("ledger").annotate(at=Max("ended_at")).order_by())
    roles = list(Role.objects.in_use().order_by("pk"))
    ledgers = [
        {"ledger": one, "mine": user.has_perm(one.permission), "last": last.get(one.key), "who": _who(roles, one)}
        for one in imports.ledgers().values()
    ]
    fills = user.has_perm(external.PERMISSION)
    context = {
        "title": _("Enter once"),
        "ledgers": ledgers,
        "kinds": _lacking(user) if fills else [],
        "fills": fills,
        "perms_fill_many": user.has_perm(external.FILL_MANY),
        "most": MOST,
    }
    return TemplateResponse(request, "reports/enter_once.html", context)


def _units(user: Any) -> list[int]:
    return list(Unit.objects.visible_to(user).values_list("pk", flat=True))


def _who(roles: list[Role], one: imports.Ledger) -> str:
    """The roles that may bring a ledger in; whoever may do everything goes without saying."""
    return _(", ").join(role.name for role in roles if one.permission in role.permissions)


def _lacking(user: Any) -> list[dict[str, Any]]:
    rows = []
    for kind in KINDS.values():
        if not user.has_perm(kind.view):
            continue
        found = kind.entries(kind.filled_by(user)).order_by()
        counts = {state: found.filter(state=state)[:MOST].count() for state in (State.TO_ENTER, State.DIFFERS)}
        more = {"to_enter": counts[State.TO_ENTER], "differs": counts[State.DIFFERS]}
        rows.append({"kind": kind, "fill_key": f"numbers_{kind.slug}", **more})
    return rows
