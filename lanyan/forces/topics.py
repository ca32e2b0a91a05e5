"""Live topic `forces:<station id>`: the station's vehicles or formations have changed."""

from typing import Any

from lanyan.forces.models import Station
from lanyan.kernel import live


def may_listen(user: Any, key: str) -> bool:
    """Those who may look at the station's forces may hear of them."""
    return key.isdigit() and Station.objects.visible_to(user).filter(pk=int(key)).exists()


live.register_topic("forces", may_listen)
