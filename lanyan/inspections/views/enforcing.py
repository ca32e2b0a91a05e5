"""What the pages of enforcement share: finding a record its reader reaches, a form over it, what hangs on it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lanyan.inspections.models import Case, Hazard, MajorHazard, Opening, Paper, Seal, Term, Transfer
from lanyan.kernel import access, audit, files
from lanyan.units.doors import form_page

VIEW_HAZARD, KEEP_HAZARDS = "inspections.view_hazard", "inspections.keep_hazards"
VIEW, KEEP, DECIDE = (
    "inspections.view_enforcement",
    "inspections.keep_enforcement",
    "inspections.decide_enforcement",
)
PAGES = {
    Hazard: "hazard",
    Paper: "paper",
    Case: "case",
    Seal: "seal",
    MajorHazard: "major",
    Transfer: "transfer",
    Opening: "opening",
}


def one(request: HttpRequest, model: Any, pk: int, permission: str, *joins: str) -> Any:
    """A record that the reader may act on with a permission, or 404."""
    seen = model.objects.visible_to(request.user, permission).select_related("unit", "premises", *joins)
    return get_object_or_404(seen, pk=pk)


def address(record: Any) -> str:
    """The page of a record."""
    return reverse(f"inspections:{PAGES[type(record)]}", args=[record.pk])


def verb(
    request: HttpRequest,
    record: Any,
    form: Any,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: Any,
    said: Any = "",
    done: Callable[[Any], str] | None = None,
    **more: Any,
) -> HttpResponse:
    """A form page over a record: it says which, calls one action, and returns to the record."""
    return form_page(
        request,
        form,
        act,
        title=title,
        line=f"{record.number} · {record.premises.name}",
        back=address(record),
        done=done,
        said=said or _("Saved."),
        **more,
    )


def typed(request: HttpRequest, form: Any, **initial: Any) -> Any:
    """A form with what was sent, files too."""
    if request.method == "POST":
        return form(request.POST, request.FILES)
    return form(initial=initial)


def over(
    model: Any, permission: str, form: Any, act: Callable[..., Any], key: str, title: Any, **how: Any
) -> Callable[..., HttpResponse]:
    """A view of the one shape that most verbs have: `act(<key>=pk, **what was typed, at=…, by=…)`."""

    @require_http_methods(["GET", "POST"])
    @access.requires(permission)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        record = one(request, model, pk, permission)

        def do(given: dict[str, Any]) -> Any:
            return act(**{key: pk}, **given, at=timezone.now(), by=request.user)

        return verb(request, record, typed(request, form), do, title=title, more={"record": record}, **how)

    guarded: Callable[..., HttpResponse] = view
    return guarded


def terms_of(record: Any) -> list[tuple[Term, str]]:
    """The terms of a record with where they stand."""
    at = timezone.now()
    return [(term, term.state(at)) for term in Term.objects.of(record).select_related("person")]


def record_page(request: HttpRequest, record: Any, template: str, **more: Any) -> HttpResponse:
    """The page of a record: its facts, its terms, its papers and files, its history."""
    context = {
        "title": record.number,
        "record": record,
        "subject": PAGES[type(record)],
        "terms": terms_of(record),
        "files": files.of(record),
        "sees_enforcement": request.user.may(VIEW, record.unit_path),  # type: ignore[union-attr]
        "history": audit.history(record),
        **more,
    }
    return TemplateResponse(request, f"inspections/{template}.html", context)
