"""Acts of this app."""

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access

access.declare(
    "premises",
    view_premises=_("Look at premises and buildings"),
    create_premises=_("Enter premises"),
    change_premises=_("Correct premises"),
    close_premises=_("Enter that premises closed down"),
    reopen_premises=_("Open premises again"),
    import_premises=_("Bring in a ledger of premises"),
    merge_premises=_("Merge records of premises, and part them again"),
    unmerge_premises=_("Part merged records"),
    settle_different=_("Say that two records are different premises"),
    ask_again=_("Ask again about a pair"),
    find_duplicates=_("Look for likely duplicates"),
    keep_buildings=_("Enter and correct buildings"),
    create_building=_("Enter a building"),
    change_building=_("Correct a building"),
    withdraw_building=_("Withdraw a building"),
    keep_facts=_("Keep categories, persons, facilities and rooms of premises"),
    add_occupancy=_("Enter an occupancy"),
    end_occupancy=_("End an occupancy"),
    confirm_category=_("Confirm a category"),
    end_category=_("End a category"),
    add_person=_("Enter a responsible person"),
    end_person=_("End a responsible person"),
    add_facility=_("Enter a facility"),
    state_facility=_("Enter how a facility stands"),
    withdraw_fact=_("Withdraw an entry"),
    write_plan=_("Write pre-plans"),
    approve_plan=_("Approve a pre-plan"),
    withdraw_plan=_("Withdraw a pre-plan"),
    enter_familiarisation=_("Enter a familiarisation"),
    attach_file=_("Add a photograph or a drawing"),
)
