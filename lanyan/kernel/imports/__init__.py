"""Ledgers that others keep, brought in from Excel or CSV: cells read as they are written, rows checked one by one.

A ledger says its fields and how a batch of checked rows is taken; `run` reads a file through it, dry or for good.
"""

from lanyan.kernel.imports.cells import Unreadable
from lanyan.kernel.imports.files import open_rows
from lanyan.kernel.imports.headings import Headings, find_headings
from lanyan.kernel.imports.ledgers import (
    CORRECTED,
    CREATED,
    LIFE,
    REFUSED,
    SAME,
    Fault,
    Field,
    Ledger,
    Loader,
    Outcome,
    Report,
    Row,
    ledger,
    ledgers,
    register,
    run,
)
from lanyan.kernel.imports.out import template, written
from lanyan.kernel.imports.rows import RowLoader

__all__ = [
    "CORRECTED",
    "CREATED",
    "LIFE",
    "REFUSED",
    "SAME",
    "Fault",
    "Field",
    "Headings",
    "Ledger",
    "Loader",
    "Outcome",
    "Report",
    "Row",
    "RowLoader",
    "Unreadable",
    "find_headings",
    "ledger",
    "ledgers",
    "open_rows",
    "register",
    "run",
    "template",
    "written",
]
