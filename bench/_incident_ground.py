"""The ground of `bench/scale.py`: the two demo cities, their past copied into other years until it is large enough.

History, guards and foreign keys are off while it is filled: every copy is a shifted original, so that the database's
own conditions hold, and figures meet the same proportions. The command log is not copied: only the page of its incident
reads it.
"""

import time
from collections.abc import Mapping
from typing import Any

INCIDENTS, RUNS = 1_000_000, 2_500_000
# Copies lie in this many years before the original, each year's copies a week apart.
YEARS, YEAR_DAYS, WEEK_DAYS = 8, 364, 7


def fill(scale: float) -> float:
    """Build the demo and copy it; the seconds the copying took, 0 if it was there."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection, transaction  # noqa: PLC0415
    from django.db.models import Max  # noqa: PLC0415

    from lanyan.incidents.models import Call, DispatchOrder, Incident, Run  # noqa: PLC0415
    from lanyan.kernel.models import SearchEntry  # noqa: PLC0415

    if not Incident.objects.exists():
        call_command("builddemo", seed=1, verbosity=0)
    there, runs = Incident.objects.count(), Run.objects.count()
    if there >= INCIDENTS * scale:
        return 0.0
    copies = int(max(INCIDENTS * scale / there, RUNS * scale / runs)) + 1
    began = time.perf_counter()
    models = (Incident, Call, DispatchOrder, Run, SearchEntry)
    # The key of a copy is that of its original and so many times the largest key.
    steps = {model: int(model.objects.aggregate(last=Max("pk"))["last"]) for model in models}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica; set local maintenance_work_mem = '512MB'")
        for model in models:
            _copy(cursor, model, copies, steps)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    return round(time.perf_counter() - began, 1)


def _copy(cursor: Any, model: Any, copies: int, steps: Mapping[Any, int]) -> None:
    """Copy a table's finished rows; its indexes are made anew afterwards."""
    table = model._meta.db_table
    cursor.execute(
        "select indexname, indexdef from pg_indexes where tablename = %s and not exists"
        " (select from pg_constraint where conname = indexname)",
        [table],
    )
    kept = cursor.fetchall()
    for name, _definition in kept:
        cursor.execute(f'drop index "{name}"')
    columns = [field for field in model._meta.concrete_fields if not field.generated]
    names = ", ".join(f'"{field.column}"' for field in columns)
    taken = ", ".join(_shifted(model, field, steps) for field in columns)
    cursor.execute(
        f"insert into {table} ({names}) select {taken} from {table} source, generate_series(1, {copies}) k"
        # As years of work leave them: what happened together lies together.
        f" where {_finished(model, steps)} order by k % {YEARS} desc, k / {YEARS} desc, source.id"
    )
    cursor.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), max(id)) from {table}")
    for _name, definition in kept:
        cursor.execute(definition)


def _finished(model: Any, steps: Mapping[Any, int]) -> str:
    """Only what is over is copied: nothing runs in the past."""
    incident = next(model for model in steps if model.__name__ == "Incident")
    over = f"(select id from incidents_incident where status = 'CLOSED' and id <= {steps[incident]})"
    if model is incident:
        return f"source.id in {over}"
    if model.__name__ == "SearchEntry":
        return f"source.kind = 'incident' and source.record_id in {over}"
    return f"source.incident_id in {over}"


def _shifted(model: Any, field: Any, steps: Mapping[Any, int]) -> str:
    """What stands in a column of the k-th copy."""
    name = f'source."{field.column}"'
    target = model if field.primary_key else field.remote_field.model if field.is_relation else None
    if model.__name__ == "SearchEntry" and field.name == "record_id":
        target = next(iter(steps))
    if target in steps:
        return f"{name} + k * {steps[target]}"
    if field.get_internal_type() == "DateTimeField":
        return f"{name} - make_interval(days => {YEAR_DAYS} * (k % {YEARS}) + {WEEK_DAYS} * (k / {YEARS} + 1))"
    if field.name in ("number", "source_id"):
        return f"case when {name} = '' then '' else {name} || '+' || k end"
    return name
