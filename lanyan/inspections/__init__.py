"""Inspections 监督检查: administrative checks, visits and clues, supervision, and hazards from found to closed.

Three kinds of record, never mixed: only an administrative check counts as a check, and a clue becomes a hazard only
through one. Papers and the legal clock live here too. Not for complaints from the public (citizens).
"""
