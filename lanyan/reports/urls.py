"""Table of contents."""

from django.urls import path

from lanyan.reports import views, views_cover, views_enter_once, views_external, views_layouts, views_wall

app_name = "reports"
urlpatterns = [
    path("wall/", views_wall.wall, name="wall"),
    path("wall/now/", views_wall.now, name="wall_now"),
    path("cover/", views_cover.page, name="cover"),
    path("cover/cells.geojson", views_cover.geojson, name="cover_cells"),
    path("report/", views.own_report, name="own_report"),
    path("report/<str:code>/<int:year>/", views.report, name="report"),
    path("report/<str:code>/<int:year>/prevention/", views.report_prevention, name="report_prevention"),
    path("figures/", views.catalogue, name="catalogue"),
    path("figures/<str:key>/", views.figure, name="figure"),
    path("enter-once/", views_enter_once.enter_once, name="enter_once"),
    path("external/", views_external.numbers, name="external"),
    path("external/layouts/", views_layouts.all_layouts, name="external_layouts"),
    path("external/layouts/<slug:kind>/<str:system>/", views_layouts.layout, name="external_layout"),
    path("external/incident/<int:pk>/", views_external.panel, name="external_panel"),
    path("external/fire/<int:pk>/", views_external.fire_panel, name="external_fire_panel"),
    path("external/incident/<int:pk>/fill/", views_external.fill, name="external_fill"),
    path("external/<slug:kind>/<int:pk>/fill/", views_external.fill, name="external_fill_of"),
    path("external/<slug:kind>/", views_external.numbers, name="external_of"),
    path("external/<slug:kind>/<int:pk>/facts/", views_external.record, name="external_record"),
    path("external/<slug:kind>/<int:pk>/<str:system>/", views_external.copy_out, name="external_copy"),
]
