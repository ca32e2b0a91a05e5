"""Tables of premises, by noun."""

from lanyan.premises.models.buildings import Building, Occupancy
from lanyan.premises.models.duplicates import DuplicatePair
from lanyan.premises.models.facts import CategoryMark, Facility, ResponsiblePerson
from lanyan.premises.models.plans import Familiarisation, PrePlan, PrePlanRevision
from lanyan.premises.models.premises import Premises, PremisesQuerySet

__all__ = [
    "Building",
    "CategoryMark",
    "DuplicatePair",
    "Facility",
    "Familiarisation",
    "Occupancy",
    "PrePlan",
    "PrePlanRevision",
    "Premises",
    "PremisesQuerySet",
    "ResponsiblePerson",
]
