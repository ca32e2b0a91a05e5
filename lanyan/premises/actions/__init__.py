"""The only writers of this app, by noun."""

from lanyan.premises.actions.buildings import (
    BuildingFacts,
    add_occupancy,
    change_building,
    create_building,
    end_occupancy,
    withdraw_building,
)
from lanyan.premises.actions.bulk import PremisesLoader
from lanyan.premises.actions.facts import (
    add_facility,
    add_person,
    end_person,
    state_facility,
    withdraw_facility,
    withdraw_occupancy,
    withdraw_person,
)
from lanyan.premises.actions.files import attach_file, withdraw_file
from lanyan.premises.actions.marks import confirm_category, end_category, withdraw_category
from lanyan.premises.actions.merging import (
    ask_again,
    find_duplicates,
    merge_premises,
    settle_different,
    unmerge_premises,
)
from lanyan.premises.actions.plans import (
    PLAN_PARTS,
    approve_plan,
    make_plan,
    revise_plan,
    save_draft,
    withdraw_plan,
)
from lanyan.premises.actions.premises import (
    PremisesFacts,
    change_premises,
    close_premises,
    create_premises,
    reopen_premises,
)
from lanyan.premises.actions.risk import refresh_all_risk, refresh_risk
from lanyan.premises.actions.visits import enter_familiarisation, withdraw_familiarisation

__all__ = [
    "PLAN_PARTS",
    "BuildingFacts",
    "PremisesFacts",
    "PremisesLoader",
    "add_facility",
    "add_occupancy",
    "add_person",
    "approve_plan",
    "ask_again",
    "attach_file",
    "change_building",
    "change_premises",
    "close_premises",
    "confirm_category",
    "create_building",
    "create_premises",
    "end_category",
    "end_occupancy",
    "end_person",
    "enter_familiarisation",
    "find_duplicates",
    "make_plan",
    "merge_premises",
    "refresh_all_risk",
    "refresh_risk",
    "reopen_premises",
    "revise_plan",
    "save_draft",
    "settle_different",
    "state_facility",
    "unmerge_premises",
    "withdraw_building",
    "withdraw_category",
    "withdraw_facility",
    "withdraw_familiarisation",
    "withdraw_file",
    "withdraw_occupancy",
    "withdraw_person",
    "withdraw_plan",
]
