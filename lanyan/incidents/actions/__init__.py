"""The only writers of incidents: one function per verb, split by noun."""

from lanyan.incidents.actions.alerts import pre_alert, receive_alert, stand_down_alert
from lanyan.incidents.actions.archives import make_archive
from lanyan.incidents.actions.asks import ask_reinforcement
from lanyan.incidents.actions.calls import file_false, file_test, save_draft, suspend_incident, take_call
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
from lanyan.incidents.actions.late import LatePaper, LateRun, enter_late
from lanyan.incidents.actions.merging import join_call, separate_call
from lanyan.incidents.actions.noted import note_act
from lanyan.incidents.actions.orders import (
    Pick,
    confirm_and_order,
    note_unreceived,
    order_forces,
    print_sheet,
    receive_order,
)
from lanyan.incidents.actions.plans import (
    PlanFacts,
    change_rows,
    import_plan,
    make_plan,
    put_in_force,
    withdraw_plan,
)
from lanyan.incidents.actions.presses import press_stamp, undo_press
from lanyan.incidents.actions.ready import confirm_ready, stamp_by_hand
from lanyan.incidents.actions.runs import correct_stamp, stamp_runs, stand_down
from lanyan.incidents.actions.seats import hand_over, take_over

__all__ = [
    "LatePaper",
    "LateRun",
    "Pick",
    "PlanFacts",
    "ask_reinforcement",
    "change_rows",
    "close_incident",
    "confirm_and_order",
    "confirm_ready",
    "correct_incident",
    "correct_stamp",
    "enter_late",
    "file_false",
    "file_test",
    "hand_over",
    "import_plan",
    "join_call",
    "make_archive",
    "make_plan",
    "note_act",
    "note_unreceived",
    "open_incident",
    "order_forces",
    "pre_alert",
    "press_stamp",
    "print_sheet",
    "put_in_force",
    "raise_level",
    "receive_alert",
    "receive_order",
    "record_result",
    "reopen_incident",
    "save_draft",
    "separate_call",
    "stamp_by_hand",
    "stamp_runs",
    "stand_down",
    "stand_down_alert",
    "suspend_incident",
    "take_call",
    "take_over",
    "undo_press",
    "withdraw_incident",
    "withdraw_plan",
    "write_log",
]
