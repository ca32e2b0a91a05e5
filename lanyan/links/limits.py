"""The rows that rules of this app go by: what is reported, what is asked of whom, terms of sending."""

from lanyan.incidents.models import Incident
from lanyan.kernel import codes
from lanyan.links.rules.reports import Rule, Seen

NUMBERS = ("level", "dead", "injured", "trapped")


def rules() -> list[Rule]:
    """All rules on what is reported."""
    return [
        Rule(
            code=row.code,
            report=row.facts["report"],
            to=row.facts["to"],
            minutes=int(row.facts["minutes"]),
            kind=row.facts.get("kind", ""),
            subkind=row.facts.get("subkind", ""),
            **{name: int(row.facts.get(name, 0)) for name in NUMBERS},
        )
        for row in codes.table("report_rules").values()
    ]


def seen(incident: Incident) -> Seen:
    """What is known of an incident, as the rules ask it."""
    return Seen(
        kind=incident.kind or "",
        subkind=incident.subkind.code if incident.subkind else "",
        level=incident.level,
        dead=_sum(incident.dead, incident.own_dead),
        injured=_sum(incident.injured, incident.own_injured),
        trapped=incident.facts.get("trapped"),
    )


def _sum(*parts: int | None) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known else None


def term(code: str) -> int:
    """A term of `link_terms`."""
    return int(codes.table("link_terms")[code].facts["value"])


def carrier(channel: str) -> str:
    """What carries a way of sending; nothing where people do it by hand."""
    row = codes.get("send_channels", channel)
    return str(row.facts.get("carrier", "")) if row is not None else ""


def answer_minutes(kind: str) -> int:
    """Within how many minutes a kind of linkage unit answers."""
    return int(codes.table("linkage_kinds")[kind].facts["answer_minutes"])


def asked_kinds(incident: Incident) -> list[str]:
    """The kinds of linkage unit that an incident asks for, in the order of the rows."""
    names = {incident.kind or "", incident.subkind.code if incident.subkind else ""} - {""}
    rows = codes.table("linkage_needs").values()
    return list(dict.fromkeys(row.facts["linkage"] for row in rows if row.facts["incident"] in names))
