"""What this floor tells the ones below: where vehicles are that are bound to runs."""

from lanyan.forces import duty
from lanyan.incidents.readiness_board import bound_to_runs

duty.register_whereabouts(bound_to_runs)
