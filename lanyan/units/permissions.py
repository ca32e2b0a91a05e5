"""Acts of this app."""

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access

access.declare(
    "units",
    view_unit=_("Look at units"),
    create_unit=_("Add a unit"),
    change_unit=_("Correct a unit"),
    rename_unit=_("Rename a unit"),
    add_unit_name=_("Add a name plate"),
    move_unit=_("Move a unit"),
    close_unit=_("Close a unit"),
    reopen_unit=_("Reopen a unit"),
    view_user=_("Look at users"),
    create_user=_("Add a user"),
    change_user=_("Correct a user"),
    assign_role=_("Give a role"),
    end_assignment=_("End a role"),
    set_password=_("Set a password"),
    bar_user=_("Bar a user"),
    admit_user=_("Admit a user again"),
    view_roles=_("Look at roles"),
    make_token=_("Make a key"),
    revoke_token=_("Revoke a key"),
    change_role=_("Change a role"),
    create_role=_("Make a role"),
    withdraw_role=_("Withdraw a role"),
    sign_in=_("Sign in"),
    sign_out=_("Sign out"),
    refuse_sign_in=_("Refuse a sign-in"),
    lock_sign_in=_("Lock a user name"),
    end_session=_("End one's own session"),
    end_sessions=_("End the sessions of a user"),
    enable_second_factor=_("Switch the second factor on"),
    disable_second_factor=_("Switch the second factor off"),
    reset_second_factor=_("Reset a second factor"),
    use_backup_code=_("Use a backup code"),
    change_password=_("Change one's own password"),
    set_preference=_("Set a preference"),
    load_roles=_("Load the roles of the release"),
)
