"""A choice small enough to be made at once, and such that every compiled part of the search takes part in it."""

import numpy as np

from lanyan.analysis.choice.forces import Formation, Vehicle, prepare
from lanyan.analysis.choice.holding import Ground

# Of six vehicles only the last has a ladder; who brings the people and the water with it must be searched for.
BRINGS = [(3, 1, 0), (6, 2, 0), (4, 3, 0), (4, 4, 0), (6, 5, 0), (3, 6, 1)]
WANTED = (17.0, 13.0, 1.0)
SECONDS = (60.0, 90.0, 100.0)
CAPABILITIES = ("people", "water", "ladder")


def warm() -> str:
    """Load what is compiled before the first call needs it; gives how the set was found."""
    # `propose` is the package's own front door.
    from lanyan.analysis.choice import Rules, propose  # noqa: PLC0415

    vehicles = [
        Vehicle(number, dict(zip(CAPABILITIES, map(float, brings), strict=True)))
        for number, brings in enumerate(BRINGS, start=1)
    ]
    formations = [Formation(f"v{one.id}", (one.id,), one.id % len(SECONDS)) for one in vehicles]
    ground = Ground(~np.eye(len(SECONDS), dtype=bool), np.array([1.0, 2.0, 3.0]))
    forces = prepare(formations, vehicles, capabilities=CAPABILITIES, ground=ground)
    return propose(forces, SECONDS, dict(zip(CAPABILITIES, WANTED, strict=True)), Rules()).way
