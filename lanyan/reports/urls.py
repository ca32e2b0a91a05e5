"""Table of contents."""

app_name = "reports"
urlpatterns: list = []
