"""What this app lends to the floors below: who may read the files of its records, what it knows of a place's risk."""

from typing import Any

from lanyan.inspections import hazard_hooks
from lanyan.inspections.models import Inspection
from lanyan.inspections.models.inspections import VIEW
from lanyan.kernel import files


def _may_read(user: Any, inspection: Any) -> bool:
    return bool(user.may(VIEW, inspection.unit.path))


files.register_reader(Inspection, _may_read)

# Those of hazards and enforcement stand in a file of their own.
__all__ = ["hazard_hooks"]
