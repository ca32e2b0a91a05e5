"""The press: makes a PDF of a page in a process of its own, whose fonts and memory end with it.

python -m lanyan.kernel.press < page.html > page.pdf
"""

import os
import subprocess
import sys
from typing import Any

# What the process says by its end: the system's libraries are missing.
NO_LIBRARIES = 3
LONGEST_SECONDS = 120
# An order never waits for a paper.
NICE = 15


class NoLibrariesError(Exception):
    """PDF needs libraries of the system that are not there."""


class PressError(RuntimeError):
    """The page could not be made; what the press said last."""


def pressed(page: str) -> bytes:
    """The PDF of a page (HTML with its own print styles).

    The page may hold pictures as data: addresses, and asks for nothing else: another address raises `PressError`.
    """
    done = subprocess.run(
        [sys.executable, "-m", "lanyan.kernel.press"],
        input=page.encode(),
        capture_output=True,
        timeout=LONGEST_SECONDS,
        check=False,
        # It needs no secret of ours.
        env={name: value for name, value in os.environ.items() if not name.endswith(("_URL", "_KEY", "_SECRET"))},
    )
    if done.returncode == NO_LIBRARIES:
        raise NoLibrariesError
    if done.returncode:
        raise PressError(done.stderr.decode(errors="replace").strip().rpartition("\n")[2] or f"exit {done.returncode}")
    return done.stdout


def main() -> int:
    """Read the page, write the PDF; whatever else the machine has to do goes first."""
    os.nice(NICE)
    try:
        import weasyprint  # noqa: PLC0415 - large, and needs libraries of the system that may be missing
    except OSError:
        return NO_LIBRARIES
    page = sys.stdin.buffer.read().decode()
    # A base of its own, so that an address without a host is asked of the fetcher too, and refused.
    paper = weasyprint.HTML(string=page, base_url="page:", url_fetcher=_fetcher(weasyprint.urls))
    sys.stdout.buffer.write(paper.write_pdf())
    return 0


def _fetcher(urls: Any) -> Any:
    """What the library asks for everything a page names: no request ever leaves it."""

    class Fetcher(urls.URLFetcher):  # type: ignore[misc, name-defined]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("data:"):
                # Only this kind stops the library: all others it swallows.
                raise urls.FatalURLFetchingError(f"a document may not ask for {url}")
            return super().fetch(url, headers)

    return Fetcher(allowed_protocols=["data"])


if __name__ == "__main__":
    sys.exit(main())
