"""The furniture's own addresses, with bare stand-ins for the accounts that live a floor higher."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from lanyan.kernel import access


@access.public
def bare(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Answer with nothing in particular."""
    return HttpResponse("bare")


accounts = [
    path("login/", bare, name="login"),
    path("logout/", bare, name="logout"),
    path("units/<int:pk>/", bare, name="unit"),
    path("users/<int:pk>/", bare, name="user"),
]
urlpatterns = [path("", include("lanyan.web.urls")), path("", include((accounts, "units")))]
