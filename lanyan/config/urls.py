"""The table of contents: each app brings its own addresses."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from lanyan.config.api import api

handler400 = "lanyan.web.views.bad_request"
handler403 = "lanyan.web.views.forbidden"
handler404 = "lanyan.web.views.not_found"
handler500 = "lanyan.web.views.server_error"

# Made once: every reading of `api.urls` builds the views anew. Keys guard them, not the session.
api_urls = api.urls
for entry in api_urls[0]:
    entry.callback = login_not_required(entry.callback)

urlpatterns = [
    path("api/", api_urls),
    # Screens that listen ask for these again and again: they are found first.
    path("", include("lanyan.incidents.urls")),
    path("", include("lanyan.web.urls")),
    path("files/", include("lanyan.web.file_urls")),
    path("", include("lanyan.units.urls")),
    path("", include("lanyan.places.urls")),
    path("", include("lanyan.premises.urls")),
    path("", include("lanyan.people.urls")),
    path("", include("lanyan.forces.urls")),
    path("", include("lanyan.inspections.urls")),
    path("", include("lanyan.citizens.urls")),
    path("", include("lanyan.fires.urls")),
    path("", include("lanyan.scene.urls")),
    path("", include("lanyan.links.urls")),
    path("", include("lanyan.guards.urls")),
    path("", include("lanyan.reviews.urls")),
    path("", include("lanyan.fallback.urls")),
    path("", include("lanyan.voice.urls")),
    path("", include("lanyan.reports.urls")),
]
