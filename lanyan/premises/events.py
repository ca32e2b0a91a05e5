"""News of this app."""

from django.dispatch import Signal

# After one record was merged into another: `premises_id`, `into_id`.
premises_merged = Signal()
# After two records were parted again: `premises_id`, `from_id`.
premises_unmerged = Signal()
# After premises closed down or opened again: `premises_id`.
premises_state_changed = Signal()
