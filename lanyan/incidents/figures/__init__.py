"""Figures of the incident ledger: incidents 起, vehicle runs 辆次, teams 队次, person-deployments 人次, results, times.

A figure belongs to the period in which the call was *answered*; exercises, tests, merged and withdrawn incidents never
count, false alarms do. A unit's incidents are those it is responsible for; its runs are those of its own vehicles,
wherever they went.
"""

from lanyan.incidents.figures import handled, promised, results, sent, times
from lanyan.kernel.figures import register

register(handled.HANDLED, *handled.KINDS.values(), handled.NOTABLE, *handled.UNCOUNTED)
register(sent.VEHICLES, sent.TEAMS_SENT, sent.PERSON_DEPLOYMENTS)
register(*results.RESULTS)
register(*times.TIMES, *times.COUNTS)
register(*promised.FIGURES, *promised.COUNTS)
