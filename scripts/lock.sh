#!/usr/bin/env bash
# Write the lock files anew: Python for running and for developing, and the browser's libraries.
# An argument such as `--upgrade` is passed on to `uv pip compile`.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
# As in the Makefile: trust what this machine trusts.
export NODE_USE_SYSTEM_CA=1

compile() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate "$@"
}

compile pyproject.toml --output-file requirements.lock "$@"
# The second lock starts from the first, so that both name the same versions.
compile pyproject.toml --extra dev --constraint requirements.lock --output-file requirements-dev.lock "$@"
npm install --ignore-scripts --package-lock-only --no-audit --no-fund --loglevel=error
python scripts/strip_lock.py
