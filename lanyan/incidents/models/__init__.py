"""Calls, incidents, orders, runs and the command log."""

from lanyan.incidents.models.alerts import PreAlert, PreAlertQuerySet
from lanyan.incidents.models.archives import IncidentArchive
from lanyan.incidents.models.calls import Call, CallQuerySet
from lanyan.incidents.models.incidents import HURT, SAVED, Incident, IncidentQuerySet
from lanyan.incidents.models.late import LateEntry
from lanyan.incidents.models.log import LogEntry
from lanyan.incidents.models.orders import DispatchOrder, DispatchOrderQuerySet
from lanyan.incidents.models.plans import DispatchPlan, DispatchPlanQuerySet, PlanRow
from lanyan.incidents.models.presses import StampPress
from lanyan.incidents.models.runs import Run, RunQuerySet

__all__ = [
    "HURT",
    "SAVED",
    "Call",
    "CallQuerySet",
    "DispatchOrder",
    "DispatchOrderQuerySet",
    "DispatchPlan",
    "DispatchPlanQuerySet",
    "Incident",
    "IncidentArchive",
    "IncidentQuerySet",
    "LateEntry",
    "LogEntry",
    "PlanRow",
    "PreAlert",
    "PreAlertQuerySet",
    "Run",
    "RunQuerySet",
    "StampPress",
]
