"""The pool's connections: plans are kept, and a server that is gone is noticed without asking it."""

from collections.abc import Iterator

import psycopg
import pytest

from lanyan.kernel import live
from lanyan.kernel.postgres.pool import PLANS, Pooled, pooled

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> Iterator[Pooled]:
    with Pooled.connect(live._address(), autocommit=True) as found:
        yield found


def test_keeps_what_the_address_says() -> None:
    found = pooled({"sslmode": "require", "options": "-c search_path=fire"})

    assert (found["sslmode"], found["options"]) == ("require", f"-c search_path=fire {PLANS}")


def test_asks_nothing_of_a_server_that_is_there(line: Pooled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psycopg.Connection, "execute", lambda *_all, **_more: pytest.fail("asked"))

    assert line.execute("").closed is False


def test_runs_every_other_query(line: Pooled) -> None:
    assert line.execute("SELECT %s::int", [7]).fetchone() == (7,)


def test_notices_that_the_server_has_ended_the_line(line: Pooled) -> None:
    with psycopg.connect(live._address(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [line.info.backend_pid])

    with pytest.raises(psycopg.OperationalError):
        line.execute("")


def test_notices_that_it_was_closed_here(line: Pooled) -> None:
    line.close()

    with pytest.raises(psycopg.OperationalError):
        line.execute("")
