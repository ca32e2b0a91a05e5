"""Who is not signed in goes to sign in and is told why; who is, is noted as seen, or led to set up a second factor."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyan.kernel import live
from lanyan.units import actions
from lanyan.units.models import Session

# What may be done before the second factor is set up: to set it up, and to leave.
WITHOUT_SECOND_FACTOR = {"units:second_factor", "units:logout", "units:preference", "web:live"}


class SignedInMiddleware(LoginRequiredMiddleware):
    """Login is the default; a view that is public says so."""

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Let through, or lead to where the person has to go first."""
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is not None or not getattr(view_func, "login_required", True):
            return answer
        actions.note_seen(session=request.session.row, address=request.META.get("REMOTE_ADDR", ""), at=timezone.now())
        match = request.resolver_match
        if match and match.view_name not in WITHOUT_SECOND_FACTOR and request.user.lacks_second_factor:  # type: ignore[union-attr]
            return _go(request, reverse("units:second_factor"))
        return None

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:
        """Say on the sign-in page why the session is over, and come back afterwards."""
        if request.path == reverse("web:live"):
            why = dict(Session.End.choices).get(request.session.ended)
            reason = _("You are signed out here: {why}.").format(why=why) if why else _("You are signed out here.")
            return HttpResponse(live.ended(reason), content_type="text/event-stream")
        words = {"ended": request.session.ended} if request.session.ended else {}
        if request.headers.get("HX-Request"):
            # A piece of a page cannot be the sign-in page: the whole page is loaded again and goes there.
            return _go(request, request.headers.get("HX-Current-URL", "") or request.get_full_path())
        if not words:
            return super().handle_no_permission(request, view_func)
        return redirect(f"{reverse('units:login')}?{urlencode({'next': request.get_full_path(), **words})}")


def _go(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect(address)
