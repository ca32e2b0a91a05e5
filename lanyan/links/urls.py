"""The addresses of this app."""

app_name = "links"
urlpatterns: list = []
