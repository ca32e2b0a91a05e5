"""Table of contents."""

app_name = "units"
urlpatterns: list = []
