"""Units 单位: the tree of bureaus, detachments, battalions, stations and outside organisations; who signs in and where.

Not for persons and their posts (people), nor for stations as buildings and vehicles (forces).
"""
