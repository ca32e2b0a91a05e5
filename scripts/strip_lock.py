"""Strip the `funding` entries from package-lock.json and refuse lock files that contain an address."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "package-lock.json")


def strip_funding(lock: Path) -> None:
    """Rewrite the lock without the addresses of whom to pay; versions and checksums stay."""
    content = json.loads(lock.read_text())
    for package in content["packages"].values():
        package.pop("funding", None)
    lock.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def addresses(lock: Path) -> list[str]:
    """Give the lines that contain an address."""
    return [
        f"{lock.name}:{number}: {line.strip()}"
        for number, line in enumerate(lock.read_text().splitlines(), start=1)
        if "://" in line
    ]


def main() -> int:
    """Strip, then check all locks."""
    strip_funding(ROOT / "package-lock.json")
    found = [line for name in LOCKS for line in addresses(ROOT / name)]
    for line in found:
        sys.stderr.write(f"An address in a lock file: {line}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
