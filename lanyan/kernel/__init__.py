"""Kernel 底座: what every app stands on: life cycles, figures, time, history, rights, jobs, live news, search.

Not for anything of the fire service itself: no word here knows an incident or a station.
"""
