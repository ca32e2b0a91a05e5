"""The occupier's evidence: a secret, expiring link for one hazard, without an account; who sends too much waits."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections.actions import hazards
from lanyan.inspections.actions.enforcing import locked
from lanyan.inspections.models import EvidenceLink, Hazard
from lanyan.inspections.models.evidence import digest_of
from lanyan.inspections.rules import hazards as rules
from lanyan.kernel import audit, files, live
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Attachment

EVIDENCE = "evidence"
SECRET_BYTES = 24
DAYS, MOST_DAYS = 14, 60
# So many files in all through one link, so many in one sending and within one hour.
MOST_FILES, MOST_AT_ONCE, MOST_AN_HOUR = 60, 9, 20
WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class Made:
    """A new link with its secret, which is shown once and kept nowhere."""

    link: EvidenceLink
    secret: str


@transaction.atomic
def make_link(*, hazard_id: int, days: int = DAYS, at: datetime, by: Any) -> Made:
    """Make a link for a hazard under an order; earlier ones of the hazard are revoked."""
    hazard: Hazard = locked(Hazard, hazard_id)
    if hazard.status not in (*rules.ORDERED, rules.REPORTED_FIXED, rules.NOT_FIXED):
        raise Refused(_("Evidence is asked for while a hazard is under an order."))
    if not 1 <= days <= MOST_DAYS:
        raise Refused(_("A number from 1 to {number} is needed.").format(number=MOST_DAYS), field="days")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with audit.act("inspections.make_evidence_link", by=by):
        for old in hazard.links.filter(revoked_at=None, expires_at__gt=at).select_for_update():
            old.revoked_at = at
            old.save(update_fields=["revoked_at"])
        link: EvidenceLink = EvidenceLink.objects.create(
            hazard=hazard, digest=digest_of(secret), made_at=at, made_by=by, expires_at=at + timedelta(days=days)
        )
    return Made(link, secret)


@transaction.atomic
def revoke_link(*, link_id: int, at: datetime, by: Any) -> EvidenceLink:
    """Revoke a link: from now on it opens nothing."""
    link: EvidenceLink = EvidenceLink.objects.select_for_update(of=("self",)).get(pk=link_id)
    if link.revoked_at is None:
        link.revoked_at = at
        with audit.act("inspections.revoke_evidence_link", by=by):
            link.save(update_fields=["revoked_at"])
    return link


def opened(secret: str, *, at: datetime) -> EvidenceLink | None:
    """The link of a secret that still opens, or nothing: a wrong, expired or revoked one look alike."""
    found = EvidenceLink.objects.select_related("hazard__premises", "hazard__unit", "hazard__inspection")
    link: EvidenceLink | None = found.filter(digest=digest_of(secret)).first()
    return link if link is not None and link.opens(at) else None


@transaction.atomic
def hand_in(
    *, link_id: int, uploads: Sequence[Any], words: str = "", fixed: bool = False, at: datetime
) -> list[Attachment]:
    """Take the occupier's photographs in; with `fixed` they also report that it is put right. Nobody is signed in."""
    link: EvidenceLink = EvidenceLink.objects.select_for_update(of=("self",)).get(pk=link_id)
    if not link.opens(at):
        raise Refused(_("This link has expired."))
    _refuse_too_many(link, len(uploads), at)
    hazard: Hazard = locked(Hazard, link.hazard_id)
    made = []
    with audit.act("inspections.hand_in_evidence", by=None):
        for upload in uploads:
            stored = files.keep(
                upload=upload, kinds=("image", "pdf"), by=None, at=at, field="files", strip_position=True
            )
            made.append(
                files.attach(
                    record=hazard, stored=stored, kind=EVIDENCE, name=upload.name, caption=words, by=None, at=at
                )
            )
        link.save(update_fields=["files", "window_at", "window_files", "opened_at"])
    if fixed and hazard.status in (*rules.ORDERED, rules.NOT_FIXED):
        hazards.report_fixed(hazard_id=hazard.pk, words=words, at=at, by=None)
    live.announce("hazard", hazard.pk)
    return made


def _refuse_too_many(link: EvidenceLink, number: int, at: datetime) -> None:
    if number == 0:
        raise Refused(_("No file was sent."), field="files")
    if number > MOST_AT_ONCE:
        raise Refused(_("At most {number} files at once.").format(number=MOST_AT_ONCE), field="files")
    if link.files + number > MOST_FILES:
        raise Refused(_("This link has taken as many files as it may."), field="files")
    if link.window_at is None or at - link.window_at >= WINDOW:
        link.window_at, link.window_files = at, 0
    if link.window_files + number > MOST_AN_HOUR:
        raise Refused(_("Too many files within an hour: please wait."), field="files")
    link.window_files += number
    link.files += number
    link.opened_at = at
