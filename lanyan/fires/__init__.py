"""Fires 火灾: the statistical record of a fire, beside the incident or without one.

Main words: fire 火灾, casualty 伤亡, loss class 火灾等级, minor fire 轻微火灾, fire nobody was called to 未出动火灾,
no fire 非火灾. Not for what the brigade did there (incidents), nor for what was
wrong with the place before (inspections).
"""
