"""What can be done with calls, incidents, orders and runs."""

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access

access.declare(
    "incidents",
    view_incident=_("Look at incidents"),
    view_caller=_("See who called"),
    export_incidents=_("Export incidents"),
    take_call=_("Take a call"),
    save_draft=_("Write down what the caller says"),
    join_call=_("Join a call to an incident"),
    separate_call=_("Separate a joined call again"),
    pre_alert=_("Pre-alert a station"),
    receive_alert=_("Receive a pre-alert"),
    stand_down_alert=_("Stand a pre-alert down"),
    hand_over=_("Hand an incident over to another seat"),
    take_over=_("Take an incident in hand"),
    open_incident=_("Open an incident"),
    suspend_incident=_("Hold back a doubtful call"),
    file_false=_("File as false alarm"),
    file_test=_("File as test call"),
    raise_level=_("Raise the response level"),
    order_forces=_("Order forces"),
    reinforce=_("Send reinforcement"),
    receive_order=_("Receive an order"),
    print_sheet=_("Print a dispatch sheet"),
    stamp_run=_("Stamp a run"),
    undo_stamp=_("Take back a stamp"),
    ask_reinforcement=_("Ask for reinforcement"),
    correct_stamp=_("Correct a stamp"),
    stand_down=_("Stand a vehicle down"),
    divert=_("Send a vehicle elsewhere"),
    write_log=_("Write in the command log"),
    record_result=_("Enter the result"),
    correct_incident=_("Correct an incident"),
    close_incident=_("Close an incident"),
    reopen_incident=_("Re-open an incident"),
    withdraw_incident=_("Withdraw an incident"),
)
