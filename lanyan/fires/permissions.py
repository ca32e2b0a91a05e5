"""Acts of this app. Who wrote a record never decides on it."""

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access

access.declare(
    "fires",
    view_fire=_("Look at records of fires"),
    keep_fires=_("Write records of fires"),
    decide_fires=_("Approve, correct and withdraw records of fires"),
    enter_fire=_("Enter a fire"),
    change_fire=_("Change the draft of a fire"),
    submit_fire=_("Submit a fire for approval"),
    return_fire=_("Return a fire to be put right"),
    approve_fire=_("Approve a fire"),
    correct_fire=_("Correct an approved fire"),
    withdraw_fire=_("Withdraw a fire"),
    add_casualty=_("Enter a casualty of a fire"),
    note_death=_("Note the death of somebody injured in a fire"),
    withdraw_casualty=_("Withdraw a casualty of a fire"),
    extend_investigation=_("Extend the investigation of a fire"),
    end_investigation=_("End the investigation of a fire"),
    mark_no_fire=_("Mark an incident as no fire"),
    withdraw_no_fire=_("Withdraw the mark that an incident was no fire"),
)
