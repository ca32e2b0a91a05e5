"""Table of contents."""

from django.urls import path, re_path

from lanyan.places import views

app_name = "places"
urlpatterns = [
    path("places/", views.places, name="places"),
    path("places/find/", views.find, name="find"),
    path("places/at/", views.at, name="at"),
    re_path(r"^places/map/(?P<city>\d{4})\.json$", views.city_picture, name="map"),
    path("places/add/", views.add, name="add"),
    path("places/<int:pk>/", views.place, name="place"),
    path("places/<int:pk>/correct/", views.correct, name="correct"),
]
