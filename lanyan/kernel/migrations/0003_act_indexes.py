"""The acts of the history are read newest first, and by person, act and address: an index each."""

from django.db import migrations

INDEXES = {
    "act_newest": "(created_at, id)",
    "act_person": "((metadata -> 'user'), created_at, id)",
    "act_name": "((metadata -> 'act'), created_at, id)",
    "act_address": "((metadata -> 'address'), created_at, id) WHERE (metadata -> 'address') IS NOT NULL",
}


class Migration(migrations.Migration):
    """The table is pghistory's, so Django's own AddIndex does not reach it."""

    dependencies = [("kernel", "0002_acts")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX IF NOT EXISTS {name} ON pghistory_context {columns}", f"DROP INDEX IF EXISTS {name}"
        )
        for name, columns in INDEXES.items()
    ]
