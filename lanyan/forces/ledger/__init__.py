"""The ledgers of this app: stations, vehicles, formations and water sources."""

from lanyan.forces.ledger import formations, stations, vehicles, water

__all__ = ["formations", "stations", "vehicles", "water"]
