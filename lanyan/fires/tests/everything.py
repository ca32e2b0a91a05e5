"""One of every record of this app: for tests that walk through all pages."""

from types import SimpleNamespace

from lanyan.fires.actions.casualties import Person
from lanyan.fires.tests import make
from lanyan.units.tests import make as units


def of(world: SimpleNamespace) -> None:
    """Enter fires at a station of a city: one in each state; its ended incidents wait for theirs."""
    world.writer = units.user("station_officer", world.station, name="何志勇")
    world.head = units.user("battalion_head", world.detachment, name="方国良")
    make.submitted(world)
    make.approved(world, people=(Person("LIGHT"),))
    draft = make.entered(world, investigation="GENERAL")
    make.hurt(world, draft, Person("SEVERE"))
