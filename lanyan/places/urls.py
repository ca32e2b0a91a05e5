"""Table of contents."""

app_name = "places"
urlpatterns: list = []
