"""The addresses of this app."""

from typing import Any

app_name = "citizens"
urlpatterns: list[Any] = []
