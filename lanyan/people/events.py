"""News of this app."""

from django.dispatch import Signal

# After an absence was entered or withdrawn: `unit_path` of the person's unit.
absence_changed = Signal()
