"""What can be done with guards."""

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access

access.declare(
    "guards",
    view_guard=_("Look at guards"),
    plan_guard=_("Plan guards"),
    approve_guard=_("Approve the plan of a guard"),
    run_guard=_("Command a guard"),
    stamp_post=_("Stamp at a post"),
    change_guard=_("Change the plan"),
    submit_guard=_("Submit for approval"),
    return_guard=_("Send the plan back"),
    reopen_plan=_("Change an approved plan"),
    add_post=_("Add a post"),
    change_post=_("Change a post"),
    give_up_post=_("Give up a post"),
    post_people=_("Post people"),
    post_vehicles=_("Station vehicles"),
    take_off=_("Take off a post"),
    see_posting=_("I have read it"),
    begin_guard=_("Begin the guard"),
    order_posted=_("Order the vehicles that are due"),
    stand_down_guard=_("Stand the guard down"),
    close_guard=_("Close the guard"),
    withdraw_guard=_("Withdraw the guard"),
    withdraw_stamp=_("Withdraw a stamp"),
    watch=_("Watch over rounds"),
)
