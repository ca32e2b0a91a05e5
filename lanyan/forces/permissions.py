"""Acts of the forces app. Pages ask for the general ones (view_, keep_ …); the others name what was done."""

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access

access.declare(
    "forces",
    view_forces=_("Look at stations, vehicles and formations"),
    change_forces=_("Keep stations, vehicles and formations"),
    send_position=_("Report a vehicle's position"),
    open_station=_("Open a station"),
    change_station=_("Correct a station"),
    add_vehicle=_("Add a vehicle"),
    change_vehicle=_("Correct a vehicle"),
    take_off_road=_("Take off the road"),
    put_back_in_service=_("Put back in service"),
    retire_vehicle=_("Withdraw for good"),
    make_formation=_("Make a formation"),
    change_formation=_("Change the formation"),
    end_formation=_("Give up the formation"),
    report_load=_("Report what a vehicle carries"),
    keep_shifts=_("Keep shift sheets and roll-calls"),
    sign_handover=_("Sign a handover"),
    make_shift=_("Make a shift sheet"),
    change_shift=_("Change the shift sheet"),
    begin_shift=_("Put the shift in force"),
    withdraw_shift=_("Withdraw the shift sheet"),
    call_roll=_("Call the roll"),
    open_handover=_("Open a handover"),
    change_handover=_("Change the handover"),
    withdraw_handover=_("Withdraw the handover"),
    keep_water=_("Keep the list of water sources"),
    check_water=_("Check water sources, report and mend faults"),
    add_water_source=_("Add a water source"),
    change_water_source=_("Correct a water source"),
    check_water_source=_("Check a water source"),
    report_fault=_("Report a fault of a water source"),
    mend_water_source=_("Mend a water source"),
    withdraw_water_source=_("Withdraw a water source"),
)
