"""A pack of the city's first station: for tests that walk through all pages."""

from types import SimpleNamespace

from django.utils import timezone

from lanyan.fallback import actions


def of(world: SimpleNamespace) -> None:
    """Make today's pack of a station."""
    world.pack = actions.make_pack(unit_id=world.station.pk, on=timezone.localdate(), at=timezone.now(), by=None)
