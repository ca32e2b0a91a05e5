"""The table `fallback_limits`: when packs are made, how many sheets are in them, how long files are kept."""

from lanyan.kernel import codes


def limit(key: str) -> int:
    """One limit of the table."""
    return int(float(codes.table("fallback_limits")[key].facts["value"]))
