"""Inspections 监督检查: administrative checks, visits and clues, supervision; hazards from found to closed; papers; the legal clock.

Three kinds of record, never mixed: only an administrative check counts as a check, and a clue becomes a hazard only through one.
Not for complaints from the public (citizens).
"""
