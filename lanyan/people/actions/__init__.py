"""The only writers of this app."""

from lanyan.people.actions.persons import (
    change_person,
    create_person,
    end_post,
    enter_absence,
    give_post,
    leave_service,
    move_person,
    return_to_service,
    withdraw_absence,
)
from lanyan.people.actions.turns import plan_turns, swap_turn, take_over_turn, withdraw_turn

__all__ = [
    "change_person",
    "create_person",
    "end_post",
    "enter_absence",
    "give_post",
    "leave_service",
    "move_person",
    "plan_turns",
    "return_to_service",
    "swap_turn",
    "take_over_turn",
    "withdraw_absence",
    "withdraw_turn",
]
