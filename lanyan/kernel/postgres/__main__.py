"""Print, for a shell to evaluate, the address of the database and the folder of the embedded programs."""

import shlex
import sys

from lanyan.kernel.postgres import PostgresError, configured_url, find_binaries


def main() -> int:
    """Print the two assignments; nothing is started."""
    try:
        folder = find_binaries().folder / "bin"
    except PostgresError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"DATABASE={shlex.quote(configured_url())}\nPG_BIN={shlex.quote(str(folder))}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
