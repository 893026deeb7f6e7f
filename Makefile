# What a person, a hook and the CI run. The first use of a target sets up .venv from the lock files; later ones find it.
.DEFAULT_GOAL := help
.PHONY: help run test coverage check bench-serving torture-serving bench-activation bench-experiments bench-training torture-training bench-assessments torture-assessments lock clean

# Any Python from 3.11 on; a shim that only looks like one is passed over.
PYTHON := $(shell for name in python3.11 python3.12 python3.13 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement
COMPILE_ONLY := $(BIN)/uv pip compile --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock"
COMPILE := $(COMPILE_ONLY) pyproject.toml requirements/build.in

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /make \1	/p' Makefile | expand -t 24

run: .venv/run.done ## the whole service: API, admin pages, worker and scheduler; Ctrl-C stops it
	@$(BIN)/scorewright up

test: .venv/develop.done ## all tests, against a real PostgreSQL and a real broker, in two processes
	@$(BIN)/python -m pytest --numprocesses 2 --no-loadscope-reorder

coverage: .venv/develop.done ## all tests, and the lines that none of them reaches
	@$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

check: .venv/develop.done ## style, types, the law of imports, declarations and migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/scorewright check
	SCOREWRIGHT_HOME=.venv/check-home $(BIN)/scorewright makemigrations --check --dry-run

bench-serving: .venv/run.done .venv-bench/done ## how fast decisions are answered, beside an empty application and Django REST Framework; needs wrk
	@$(BIN)/python -m benchmarks.serving $(BENCH)

torture-serving: .venv/run.done ## web processes and database killed at random under load: nothing answered is lost or doubled
	@$(BIN)/python -m benchmarks.torture $(TORTURE)

bench-activation: .venv/run.done ## how often automatic activation errs, and how often it finds a better model, by simulation
	@$(BIN)/python -m benchmarks.activation $(ACTIVATION)

bench-experiments: .venv/run.done ## how often experiments name a false winner under daily looks, and how often they find a true one
	@$(BIN)/python -m benchmarks.experiments $(EXPERIMENTS)

bench-training: .venv/run.done ## how fast and how well parameters are searched for, beside scikit-learn's RandomizedSearchCV
	@$(BIN)/python -m benchmarks.training $(BENCH)

torture-training: .venv/run.done ## the worker killed at random while it trains: every job ends, nothing is lost or doubled
	@$(BIN)/python -m benchmarks.torture_training $(TORTURE)

bench-assessments: .venv/run.done ## how many credit applications are assessed in a second, and how soon one is
	@$(BIN)/python -m benchmarks.assessments $(BENCH)

torture-assessments: .venv/run.done ## worker, broker, web and database killed at random: each state of an application is scored once
	@$(BIN)/python -m benchmarks.torture_assessments $(TORTURE)

lock: .venv/develop.done ## choose the versions of all dependencies anew: requirements/*.txt
	@$(COMPILE) --upgrade --output-file requirements/run.txt >/dev/null
	@$(COMPILE) --upgrade --group dev --constraint requirements/run.txt --output-file requirements/develop.txt >/dev/null
	@$(COMPILE_ONLY) --upgrade --constraint requirements/run.txt requirements/bench.in --output-file requirements/bench.txt >/dev/null

clean: ## remove .venv and caches; the data in .scorewright stay
	rm -rf .venv .venv-bench .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage

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

# What the benchmark's peers need is no part of the product, so it has an environment of its own.
.venv-bench/done: requirements/bench.txt | .venv/python.done
	@test -d .venv-bench || $(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/bench.txt
	@touch $@
