"""What people type in this app, by noun."""

from lanyan.premises.forms.buildings import BuildingForm, EndForm, OccupancyForm
from lanyan.premises.forms.facts import (
    CategoryForm,
    ConfirmForm,
    EndCategoryForm,
    FacilityForm,
    FacilityStateForm,
    FileForm,
    PersonForm,
)
from lanyan.premises.forms.plans import PlanForm, RevisionForm, VisitForm
from lanyan.premises.forms.premises import CloseForm, MergeForm, PremisesForm

__all__ = [
    "BuildingForm",
    "CategoryForm",
    "CloseForm",
    "ConfirmForm",
    "EndCategoryForm",
    "EndForm",
    "FacilityForm",
    "FacilityStateForm",
    "FileForm",
    "MergeForm",
    "OccupancyForm",
    "PersonForm",
    "PlanForm",
    "PremisesForm",
    "RevisionForm",
    "VisitForm",
]
