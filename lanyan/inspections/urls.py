"""The addresses of this app."""

from typing import Any

app_name = "inspections"
urlpatterns: list[Any] = []
