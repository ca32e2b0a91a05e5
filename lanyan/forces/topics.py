"""Live topics: `forces:<station id>` its vehicles or formations, `water:<unit id>` its water sources,
`readiness:<first part of the units' path>` anything of what makes the stations below it ready,
`roads:<first part of the units' path>` a closure was noted or lifted, or arrival times were reckoned anew,
`positions:<first part of the units' path>` a vehicle below it has reported where it is.
"""

from typing import Any

from lanyan.forces.models import Station
from lanyan.forces.rules import root
from lanyan.kernel import live
from lanyan.units.models import Unit


def may_listen(user: Any, key: str) -> bool:
    """Those who may look at the station's forces may hear of them."""
    return key.isdigit() and Station.objects.visible_to(user).filter(pk=int(key)).exists()


def may_hear_water(user: Any, key: str) -> bool:
    """Those who may look at the unit's forces may hear of its water sources."""
    return key.isdigit() and Unit.objects.visible_to(user, "forces.view_forces").filter(pk=int(key)).exists()


def may_hear_readiness(user: Any, key: str) -> bool:
    """Those who may look at forces somewhere below this root."""
    return any(root(path) == key for path in user.paths("forces.view_forces"))


live.register_topic("forces", may_listen)
live.register_topic("water", may_hear_water)
live.register_topic("readiness", may_hear_readiness)
live.register_topic("positions", may_hear_readiness)
live.register_topic("roads", may_hear_readiness)
