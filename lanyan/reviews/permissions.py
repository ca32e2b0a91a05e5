"""What can be done with reviews."""

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access

access.declare(
    "reviews",
    view_review=_("Look at case reviews"),
    write_review=_("Write case reviews"),
    approve_review=_("Approve case reviews"),
    expect_review=_("Expect a review"),
    open_review=_("Open a case review"),
    begin_review=_("Begin the review"),
    edit_review=_("Write what was said"),
    recompose_review=_("Compose the facts anew"),
    submit_review=_("Submit the review"),
    return_review=_("Send the review back"),
    withdraw_review=_("Withdraw the review"),
    add_finding=_("Add a finding"),
    withdraw_finding=_("Withdraw a finding"),
    give_task=_("Give a task for a finding"),
    finish_task=_("Say it is done"),
    confirm_task=_("Confirm that it is done"),
    return_task=_("Send the task back"),
    urge_task=_("Urge"),
    withdraw_task=_("Withdraw the task"),
)
