"""Acts of this app. To look somebody up and to listen are rights of their own: both are personal data."""

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access

access.declare(
    "voice",
    look_up_caller=_("Look a caller up"),
    take_answer=_("Take the caller's address into the form"),
    view_recordings=_("Look at the index of recordings"),
    listen_recordings=_("Listen to recordings"),
    listen=_("Listen to a recording"),
    check_recording=_("Compare a recording with its digest"),
    bring_recordings=_("Bring recordings into the index"),
    tie_recording=_("Tie a recording to an incident"),
    keep_recording=_("Keep a recording beyond its term"),
    release_recording=_("Keep a recording no longer than its term"),
    purge_recordings=_("Clear the index of what is past its term"),
    keep_services=_("Set the look-up and the recorders"),
    set_lookup=_("Set the look-up of callers"),
    stop_lookup=_("Stop the look-up of callers"),
    add_recorder=_("Add a recorder"),
    change_recorder=_("Change a recorder"),
    withdraw_recorder=_("Withdraw a recorder"),
)
