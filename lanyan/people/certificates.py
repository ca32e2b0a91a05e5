"""Certificates: the only writers, and their form."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyan.kernel import audit, codes
from lanyan.kernel.errors import Refused
from lanyan.people.models import Certificate, Person
from lanyan.units.forms import DayInput, HouseForm

KINDS = "certificate_kinds"


class CertificateForm(HouseForm):
    """What a certificate says."""

    kind = forms.ChoiceField(label=gettext_lazy("kind"))
    number = forms.CharField(label=gettext_lazy("number"), max_length=40)
    since_date = forms.DateField(label=gettext_lazy("valid from"), widget=DayInput())
    until_date = forms.DateField(
        label=gettext_lazy("valid until"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("The first day on which it does not hold any more; empty: no end."),
    )

    def build(self) -> None:
        """Offer the kinds of the list."""
        self.fields["kind"].choices = [(code, row.label) for code, row in codes.table(KINDS).items()]  # type: ignore[attr-defined]


@transaction.atomic
def enter_certificate(
    *, person_id: int, kind: str, number: str, since_date: date, until_date: date | None = None, by: Any
) -> Certificate:
    """Enter a certificate of a person."""
    person: Person | None = Person.objects.select_for_update(of=("self",)).filter(pk=person_id).first()
    if person is None:
        raise Refused(_("There is no such person."), field="person")
    number = number.strip()
    if codes.get(KINDS, kind) is None:
        raise Refused(_("There is no such kind of certificate."), field="kind")
    if not number:
        raise Refused(_("This must not be empty."), field="number")
    if until_date is not None and until_date <= since_date:
        raise Refused(_("The end must be after the beginning."), field="until_date")
    other = Certificate.objects.standing().filter(kind=kind, number=number).exclude(person=person).first()
    if other is not None:
        raise Refused(_("This number belongs to somebody else already."), field="number")
    if Certificate.objects.standing().filter(kind=kind, number=number, since_date=since_date).exists():
        raise Refused(_("This certificate is entered already."), field="number")
    with audit.act("people.enter_certificate", by=by):
        certificate: Certificate = Certificate.objects.create(
            person=person, kind=kind, number=number[:40], since_date=since_date, until_date=until_date
        )
    return certificate


@transaction.atomic
def withdraw_certificate(*, certificate_id: int, reason: str, at: datetime, by: Any) -> Certificate:
    """Withdraw a certificate that was entered wrongly or taken away; it stays to be read, with the reason."""
    certificate: Certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate_id)
    if certificate.withdrawn_at is not None:
        raise Refused(_("This certificate has been withdrawn."))
    if not reason.strip():
        raise Refused(_("This must not be empty."), field="reason")
    certificate.withdrawn_at, certificate.withdrawn_reason = at, reason.strip()[:200]
    with audit.act("people.withdraw_certificate", by=by, reason=reason.strip()):
        certificate.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return certificate
