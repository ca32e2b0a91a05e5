"""Premises 户籍: buildings and the places in them that somebody answers for, what they are and how they stand.

Not for named places on the map (places), nor for what was found there (inspections).
"""
