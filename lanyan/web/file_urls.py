"""The address of files."""

from django.urls import path

from lanyan.web import files

app_name = "files"
urlpatterns = [path("<int:pk>/", files.file, name="file")]
