"""Measures how long the demo takes to build, stage by stage.

Run it with the venv's python against an installation without data, or with `--force` against a demo:

    LANYAN_HOME=/some/empty/folder python bench/demo_build.py [--force]

Prints one JSON object: seconds of each stage and of all; beside them the seconds of processor time that the builder
(with its helpers) and its database connection used, which say more on a machine that is busy otherwise; and how many
rows the largest tables hold.
"""

import argparse
import json
import os
import sys
from datetime import UTC, datetime

import django
import psutil
from django.core.management import call_command

from lanyan.kernel.postgres import Server, external_url


def main() -> int:
    """Build the demo and print the seconds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--force", action="store_true", help="remove a demo that is there first")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lanyan.config.settings")
    server = None if external_url() else Server()
    if server is not None:
        server.ensure()
    try:
        django.setup()
        call_command("migrate", verbosity=0)
        json.dump(_measure(anew=options.force), sys.stdout, indent=2)
        sys.stdout.write("\n")
    finally:
        if server is not None:
            server.release()
    return 0


def _measure(*, anew: bool) -> dict[str, object]:
    # Django's connection and models can be imported only once it is set up.
    from django.db import connection  # noqa: PLC0415

    from lanyan.demo import builder  # noqa: PLC0415
    from lanyan.demo.past_rows import tables_written  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
    spent, used = {}, _used(backend)

    def tell(stage: str, _seconds: float) -> None:
        nonlocal used
        now = _used(backend)
        spent[stage] = {name: round(now[name] - used[name], 2) for name in now}
        used = now

    until = datetime.now(tz=UTC)
    stages = builder.build(seed=builder.SEED, until=until, anew=anew, tell=tell)
    rows = {model._meta.db_table: model._default_manager.count() for model in tables_written()}
    return {
        "until": until.isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "seconds": stages,
        "total": round(sum(stages.values()), 1),
        "processor_seconds": spent,
        "rows": rows,
    }


def _used(backend: psutil.Process) -> dict[str, float]:
    """Seconds of processor time so far: of this process and its ended children, and of the database's."""
    own, server = os.times(), backend.cpu_times()
    return {
        "python": own.user + own.system + own.children_user + own.children_system,
        "database": server.user + server.system,
    }


if __name__ == "__main__":
    sys.exit(main())
