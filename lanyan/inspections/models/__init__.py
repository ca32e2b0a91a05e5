"""Records of this app, by noun."""

from lanyan.inspections.models.cases import Case, Seal
from lanyan.inspections.models.draws import Draw, DrawGround, DrawnCheck, Recusal
from lanyan.inspections.models.drills import Drill
from lanyan.inspections.models.evidence import EvidenceLink
from lanyan.inspections.models.hazards import Extension, Hazard, Recheck
from lanyan.inspections.models.inspections import Answer, Inspection, InspectionStaff, JointPart
from lanyan.inspections.models.major import MajorHazard, Progress
from lanyan.inspections.models.openings import Opening
from lanyan.inspections.models.papers import Paper, PaperSource
from lanyan.inspections.models.photographs import PhotoKey
from lanyan.inspections.models.plans import CheckPlan, PlanItem, SpecialDrive
from lanyan.inspections.models.terms import Term
from lanyan.inspections.models.transfers import Transfer
from lanyan.inspections.models.visits import Clue, PoliceTransfer, Supervision, Visit

__all__ = [
    "Answer",
    "Case",
    "CheckPlan",
    "Clue",
    "Draw",
    "DrawGround",
    "DrawnCheck",
    "Drill",
    "EvidenceLink",
    "Extension",
    "Hazard",
    "Inspection",
    "InspectionStaff",
    "JointPart",
    "MajorHazard",
    "Opening",
    "Paper",
    "PaperSource",
    "PhotoKey",
    "PlanItem",
    "PoliceTransfer",
    "Progress",
    "Recheck",
    "Recusal",
    "Seal",
    "SpecialDrive",
    "Supervision",
    "Term",
    "Transfer",
    "Visit",
]
