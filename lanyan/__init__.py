"""Lanyan 蓝焰: the operating platform of a municipal fire and rescue detachment."""

__version__ = "0.1.0"
