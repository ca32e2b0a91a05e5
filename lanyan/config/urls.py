"""The table of contents: each app brings its own addresses."""

from django.urls import include, path

from lanyan.config.api import api

handler400 = "lanyan.web.views.bad_request"
handler403 = "lanyan.web.views.forbidden"
handler404 = "lanyan.web.views.not_found"
handler500 = "lanyan.web.views.server_error"

urlpatterns = [
    path("api/", api.urls),
    path("", include("lanyan.web.urls")),
    path("", include("lanyan.units.urls")),
    path("", include("lanyan.places.urls")),
    path("", include("lanyan.people.urls")),
    path("", include("lanyan.forces.urls")),
    path("", include("lanyan.incidents.urls")),
    path("", include("lanyan.reports.urls")),
]
