"""The reasons of a proposal in words: why a formation goes or stays, what is lacking, what is left uncovered."""

import math
from typing import Any

from django.utils.translation import gettext as _

from lanyan.forces.queries import FormationView
from lanyan.incidents.proposal import CoverLeft, Line, Proposal, Shortfall
from lanyan.incidents.wording import number, quantity
from lanyan.incidents.words import capability

NOT_READY = ("off_road", "busy", "position_old", "resting", "reserved", "crew_short")


def line_reason(line: Line) -> str:
    """Why a formation is proposed, or why it stays."""
    return _goes(line) if line.chosen else _stays(line)


def _goes(line: Line) -> str:
    facts: dict[str, Any] = dict(line.facts)
    brought = [f"{capability(code)} {quantity(code, more)}" for code, more in facts.get("brings", {}).items()]
    told = [_by_rule(line.why), _of_others(line.candidate.formation)]
    if line.candidate.posted:
        told.append(_("Stationed at a guard: %(vehicles)s.") % {"vehicles": _(", ").join(line.candidate.posted)})
    if brought:
        told.append(_("Brings %(what)s.") % {"what": _(", ").join(brought)})
    if facts.get("only"):
        told.append(_("Nobody else brings that in time."))
    if facts.get("is_late") and line.why == "brings":
        told.append(_("Comes after the others, nearest that has it."))
    return " ".join(filter(None, told))


def _of_others(formation: FormationView) -> str:
    """What is special about a formation that is no station's own everyday one."""
    if formation.aid_minutes is not None:
        return _("Mutual aid: %(minutes)s min to ask for it.") % {"minutes": formation.aid_minutes}
    return _("Specialist team.") if formation.only_for else ""


def _by_rule(why: str) -> str:
    return {
        "responsible": _("Responsible station."),
        "township": _("The township's own team, first on the spot."),
        "micro": _("Micro station, called at once."),
        "nearest": _("Nearest that is free."),
    }.get(why, "")


def _stays(line: Line) -> str:
    facts: dict[str, Any] = dict(line.facts)
    by, vehicles = float(facts.get("by", 0.0)), facts.get("vehicles", "")
    if line.why in NOT_READY:
        return _not_ready(line.why, vehicles)
    if line.why == "no_way":
        return _("No road leads there from its station.")
    if line.why == "too_far":
        return _("Too far: %(minutes)s min beyond the limit.") % {"minutes": math.ceil(by / 60)}
    if line.why == "later":
        return _("Would come %(time)s after all needs are met.") % {"time": _span(by)}
    other = facts.get("instead_of")
    if other is None:
        special = line.candidate.formation.only_for and line.why == "not_needed"
        return _("Specialist team: nothing here calls for it.") if special else _("Not needed for the present level.")
    return _compared(line.why, by, f"{other.station_name} {other.name}")


def _not_ready(why: str, vehicles: object) -> str:
    said = {
        "off_road": _("Cannot go: %(vehicles)s off the road."),
        "busy": _("Busy: %(vehicles)s. Sending it needs a reason."),
        "position_old": _("On its way back, but nobody knows where: the last position of %(vehicles)s is old."),
        "resting": _("Off duty: %(vehicles)s."),
        "reserved": _("Kept in reserve: %(vehicles)s."),
        "crew_short": _("Its crew is not complete: %(vehicles)s."),
    }
    return said[why] % {"vehicles": vehicles}


def _compared(why: str, by: float, other: str) -> str:
    if why == "more_vehicles":
        return _("Instead of %(other)s: %(by)s vehicles more.") % {"other": other, "by": number(by)}
    if why == "uncovers":
        share = number(round(by * 100, 1))
        return _("Instead of %(other)s: leaves %(by)s%% more ground uncovered.") % {"other": other, "by": share}
    if why == "slower":
        return _("Instead of %(other)s: %(time)s later.") % {"other": other, "time": _span(by)}
    return _("As good as %(other)s.") % {"other": other}


def _span(seconds: float) -> str:
    if seconds < 90:
        return _("%(seconds)s s") % {"seconds": round(seconds)}
    return _("%(minutes)s min") % {"minutes": round(seconds / 60)}


def shortfall(short: Shortfall) -> str:
    """What is lacking, why, and the soonest that could bring it with what stands against it."""
    lacking = _("%(what)s is lacking: %(missing)s.") % {
        "what": capability(short.capability),
        "missing": quantity(short.capability, short.missing),
    }
    if short.soonest is None:
        return f"{lacking} " + _("No formation of this centre has it.")
    formation = short.soonest.candidate.formation
    where = {"station": formation.station_name, "name": formation.name}
    if math.isnan(short.soonest.seconds):
        soonest = _("%(station)s %(name)s has it.") % where
    else:
        where["minutes"] = str(round(short.soonest.seconds / 60))
        soonest = _("The soonest is %(station)s %(name)s, %(minutes)s min.") % where
    against = line_reason(short.soonest) if short.soonest.why != "not_needed" else ""
    return f"{lacking} {soonest} {against}".strip()


def not_yet() -> str:
    """Why nothing is proposed."""
    return _("Forces are proposed as soon as kind and place are known.")


def method(proposal: Proposal) -> str:
    """How the proposal was made."""
    if proposal.by_road:
        return _("by roads and least time; changes need a reason")
    return _("by straight line where no road is known; changes need a reason")


def cover(left: CoverLeft | None) -> str:
    """What stays covered when these have gone, and what could be moved up; nothing where nothing changes."""
    if left is None or (left.after >= left.before and not left.emptied):
        return ""
    told = [
        _("Ground reached in five minutes: %(before)s%% now, %(after)s%% when these have gone.")
        % {"before": round(left.before * 100), "after": round(left.after * 100)}
    ]
    if left.emptied:
        told.append(_("Left empty: %(stations)s.") % {"stations": _(", ").join(left.emptied)})
    if left.move_up is not None:
        formation, facts = left.move_up.candidate.formation, left.move_up.facts
        told.append(
            _("Moving %(name)s up to %(station)s would win back %(gain)s%%.")
            % {
                "name": f"{formation.station_name} {formation.name}",
                "station": facts["station"],
                "gain": number(facts["gain"]),
            }
        )
    return " ".join(told)
