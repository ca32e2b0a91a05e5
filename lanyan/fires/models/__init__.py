"""Fires, who was hurt in them, and incidents that were no fire."""

from lanyan.fires.models.casualties import FireCasualty
from lanyan.fires.models.fires import Fire
from lanyan.fires.models.no_fires import NoFire

__all__ = ["Fire", "FireCasualty", "NoFire"]
