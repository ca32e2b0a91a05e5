"""Pages that write a record on the spot: the scene of a seal, a statement in defence; each goes on to its signature."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lanyan.inspections.actions import statements as actions
from lanyan.inspections.forms.fields import qualified
from lanyan.inspections.forms.openings import SceneForm, StatementForm
from lanyan.inspections.models import Case, Paper, Seal
from lanyan.inspections.views.enforcing import KEEP, one, over, verb
from lanyan.kernel import access


def _sign(paper: Paper) -> str:
    return reverse("inspections:serve_paper", args=[paper.pk])


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def record_scene(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the record of a sealing."""
    seal = one(request, Seal, pk, KEEP)
    people = qualified(seal.unit, timezone.localdate())

    def write(given: dict[str, Any]) -> Paper:
        officers = [person.pk for person in given.pop("officers")]
        return actions.record_scene(seal_id=pk, officer_ids=officers, **given, at=timezone.now(), by=request.user)

    return verb(
        request,
        seal,
        SceneForm(request.POST or None, people=people),
        write,
        title=_("Write the record of a sealing"),
        done=_sign,
        said=_("Written: have it signed now."),
    )


hear_for_seal = over(
    Seal, KEEP, StatementForm, actions.hear_for_seal, "seal_id", gettext_lazy("Hear a statement in defence"),
    done=_sign, said=gettext_lazy("Written: have it signed now."),
)  # fmt: skip
hear_for_case = over(
    Case, KEEP, StatementForm, actions.hear_for_case, "case_id", gettext_lazy("Hear a statement in defence"),
    done=_sign, said=gettext_lazy("Written: have it signed now."),
)  # fmt: skip
