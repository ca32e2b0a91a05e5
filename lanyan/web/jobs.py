"""Long files, read and loaded aside; and files that nobody loaded, given up."""

from django.utils import timezone

from lanyan.kernel import jobs
from lanyan.web.imports import actions


@jobs.job("web.check_import")
def check_import(run_id: int) -> None:
    """Read a file dry."""
    actions.check(run_id=run_id, at=timezone.now())


@jobs.job("web.load_import")
def load_import(run_id: int) -> None:
    """Load the good rows of a file."""
    actions.load(run_id=run_id, at=timezone.now())


@jobs.every("40 3 * * *")
@jobs.job("web.give_up_files")
def give_up_files(timestamp: int) -> None:
    """Let go of the contents of files that nobody loaded."""
    actions.give_up_old(at=timezone.now())
