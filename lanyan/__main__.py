"""Let `python -m lanyan` be the `lanyan` command."""

import sys

from lanyan.cli import main

if __name__ == "__main__":
    sys.exit(main())
