"""Acts of this app."""

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access

access.declare(
    "people",
    view_person=_("Look at persons"),
    create_person=_("Add a person"),
    change_person=_("Correct a person"),
    move_person=_("Move a person to another unit"),
    leave_service=_("Enter that a person left"),
    return_to_service=_("Take a leaving back"),
    give_post=_("Give a post"),
    end_post=_("End a post"),
    import_persons=_("Bring in the ledger of people"),
    view_absence=_("Look at absences"),
    keep_absences=_("Enter and withdraw absences"),
    enter_absence=_("Enter an absence"),
    withdraw_absence=_("Withdraw an absence"),
    view_duty=_("Look at the duty roster"),
    keep_duty=_("Plan, swap and withdraw turns of duty"),
    plan_turns=_("Plan turns of duty"),
    swap_turn=_("Swap a turn of duty"),
    withdraw_turn=_("Withdraw a turn of duty"),
    take_over_duty=_("Take over one's turn of duty"),
    take_over_turn=_("Take over a turn of duty"),
    keep_certificates=_("Enter and withdraw certificates"),
    enter_certificate=_("Enter a certificate"),
    withdraw_certificate=_("Withdraw a certificate"),
)
