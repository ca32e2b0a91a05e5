# Lanyan 蓝焰. `make` lists what there is; `make demo` is all that a first look needs.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench screenshots lock browser runtime development

VENV := .venv
BIN := $(VENV)/bin
# The newest Python on the path that is new enough; PYTHON=... names another one.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
HASHED := --require-hashes --only-binary :all:
TYPED := lanyan/kernel $(wildcard lanyan/analysis lanyan/*/rules.py lanyan/*/rules lanyan/*/actions.py lanyan/*/actions)

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: development browser ## install everything for working on Lanyan

demo: runtime browser ## build the demo city and serve it on http://127.0.0.1:8000 (PORT=... for another port)
	@exec $(BIN)/lanyan demo

test: setup ## run all tests (ARGS=... for pytest)
	@$(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

check: setup ## format, lint, types, imports, migrations, messages
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy --exclude '/(tests|migrations)/' $(TYPED)
	@$(BIN)/lint-imports
	@$(BIN)/lanyan makemigrations --check --dry-run
	@$(BIN)/python scripts/messages.py --check

bench: setup ## run the benchmarks; each prints JSON
	@for file in bench/[!_]*.py; do \
		if [ -f "$$file" ]; then $(BIN)/python "$$file" || exit 1; fi; done

screenshots: setup ## picture every page of a running demo (BASE=http://127.0.0.1:8000)
	@$(BIN)/python scripts/screenshots.py $(ARGS)

lock: development ## write the lock files anew (ARGS=--upgrade for newer versions)
	@scripts/lock.sh $(ARGS)

# What the targets above stand on. The stamps make the second time quick.
runtime: $(VENV)/.runtime $(VENV)/.messages
development: $(VENV)/.development $(VENV)/.messages
browser: node_modules/.stamp

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Lanyan needs Python 3.11 or newer; none was found. Install it, or name it: make PYTHON=/path/to/python3" >&2; \
		exit 1; fi
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Lanyan needs Python 3.11 or newer; $(PYTHON) is older or missing." >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make a virtual environment. On Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Making $(VENV) with $$("$(PYTHON)" --version) ..."
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.runtime: requirements.lock | $(BIN)/python
	@echo "Installing the Python libraries ..."
	@$(INSTALL) $(HASHED) -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing the tools for development ..."
	@$(INSTALL) $(HASHED) -r requirements-dev.lock
	@touch $@

# Django reads compiled messages; they are not kept in git.
$(VENV)/.messages: $(wildcard lanyan/locale/*/LC_MESSAGES/django.po) $(VENV)/.runtime
	@$(BIN)/python scripts/messages.py --compile
	@touch $@

# npm and node come from the virtual environment; of the machine they use only its trusted certificates.
node_modules/.stamp: package-lock.json package.json .npmrc | $(VENV)/.runtime
	@echo "Installing the browser's libraries ..."
	@NODE_USE_SYSTEM_CA=1 PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
