"""Addresses that belong to no app: home, search, the standing choice, language, live news, health."""

from django.urls import path

from lanyan.web import views
from lanyan.web.imports import views as imports

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("switch/", views.switch, name="switch"),
    path("language/", views.language, name="language"),
    path("live", views.live, name="live"),
    path("health/", views.health, name="health"),
    path("healthz", views.health, name="healthz"),
    path("system/health/", views.system_health, name="system_health"),
    path("imports/<slug:key>/", imports.bring, name="import_bring"),
    path("imports/<slug:key>/template/", imports.template, name="import_template"),
    path("imports/<slug:key>/export.<str:kind>", imports.export, name="import_export"),
    path("imports/runs/<int:pk>/", imports.import_run, name="import_run"),
    path("imports/runs/<int:pk>/now/", imports.import_run_now, name="import_run_now"),
    path("imports/runs/<int:pk>/load/", imports.import_load, name="import_load"),
]
