"""The addresses of this app."""

from django.urls import path

from lanyan.fallback import views

app_name = "fallback"
urlpatterns = [
    path("fallback/", views.packs, name="packs"),
    path("fallback/marks/", views.marks, name="marks"),
    path("fallback/<int:pk>/", views.pack, name="pack"),
    path("fallback/<int:pk>/file.<str:ending>", views.pack_file, name="pack_file"),
    path("fallback/units/<int:pk>/make/", views.make_pack, name="make_pack"),
]
