"""What the `figures` and `records` commands share: their options, and one line when something is wrong."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from lanyan.kernel import figures
from lanyan.kernel.figures import Figure, Ratio
from lanyan.reports.scopes import Asked, BadScope, Span, find_unit, span_of
from lanyan.units.models import Unit

WRONG_USAGE = 2
LANGUAGES = {"zh": "zh-hans", "zh-hans": "zh-hans", "en": "en"}


class Refused(CommandError):
    """The command line asks for something that does not exist: one line, exit code 2."""

    def __init__(self, text: str) -> None:
        super().__init__(text, returncode=WRONG_USAGE)


def add_scope(parser: ArgumentParser) -> None:
    """Add the options that name a unit, a period and a language."""
    parser.add_argument("--unit", required=True, metavar="CODE", help="division code (3308) or path of the unit")
    parser.add_argument("--year", metavar="YEAR", help="calendar year, Beijing time")
    parser.add_argument("--period", metavar="PERIOD", help="2024, 2024Q3, 2024-03 or 2024-03-05")
    parser.add_argument("--since", metavar="DAY", help="first day, with --until")
    parser.add_argument("--until", metavar="DAY", help="first day that is no longer meant")
    parser.add_argument("--json", action="store_true", help="write JSON")
    parser.add_argument("--language", default="zh", choices=sorted(LANGUAGES), help="language of the words (zh)")


def asked(options: Mapping[str, Any]) -> Asked:
    """Read the unit and the period from the options."""
    unit = find_unit(Unit.objects.all(), options["unit"])
    if unit is None:
        raise Refused(_("there is no unit {code}").format(code=options["unit"]))
    return Asked(unit, options["unit"], _span(options))


def figure(key: str) -> Figure | Ratio:
    """Find a figure by its key."""
    try:
        return figures.get(key)
    except KeyError as problem:
        raise Refused(_("there is no figure {key}; `lanyan figures` lists them").format(key=key)) from problem


def _span(options: Mapping[str, Any]) -> Span:
    words = {name: str(options[name]) for name in ("year", "period", "since", "until") if options.get(name)}
    try:
        found = span_of(words)
    except BadScope as problem:
        raise Refused(f"--{problem}") from problem
    if found is None:
        raise Refused(_("a period is missing: give --year, --period or --since with --until"))
    return found
