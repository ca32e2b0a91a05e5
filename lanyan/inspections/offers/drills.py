"""Buttons of evacuation drills."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.models import Drill
from lanyan.kernel import access, acts


def _standing(drill: Any) -> str:
    return "" if drill.withdrawn_at is None else _now("the drill was withdrawn")


access.register_verbs(
    Drill,
    access.Verb("withdraw_drill", "inspections.keep_drills", _("Withdraw"), "inspections:withdraw_drill", _standing),
)
acts.opens(Drill, "inspections:drill", "inspections.view_drill")
