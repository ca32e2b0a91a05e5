"""Guards, their posts with people and vehicles, the rounds due there and the stamps made."""

from lanyan.guards.models.guards import Guard
from lanyan.guards.models.posts import GuardPost, PostPerson, PostVehicle
from lanyan.guards.models.stamps import Round, Stamp

__all__ = ["Guard", "GuardPost", "PostPerson", "PostVehicle", "Round", "Stamp"]
