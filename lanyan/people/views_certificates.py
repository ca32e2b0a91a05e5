"""Pages about certificates: they are shown on the person's page, entered and withdrawn from there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lanyan.kernel import access
from lanyan.people import certificates
from lanyan.people.models import Certificate, Person
from lanyan.units.doors import form_page
from lanyan.units.forms import ReasonForm

KEEP = "people.keep_certificates"


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def enter_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a certificate."""
    person = get_object_or_404(Person.objects.visible_to(request.user, KEEP).select_related("unit"), pk=pk)
    return form_page(
        request,
        certificates.CertificateForm(request.POST or None),
        lambda typed: certificates.enter_certificate(person_id=pk, **typed, by=request.user),
        title=_("Enter a certificate"),
        line=f"{person.name} · {person.unit.name}",
        back=reverse("people:person", args=[pk]),
        said=_("The certificate has been entered."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def withdraw_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a certificate."""
    seen = Certificate.objects.visible_to(request.user, KEEP).select_related("person")
    certificate = get_object_or_404(seen, pk=pk)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: certificates.withdraw_certificate(certificate_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Withdraw a certificate"),
        line=f"{certificate.person.name} · {certificate.kind_label} · {certificate.number}",
        back=reverse("people:person", args=[certificate.person_id]),
        said=_("The certificate has been withdrawn."),
    )
