"""What this app lends to the floors below: where vehicles are that are bound to runs, who reads an incident's files."""

from typing import Any

from lanyan.forces import duty
from lanyan.incidents.models import Incident
from lanyan.incidents.readiness_board import bound_to_runs
from lanyan.kernel import files


def _may_read(user: Any, incident: Any) -> bool:
    return bool(Incident.objects.visible_to(user).filter(pk=incident.pk).exists())


duty.register_whereabouts(bound_to_runs)
files.register_reader(Incident, _may_read)
