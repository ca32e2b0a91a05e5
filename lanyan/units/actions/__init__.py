"""The only writers of this app, by noun: the tree of units, the logins, and what belongs to one's own account."""

from lanyan.units.actions.account import (
    change_password,
    forget_view,
    make_token,
    note_token_use,
    revoke_token,
    save_view,
    set_preference,
)
from lanyan.units.actions.logins import (
    admit_user,
    assign_role,
    bar_user,
    change_user,
    create_user,
    end_assignment,
    set_password,
)
from lanyan.units.actions.tree import (
    add_unit_name,
    change_unit,
    close_unit,
    create_unit,
    move_unit,
    rename_unit,
    reopen_unit,
)

__all__ = [
    "add_unit_name",
    "admit_user",
    "assign_role",
    "bar_user",
    "change_password",
    "change_unit",
    "change_user",
    "close_unit",
    "create_unit",
    "create_user",
    "end_assignment",
    "forget_view",
    "make_token",
    "move_unit",
    "note_token_use",
    "rename_unit",
    "reopen_unit",
    "revoke_token",
    "save_view",
    "set_password",
    "set_preference",
]
