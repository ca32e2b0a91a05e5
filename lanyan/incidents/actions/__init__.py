"""The only writers of incidents: one function per verb, split by noun."""

from lanyan.incidents.actions.calls import file_false, file_test, join_call, save_draft, suspend_incident, take_call
from lanyan.incidents.actions.incidents import (
    close_incident,
    correct_incident,
    open_incident,
    raise_level,
    record_result,
    reopen_incident,
    withdraw_incident,
    write_log,
)
from lanyan.incidents.actions.orders import (
    Pick,
    confirm_and_order,
    note_unreceived,
    order_forces,
    print_sheet,
    receive_order,
)
from lanyan.incidents.actions.presses import press_stamp, undo_press
from lanyan.incidents.actions.runs import correct_stamp, stamp_runs, stand_down

__all__ = [
    "Pick",
    "close_incident",
    "confirm_and_order",
    "correct_incident",
    "correct_stamp",
    "file_false",
    "file_test",
    "join_call",
    "note_unreceived",
    "open_incident",
    "order_forces",
    "press_stamp",
    "print_sheet",
    "raise_level",
    "receive_order",
    "record_result",
    "reopen_incident",
    "save_draft",
    "stamp_runs",
    "stand_down",
    "suspend_incident",
    "take_call",
    "undo_press",
    "withdraw_incident",
    "write_log",
]
