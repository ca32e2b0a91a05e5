"""The poster with the QR code of the public page, for a place or a unit."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from lanyan.citizens import posters
from lanyan.citizens.models.matters import VIEW
from lanyan.inspections.forms import fields
from lanyan.kernel import access
from lanyan.premises.models import Premises
from lanyan.units.forms import HouseForm
from lanyan.units.forms.tree import UnitField
from lanyan.web import qr


class PosterForm(HouseForm):
    """For what the poster is."""

    premises = fields.PremisesField(required=False)
    unit = UnitField(label=gettext_lazy("unit"), queryset=None, required=False)

    def __init__(self, *args: object, user: object, **kwargs: object) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """What the reader reaches."""
        self.fields["premises"].reachable = Premises.objects.visible_to(self.user)  # type: ignore[attr-defined]
        self.fields["unit"].queryset = fields.supervising(self.user, VIEW)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """One of both."""
        typed = super().clean() or {}
        if not self.errors and not typed.get("premises") and not typed.get("unit"):
            raise forms.ValidationError(_("Choose a place or a unit."))
        return typed


@require_GET
@access.requires(VIEW)
def poster(request: HttpRequest) -> HttpResponse:
    """Show the poster, to be printed; without a place or a unit in the address, ask for it."""
    asked = "premises" in request.GET or "unit" in request.GET
    form = PosterForm(request.GET if asked else None, user=request.user)
    if asked and form.is_valid():
        premises, unit = form.cleaned_data["premises"], form.cleaned_data["unit"]
        address = posters.address_of(request, posters.token_of(premises=premises, unit=unit))
        code = qr.drawn(address)
        context = {"title": _("QR poster"), "premises": premises, "unit": unit or premises.unit, "code": code}
        return TemplateResponse(request, "citizens/poster.html", context)
    context = {"title": _("QR poster"), "form": form, "back": reverse("citizens:matters")}
    return TemplateResponse(request, "citizens/poster_form.html", context, status=422 if form.errors else 200)
