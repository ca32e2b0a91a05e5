"""Table of contents."""

app_name = "forces"
urlpatterns: list = []
