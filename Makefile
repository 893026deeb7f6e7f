# What a person, a hook and the CI run. The first use of a target sets up .venv from the lock files; later ones find it.
.DEFAULT_GOAL := help
.PHONY: help run test coverage check lock clean

# Any Python from 3.11 on; a shim that only looks like one is passed over.
PYTHON := $(shell for name in python3.11 python3.12 python3.13 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock" pyproject.toml requirements/build.in

help: ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile | expand -t 14

run: .venv/run.done ## the whole service: API, admin pages, worker and scheduler; Ctrl-C stops it
	@$(BIN)/scorewright up

test: .venv/develop.done ## all tests, against a real PostgreSQL and a real broker
	@$(BIN)/python -m pytest

coverage: .venv/develop.done ## all tests, and the lines that none of them reaches
	@$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

check: .venv/develop.done ## style, types, the law of imports, declarations and migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/scorewright check
	SCOREWRIGHT_HOME=.venv/check-home $(BIN)/scorewright makemigrations --check --dry-run

lock: .venv/develop.done ## choose the versions of all dependencies anew: requirements/*.txt
	@$(COMPILE) --upgrade --output-file requirements/run.txt >/dev/null
	@$(COMPILE) --upgrade --group dev --constraint requirements/run.txt --output-file requirements/develop.txt >/dev/null

clean: ## remove .venv and caches; the data in .scorewright stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage

.venv/python.done:
	@test -n "$(PYTHON)" || { echo "Scorewright needs Python 3.11 or newer, and finds none: install it, or name it with make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Setting up .venv with $$($(PYTHON) --version); this takes a minute or two, once."
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run.done: requirements/run.txt pyproject.toml | .venv/python.done
	@$(INSTALL) requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/develop.done: requirements/develop.txt .venv/run.done
	@$(INSTALL) requirements/develop.txt
	@touch $@
