"""Joined reads of this app, by page."""

from lanyan.premises.queries.categories import asked_of, category_words, proposals, rule_table
from lanyan.premises.queries.day import Snapshot, as_of
from lanyan.premises.queries.map import Box, Points, points
from lanyan.premises.queries.page import Page, page_of
from lanyan.premises.queries.pairs import candidates, likely, reason_words
from lanyan.premises.queries.risk import risks, weight_table

__all__ = [
    "Box",
    "Page",
    "Points",
    "Snapshot",
    "as_of",
    "asked_of",
    "candidates",
    "category_words",
    "likely",
    "page_of",
    "points",
    "proposals",
    "reason_words",
    "risks",
    "rule_table",
    "weight_table",
]
