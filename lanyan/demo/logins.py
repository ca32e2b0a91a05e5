"""The demo's logins as they are printed: who, in which role, where, under which user name."""

from dataclasses import dataclass

from lanyan.demo.establishment import PASSWORD
from lanyan.units.models import Assignment


@dataclass(frozen=True)
class DemoLogin:
    """One line of the list."""

    name: str
    role: str
    unit: str
    username: str
    password: str


def demo_logins() -> list[DemoLogin]:
    """List the demo logins of this database in the order they were made: one query."""
    rows = Assignment.objects.filter(user__is_demo=True, user__is_active=True).select_related("user", "unit", "role")
    return [
        DemoLogin(row.user.name, row.role.name, row.unit.short_name, row.user.username, PASSWORD)
        for row in rows.order_by("user_id", "pk")
    ]
