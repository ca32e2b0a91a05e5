"""The addresses of this app."""

from typing import Any

app_name = "premises"
urlpatterns: list[Any] = []
