"""The annual cap of checks per enterprise 年度频次上限: rows by place, and how many stand already."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from lanyan.inspections.models import Inspection
from lanyan.inspections.rules import checks
from lanyan.kernel import codes
from lanyan.kernel.errors import Refused
from lanyan.premises.models import Premises


@dataclass(frozen=True)
class Standing:
    """How an enterprise stands to the cap of a year: how many count, how many may, and where that is written."""

    counted: int
    most: int | None
    source: str

    @property
    def is_full(self) -> bool:
        """Is no more planned check possible?"""
        return self.most is not None and self.counted >= self.most


def table() -> dict[str, checks.Cap]:
    """The caps by division code."""
    return {
        code: checks.Cap(int(row.facts["most"]), frozenset(row.facts.get("outside", "").split()))
        for code, row in codes.table("check_caps").items()
    }


def cap_of(premises: Premises) -> checks.Cap | None:
    """The cap that holds where a place lies; None where none is entered."""
    return checks.cap_for(premises.division_code or premises.unit.division_code, table())


def same_enterprise(premises: Premises) -> list[int]:
    """A place, what was merged into it, and all places with its social credit code: one enterprise."""
    family = set(Premises.objects.family(premises.pk))
    if premises.credit_code:
        family |= set(Premises.objects.filter(credit_code=premises.credit_code).values_list("pk", flat=True))
    return sorted(family)


def standing(premises: Premises, year: int) -> Standing:
    """How an enterprise stands in a year."""
    counted = Inspection.objects.counted_to_cap(same_enterprise(premises), year).count()
    cap = cap_of(premises)
    codes_here = [code for code in table() if (premises.division_code or "").startswith(code)]
    row = codes.get("check_caps", max(codes_here, key=len)) if codes_here else None
    return Standing(counted, cap.most if cap else None, f"{row.source}（{row.version}）" if row else "")


def counts(premises: Premises, cause: str, year: int, *, field: str = "premises", besides: int = 0) -> bool:
    """Does a check of this cause count to the cap? Refused with reason and count when it would pass it.

    `besides` are further checks of the enterprise that are being planned at the same time.
    """
    cap = cap_of(premises)
    counted = Inspection.objects.counted_to_cap(same_enterprise(premises), year).count() + besides
    if checks.over_cap(cause, counted, cap):
        assert cap is not None
        raise Refused(
            _(
                "{premises} is planned or checked {counted} times in {year}; at most {most} checks of one enterprise "
                "are allowed in a year. Checks led by a complaint or a case are outside where the local rule says so."
            ).format(premises=premises.name, counted=counted, year=year, most=cap.most),
            field=field,
        )
    return checks.counts_to_cap(cause, cap)
