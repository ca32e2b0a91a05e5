"""News of hazards, papers and enforcement: for those who may see the record; of the clock: for the unit's people."""

from collections.abc import Callable
from typing import Any

from lanyan.inspections.models import Case, Hazard, MajorHazard, Opening, Paper, Seal, Transfer
from lanyan.kernel import live
from lanyan.units.models import Unit


def _sees(model: Any) -> Callable[[Any, str], bool]:
    def may_listen(user: Any, key: str) -> bool:
        return key.isdecimal() and bool(model.objects.visible_to(user).filter(pk=key).exists())

    return may_listen


def _clock(user: Any, key: str) -> bool:
    return key.isdecimal() and Unit.objects.visible_to(user, "inspections.view_clock").filter(pk=key).exists()


for _name, _model in {
    "hazard": Hazard,
    "paper": Paper,
    "case": Case,
    "seal": Seal,
    "major": MajorHazard,
    "transfer": Transfer,
    "opening": Opening,
}.items():
    live.register_topic(_name, _sees(_model))
live.register_topic("legal_clock", _clock)
