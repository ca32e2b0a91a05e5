"""The pool of connections of a served installation: what it is told, and how it sees that one has died."""

import select
from typing import Any

from psycopg import Connection, Cursor

# A query that is prepared gets its plan once a connection: what is always the same in it is written out (`prepared`).
PLANS = "-c plan_cache_mode=force_generic_plan"


class Pooled(Connection[Any]):
    """A connection that knows without asking whether its server is there."""

    def execute(self, query: Any, *arguments: Any, **more: Any) -> Cursor[Any]:
        """Run a query. The empty one, which the pool asks before every request, goes out only when it must.

        A line that nobody uses says something only when it ends.
        """
        return self.cursor() if query == "" and self._is_quiet() else super().execute(query, *arguments, **more)

    def _is_quiet(self) -> bool:
        if self.closed:
            return False
        poll = select.poll()
        poll.register(self.fileno(), select.POLLIN)
        return not poll.poll(0)


def pooled(options: dict[str, object]) -> dict[str, object]:
    """The options of a database with a pool."""
    told = f"{options.get('options', '')} {PLANS}".strip()
    pool = {"min_size": 1, "max_size": 20, "timeout": 10, "connection_class": Pooled}
    return {**options, "options": told, "pool": pool}
