"""Acts of the forces app. Pages ask for the first two; the others name what was done in the history."""

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
)
