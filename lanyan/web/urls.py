"""Addresses that belong to no app: home, search, the standing choice, language, live news, health."""

from django.urls import path

from lanyan.web import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("switch/", views.switch, name="switch"),
    path("language/", views.language, name="language"),
    path("live", views.live, name="live"),
    path("health/", views.health, name="health"),
]
