"""Who may read the files that hang on records of this app; the ledger that can be brought in."""

from typing import Any

from lanyan.kernel import files
from lanyan.premises import ledger
from lanyan.premises.models import Building, Familiarisation, Premises, PrePlanRevision

LEDGER = ledger.PERMISSION


def _seen(model: Any) -> Any:
    return lambda user, record: model.objects.visible_to(user).filter(pk=record.pk).exists()


for _model in (Premises, Building, PrePlanRevision, Familiarisation):
    files.register_reader(_model, _seen(_model))
