"""Kill -9 of server, worker and database under load: what was acknowledged is there, once, after all stands again."""

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lanyan.kernel.postgres import Server
from tests.e2e.centre import Centre, call_until_answered

CALLERS, CALLS_EACH = 4, 30


@pytest.fixture
def centre() -> Iterator[Centre]:
    """An installation of its own, in a folder of its own."""
    home = Path(tempfile.mkdtemp(prefix="lanyan-cut-"))
    home.chmod(0o711)
    centre = Centre(home)
    try:
        yield centre
    finally:
        centre.stop()
        Server(home=home).stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.mark.slow
def test_kill_of_web_worker_and_database_loses_nothing_and_doubles_nothing(centre):
    key = centre.prepare()
    centre.serve()
    acknowledged: dict[str, int] = {}

    def caller(number: int) -> None:
        for call in range(CALLS_EACH):
            source_id = f"{number}-{call}"
            acknowledged[source_id] = call_until_answered(centre, key, source_id)

    threads = [threading.Thread(target=caller, args=(number,)) for number in range(CALLERS)]
    for thread in threads:
        thread.start()
    for quota, blow in (
        (0.2, centre.kill_web),
        (0.35, centre.kill_database),
        (0.5, centre.kill_worker),
        (0.6, centre.kill_web),
        (0.8, centre.kill_database),
    ):
        while len(acknowledged) < quota * CALLERS * CALLS_EACH:
            time.sleep(0.05)
        blow()
    for thread in threads:
        thread.join()

    centre.waits_for_a_worker()
    with psycopg.connect(Server(home=centre.home).url()) as database:
        kept = dict(database.execute("select source_id, incident_id from incidents_call").fetchall())
        incidents = database.execute("select count(*), count(distinct number) from incidents_incident").fetchone()
        serials = database.execute("select last from kernel_serial where series like 'incident:%'").fetchall()
    assert kept == acknowledged
    assert incidents == (CALLERS * CALLS_EACH, CALLERS * CALLS_EACH)
    assert sum(last for (last,) in serials) == CALLERS * CALLS_EACH
