"""The addresses of this app: scenes, the page of each with its acts, the panel of an incident."""

from django.urls import path

from lanyan.scene.views import acts, scenes

app_name = "scene"
urlpatterns = [
    path("scenes/", scenes.scenes, name="scenes"),
    path("scenes/worker.js", scenes.worker, name="worker"),
    path("scenes/open/<int:pk>/", acts.open_scene, name="open_scene"),
    path("scenes/of-incident/<int:pk>/", scenes.incident_panel, name="incident_panel"),
    path("scenes/<int:pk>/", scenes.scene, name="scene"),
    path("scenes/<int:pk>/now/", scenes.now, name="now"),
    path("scenes/<int:pk>/<slug:verb>/", acts.act, name="act"),
]
