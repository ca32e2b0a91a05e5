"""Places 地点: divisions with codes, towns, addresses and landmarks, coordinates, the road picture as stored.

Not for premises as inspected objects (premises), nor for stations (forces).
"""
