"""Every water source that is faulty now gets its fault; who found it and what was done since is not known."""

from typing import Any

from django.db import migrations

from lanyan.forces.water_rules import FOUND, OTHER


def bring_over(apps: Any, _editor: Any) -> None:
    """Make a fault, found when the source became faulty, of what the source says."""
    source, fault = apps.get_model("forces", "WaterSource"), apps.get_model("forces", "WaterFault")
    with_one = fault.objects.filter(state=FOUND).values("source")
    fault.objects.bulk_create(
        fault(source_id=pk, kind=OTHER, words=words, state=FOUND, found_at=since)
        for pk, words, since in source.objects.filter(state="FAULTY")
        .exclude(pk__in=with_one)
        .values_list("pk", "fault", "fault_since_at")
    )


class Migration(migrations.Migration):
    dependencies = [("forces", "0007_water_faults")]

    operations = [migrations.RunPython(bring_over, migrations.RunPython.noop)]
