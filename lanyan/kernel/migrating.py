"""Migrations of our own."""

from typing import Any

from django.db import migrations
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import AddConstraint, AddIndex, CreateModel


class AtOnce(migrations.Migration):
    """A migration whose operations are applied together.

    Django makes all models anew after every single operation; with hundreds of models, each with its history table and
    triggers, an empty database would take minutes. Here they are made once a migration: the state is carried to the
    end first, then the database follows. A table is made as it ends, so what the same migration adds to it is done
    with it.

    Not for a migration that changes one field twice, or that looks at rows between two operations.
    """

    def apply(self, project_state: Any, schema_editor: Any, collect_sql: bool = False) -> Any:
        """Carry `project_state` to the end, and the database after it."""
        before = project_state.clone()
        self._forget_models(project_state)
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        created = {one.name_lower for one in self.operations if isinstance(one, CreateModel)}
        for operation in self.operations:
            if not _is_made_with_its_table(operation, created):
                operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state

    def mutate_state(self, project_state: Any, preserve: bool = True) -> Any:
        """The state after this migration, its models not yet made."""
        state = project_state.clone() if preserve else project_state
        self._forget_models(state)
        for operation in self.operations:
            operation.state_forwards(self.app_label, state)
        return state

    @staticmethod
    def _forget_models(state: Any) -> None:
        state.__dict__.pop("apps", None)


def _is_made_with_its_table(operation: Any, created: set[str]) -> bool:
    """Whether `operation` only says more of a table that the same migration makes."""
    more = isinstance(operation, FieldOperation | AddIndex | AddConstraint)
    return more and operation.model_name.lower() in created
