"""Operations for migrations of our own."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.db.migrations.operations.base import Operation
from pgtrigger.migrations import AddTrigger


class AddTriggers(Operation):
    """Many triggers at once.

    A trigger changes nothing of what Django makes of a model; one by one, each would have all models made anew, and an
    empty database would take minutes instead of seconds.
    """

    def __init__(self, triggers: Sequence[AddTrigger]) -> None:
        self.triggers = triggers

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Note the triggers of each model."""
        still = SimpleNamespace(models=state.models, reload_model=lambda *_args, **_kwargs: None)
        for one in self.triggers:
            one.state_forwards(app_label, still)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make them."""
        for one in self.triggers:
            one.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take them away again."""
        for one in reversed(self.triggers):
            one.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What it does, for the log."""
        return f"Create {len(self.triggers)} triggers"
