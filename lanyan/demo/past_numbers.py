"""Numbers of the past in other systems, as the actions of `kernel.external` would have left them."""

from typing import Any

from lanyan.demo.loader import NULL
from lanyan.demo.past_rows import EXTERNAL, RUN, Sheet
from lanyan.demo.past_script import Act
from lanyan.kernel.models import ExternalNumber

SYSTEMS = ExternalNumber.System.values


def expect_runs(journal: Any, sheet: Sheet, at: str, context: str) -> None:
    """See kernel.external.expect_many: what turned out is to be entered once the incident is closed."""
    for run in (run for run in sheet.runs if run[RUN["departed_at"]] != NULL):
        for system in SYSTEMS:
            number = [journal.tables.external_id(), "incidents.run", run[0], system, "", "TO_ENTER"]
            sheet.run_externals.append(number)
            journal.tables.external_event(number, at, context, "insert")


def fill(journal: Any, sheet: Sheet, act: Act) -> None:
    """See kernel.external.fill."""
    number = sheet.externals[act.more["system"]]
    number[EXTERNAL["number"]] = act.more["number"]
    number[EXTERNAL["state"]] = "DIFFERS" if act.more.get("differs") else "ENTERED"
    context = journal.context("kernel.fill_external_number", act)
    journal.tables.external_event(number, journal.calendar.text(act.written), context)


def fill_runs(journal: Any, sheet: Sheet, act: Act) -> None:
    """See kernel.external.fill_many."""
    mine = [number for number in sheet.run_externals if number[EXTERNAL["system"]] == act.more["system"]]
    if not mine:
        return
    context = journal.context("kernel.fill_external_numbers", act)
    for serial, number in enumerate(mine, start=1):
        number[EXTERNAL["number"]], number[EXTERNAL["state"]] = f"{act.more['number']}-{serial}", "ENTERED"
        journal.tables.external_event(number, journal.calendar.text(act.written), context)
