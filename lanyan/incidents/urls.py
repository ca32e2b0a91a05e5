"""Table of contents."""

app_name = "incidents"
urlpatterns: list = []
