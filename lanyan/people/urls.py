"""Table of contents."""

app_name = "people"
urlpatterns: list = []
