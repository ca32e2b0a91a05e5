"""The ledger of evacuation drills."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.models import Drill
from lanyan.kernel import sheets
from lanyan.kernel.sheets import Column

DRILLS = sheets.Sheet(
    key="drills",
    title=_("Evacuation drills"),
    model=Drill,
    columns=(
        Column(
            "number",
            _("number"),
            lambda drill: drill.number,
            width=22,
            link=lambda drill: reverse("inspections:drill", args=[drill.pk]),
        ),
        Column("held_at", _("held at"), lambda drill: drill.held_at, width=20),
        Column("premises", _("premises"), lambda drill: drill.premises.name, width=30),
        Column("department", _("held with"), lambda drill: drill.department_words, width=20),
        Column("people", _("people who took part"), lambda drill: drill.people),
        Column("minutes", _("minutes to clear"), lambda drill: drill.minutes),
        Column("guided_by", _("guided by"), lambda drill: drill.guided_by, width=20),
        Column("words", _("what was found"), lambda drill: drill.words, width=40),
        Column("unit", _("unit"), lambda drill: drill.unit.short_name, width=20),
        Column("withdrawn_reason", _("why withdrawn"), lambda drill: drill.withdrawn_reason, width=20),
    ),
    prepare=lambda drills: drills.select_related("premises", "unit"),
)
sheets.register(DRILLS)
