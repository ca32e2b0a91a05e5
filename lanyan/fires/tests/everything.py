"""One of every record of this app: for tests that walk through all pages."""

from types import SimpleNamespace

from lanyan.fires.actions.casualties import Person
from lanyan.fires.tests import make
from lanyan.incidents.tests import make as incidents
from lanyan.units.tests import make as units


def of(world: SimpleNamespace) -> None:
    """Enter fires at a station of a city: one in each state, incidents waiting for a record, one marked as none."""
    world.writer = units.user("station_officer", world.station, name="何志勇")
    world.head = units.user("battalion_head", world.detachment, name="方国良")
    incidents.finished(world, make.NIGHT)
    make.approved(world, people=(Person("LIGHT"),))
    make.submitted(world)
    draft = make.entered(world, investigation="GENERAL")
    make.hurt(world, draft, Person("SEVERE"))
