"""The one API: every app's router, guarded by scoped tokens, with its own documentation page."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from lanyan.citizens.api import router as citizens
from lanyan.fires.api import router as fires
from lanyan.forces.api import router as forces
from lanyan.forces.positions_api import router as positions
from lanyan.guards.api import router as guards
from lanyan.incidents.api import router as incidents
from lanyan.inspections.api import router as inspections
from lanyan.kernel.errors import Refused
from lanyan.links.api import router as links
from lanyan.people.api import router as people
from lanyan.places.api import router as places
from lanyan.premises.api import router as premises
from lanyan.reports.api import router as reports
from lanyan.reviews.api import router as reviews
from lanyan.scene.api import router as scene
from lanyan.units.tokens import TokenAuth
from lanyan.voice.api import router as voice

api = NinjaAPI(
    title="Lanyan 蓝焰",
    version="1",
    urls_namespace="api",
    description="Every call needs a key with the scope named at the operation: `Authorization: Bearer ly_…`.",
    docs_decorator=login_not_required,
)
for prefix, router in (
    ("", incidents),
    ("", forces),
    ("", people),
    ("", positions),
    ("", premises),
    ("", inspections),
    ("", citizens),
    ("", fires),
    ("", scene),
    ("", links),
    ("", guards),
    ("", reviews),
    ("", voice),
    ("/figures", reports),
):
    api.add_router(prefix, router)
# Places stand beside units and cannot ask for keys themselves.
api.add_router("", places, auth=TokenAuth("places.view_places"))


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """What an action refuses: 422 with the field and the reason."""
    return api.create_response(request, {"errors": [{"field": refusal.field, "reason": refusal.reason}]}, status=422)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    """What does not fit the schema: the same shape."""
    return api.create_response(request, {"errors": [_told(error) for error in problem.errors]}, status=422)


def _told(error: dict[str, Any]) -> dict[str, str]:
    where = [str(part) for part in error.get("loc", ()) if part not in ("body", "data", "query", "path")]
    return {"field": ".".join(where), "reason": str(error.get("msg", ""))}
