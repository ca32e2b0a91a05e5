"""A paper as a file: Word and PDF out of its frozen content, with the signature and the facts of its service."""

import base64
from typing import Any

from lanyan.inspections import check_record
from lanyan.inspections.actions.serving import SIGNATURE
from lanyan.inspections.models import Paper
from lanyan.inspections.paper_words import chinese
from lanyan.inspections.rules import papers as rules
from lanyan.kernel import documents, files
from lanyan.kernel.periods import ZONE

SERVICES = {
    rules.SIGNED: "直接送达",
    rules.WITNESSED: "留置送达",
    rules.ON_PAPER: "纸质文书送达，回证见原件",
}


def values(paper: Paper) -> dict[str, Any]:
    """What the templates are given: the frozen content, the number, and how it was served."""
    served = paper.served_at
    return {
        **paper.content,
        "number": paper.number or "________________",
        "withdrawn": paper.withdrawn_reason if paper.status == rules.WITHDRAWN else "",
        "served": f"{chinese(served)} {served.astimezone(ZONE):%H:%M}" if served else "",
        "service": SERVICES.get(paper.service, ""),
        "receiver": paper.receiver,
        "refusal": paper.refusal,
        "witnesses": paper.witnesses,
        "clip": paper.clip_number,
        "by_hand": paper.provenance == rules.HAND_WRITTEN,
    }


def signature(paper: Paper) -> bytes | None:
    """The signature as it was drawn."""
    found = files.of(paper, SIGNATURE)
    path = files.path_of(found[0].stored) if found else None
    return path.read_bytes() if path is not None and path.exists() else None


def _is_record(paper: Paper) -> bool:
    """Is it laid out as the record of a check? One that was written by hand is words on a notice."""
    return bool(paper.content.get("layout") == check_record.LAYOUT)


def as_word(paper: Paper, *, receipt: bool = False) -> bytes:
    """The paper, or its receipt of service 送达回证, as Word."""
    drawn = signature(paper)
    if _is_record(paper) and not receipt:
        return check_record.word({"signed": "", **values(paper)}, drawn or b"")
    pictures = {"signature": drawn} if drawn else {}
    told = {"signature": "", **values(paper)}
    return documents.word("receipt" if receipt else "notice", told, pictures=pictures)


def as_pdf(paper: Paper, *, receipt: bool = False) -> bytes:
    """The paper, or its receipt of service, as PDF."""
    drawn = signature(paper)
    picture = f"data:image/png;base64,{base64.b64encode(drawn).decode()}" if drawn else ""
    name = "receipt" if receipt else check_record.LAYOUT if _is_record(paper) else "notice"
    return documents.pdf(f"inspections/papers/{name}.html", {**values(paper), "signature": picture})
