"""The table of premises: which columns stand there unless somebody chooses."""

from lanyan.premises.sheets import PREMISES, PREMISES_SHOWN
from lanyan.web.columns import table_from

PremisesTable = table_from(PREMISES)
PremisesTable.default_columns = PREMISES_SHOWN  # type: ignore[attr-defined]
