"""The table `review_rules` as the rules take it."""

from lanyan.kernel import codes
from lanyan.reviews.rules import Row


def rows() -> list[Row]:
    """The rows in force."""
    return [
        Row(
            code=row.code,
            level=row.facts["level"],
            days=int(row.facts["days"]),
            kind=str(row.facts.get("kind") or ""),
            least_level=int(row.facts.get("least_level") or 0),
            least_dead=int(row.facts.get("least_dead") or 0),
            least_own=int(row.facts.get("least_own") or 0),
            notable=row.facts.get("notable") == "yes",
        )
        for row in codes.table("review_rules").values()
    ]
