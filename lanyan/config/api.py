"""The one API: every app's router, guarded by scoped tokens, with its own documentation page."""

from django.contrib.auth.decorators import login_not_required

from lanyan.citizens.api import router as citizens
from lanyan.config.answers import HouseAPI, answer, keep_bounds
from lanyan.fires.api import router as fires
from lanyan.forces.api import router as forces
from lanyan.forces.positions_api import router as positions
from lanyan.guards.api import router as guards
from lanyan.incidents.api import router as incidents
from lanyan.inspections.api import router as inspections
from lanyan.links.api import router as links
from lanyan.people.api import router as people
from lanyan.places.api import router as places
from lanyan.premises.api import router as premises
from lanyan.reports.api import router as reports
from lanyan.reports.imports_api import router as imports
from lanyan.reviews.api import router as reviews
from lanyan.scene.api import router as scene
from lanyan.units.tokens import TokenAuth
from lanyan.voice.api import router as voice

api = HouseAPI(
    title="Lanyan 蓝焰",
    version="1",
    urls_namespace="api",
    description="Every call needs a key with the scope named at the operation: `Authorization: Bearer ly_…`.",
    docs_decorator=login_not_required,
)
api.add_decorator(keep_bounds)
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
    ("", imports),
    ("/figures", reports),
):
    api.add_router(prefix, router)
# Places stand beside units and cannot ask for keys themselves.
api.add_router("", places, auth=TokenAuth("places.view_places"))
answer(api)
