"""Who may read the files that hang on records of this app; the ledger of addresses with the units it may go to."""

from typing import Any

from lanyan.kernel import files
from lanyan.premises import addresses
from lanyan.premises.models import Building, Familiarisation, Premises, PrePlanRevision

ADDRESSES = addresses.__name__


def _seen(model: Any) -> Any:
    return lambda user, record: model.objects.visible_to(user).filter(pk=record.pk).exists()


for _model in (Premises, Building, PrePlanRevision, Familiarisation):
    files.register_reader(_model, _seen(_model))
