"""What this app lends to the floors below: who may read the photographs of looks at water sources."""

from typing import Any

from lanyan.forces.models import WaterCheck
from lanyan.kernel import files


def _may_read(user: Any, check: Any) -> bool:
    return bool(user.may("forces.view_forces", check.source.unit.path))


files.register_reader(WaterCheck, _may_read)
