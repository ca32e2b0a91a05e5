"""What this app lends to the floors below: who may read its files, how its acts read in the command log."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lanyan.forces import phones
from lanyan.incidents import words
from lanyan.kernel import files
from lanyan.links.models import LinkageUnit, ReportLayout


def _seen(model: Any) -> Any:
    return lambda user, record: model.objects.visible_to(user).filter(pk=record.pk).exists()


for _model in (LinkageUnit, ReportLayout):
    files.register_reader(_model, _seen(_model))


def _numbers(root: Any) -> list[phones.Number]:
    """The 24 h numbers of the linkage units of a detachment, for its telephone list."""
    found = LinkageUnit.objects.standing().filter(unit__path__startswith=root.path).order_by("kind", "name")
    return [
        phones.Number(str(one.kind_words), one.name, "、".join(filter(None, (one.phone, one.phone2))), one.resources)
        for one in found
    ]


phones.register(_numbers)
words.register_lines(
    "links",
    {
        "send_notice": _("Notice {number} to {linkage}: {words}"),
        "receive_notice": _("{linkage} has received notice {number}"),
        "answer_notice": _("{linkage} answers: {answer}"),
        "arrive_notice": _("{linkage} is at the scene"),
        "leave_notice": _("{linkage} has left the scene"),
        "withdraw_notice": _("Notice {number} to {linkage} withdrawn: {reason}"),
        "note_late_notice": _("{linkage} has not answered notice {number} in time"),
        "join_inbound": _("{sender}, number {number}: {words}"),
    },
)
