"""Cover: who is where within the time, on what share of the ground, what is lost or won by a station more or less.

Travel times are seconds from each station (or site) to each demand point, nan where there is no way. Thresholds and
class limits are the caller's data: 建标152-2017 reckons with one minute turnout and four minutes' drive.
"""

from lanyan.analysis.cover.areas import Area, areas
from lanyan.analysis.cover.ground import arrival, bands, covered, marginal, shares, uncovered
from lanyan.analysis.cover.siting import Sites, add, move

__all__ = [
    "Area",
    "Sites",
    "add",
    "areas",
    "arrival",
    "bands",
    "covered",
    "marginal",
    "move",
    "shares",
    "uncovered",
]
