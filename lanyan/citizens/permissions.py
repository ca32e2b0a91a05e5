"""Acts of this app. Who complained stands behind a permission of its own."""

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access

access.declare(
    "citizens",
    view_matter=_("Look at tips and complaints"),
    view_complainant=_("See who complained"),
    export_complainants=_("Take out who complained, masked"),
    receive_message=_("Enter a tip or complaint"),
    keep_matters=_("Accept, check and verify complaints"),
    decide_matters=_("Refuse, close and withdraw complaints"),
    answer_message=_("Answer complainants"),
    accept_matter=_("Accept a complaint"),
    refuse_matter=_("Find a complaint not ours"),
    assign_matter=_("Assign a complaint to another unit"),
    check_matter=_("Have a complaint checked"),
    lose_check=_("Put a complaint back to waiting for a check"),
    note_checked=_("Note that a complaint was checked"),
    verify_matter=_("Enter what the verification showed"),
    hand_over_matter=_("Hand a complaint to another body"),
    finish_answers=_("Note that all complainants are answered"),
    close_matter=_("Close a complaint"),
    join_matter=_("Join complaints of the same matter"),
    unjoin_matter=_("Part joined complaints"),
    withdraw_matter=_("Withdraw a complaint"),
    excuse_answer=_("Say why a complainant is not answered"),
    rate_answer=_("Enter what a complainant thought of the answer"),
    add_word=_("Add a word to a complaint"),
    renew_term=_("Bring a complaint's term up to date"),
)
