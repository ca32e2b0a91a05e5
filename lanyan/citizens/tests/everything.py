"""One of every record of this app: for tests that walk through all pages."""

from types import SimpleNamespace

from lanyan.citizens.actions import joining
from lanyan.citizens.tests import make
from lanyan.citizens.tests.make import HOUR, MORNING


def of(world: SimpleNamespace) -> None:
    """Enter complaints at the battalion of a city that has its inspectors and a place."""
    world.taker = world.user
    one = make.received(world, premises=world.premises).message
    two = make.received(world, premises=world.premises, at=MORNING + HOUR, person=make.WANG).message
    joining.join_matters(matter_id=one.matter_id, other_id=two.matter_id, at=MORNING + HOUR, by=world.user)
    make.answered(world, place="双港街21号")
    # The newest two stand for all: one verified and waiting for answers, one new with another like it.
    make.verified(world, at=MORNING + 2 * HOUR, person=make.WANG)
    make.received(world, premises=world.premises, at=MORNING + 3 * HOUR)
