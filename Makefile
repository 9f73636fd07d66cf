# Everything a newcomer needs: `make run` and `make test` set up a fresh Debian 12 machine by themselves.
# What is present is not installed again: Python packages are known by the hash of their lock file, Debian packages by dpkg.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
# The suite and the portal start dozens of processes: each would compile all sources for itself.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3

venv := .venv
bin := $(venv)/bin
run_lock := $(venv)/.run-$(shell sha256sum requirements.txt | cut -c1-16)
dev_lock := $(venv)/.dev-$(shell sha256sum requirements-dev.txt | cut -c1-16)
catalogues := $(patsubst %.po,%.mo,$(wildcard */locale/*/LC_MESSAGES/*.po))

modern := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
python_packages := $(shell $(PYTHON) -c '$(modern)' 2>/dev/null || echo python3 python3-venv)
# pango and harfbuzz draw the PDF reports; gettext compiles the catalogue
run_packages := $(python_packages) libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 gettext
# the tests' browser, the library that its driver lacks, and their database; poppler reads the text of the PDF back
test_packages := chromium-headless-shell libatomic1 postgresql poppler-utils

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  HOST, PORT (default 127.0.0.1:8000) and DEMO=0 (an empty portal with its first administrator) steer make run."
	@echo "  FILE (the copy) and IDENTITY (the file of its private key, if it was made for a public one) steer make restore."

# ---- set-up ----------------------------------------------------------------------------------------------------------

.PHONY: run-packages test-packages
run-packages:
	@.ci/apt $(run_packages)

test-packages:
	@.ci/apt $(run_packages) $(test_packages)

$(bin)/python: | run-packages
	@$(PYTHON) -c '$(modern)' || { echo "$(PYTHON) is not Python 3.11 or newer with venv; name one that is: make PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -m venv $(venv)

$(run_lock): | $(bin)/python
	@echo "Installing the Python packages of requirements.txt"
	@$(bin)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@rm -f $(venv)/.run-* && touch $@

# the development lock holds everything of the other one, in the same versions
$(dev_lock): | $(bin)/python
	@echo "Installing the Python packages of requirements-dev.txt"
	@$(bin)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@rm -f $(venv)/.run-* $(venv)/.dev-* && touch $(run_lock) $@

%.mo: %.po | run-packages
	@msgfmt --check-format --output-file=$@ $<

.PHONY: packages install
packages: run-packages $(run_lock)

install: packages $(catalogues) ## Everything that a server needs (deploy/README.md), and nothing is started
	@$(bin)/python -m compileall -q kakhovka_portal programs media_contracts civil_society

# ---- running ---------------------------------------------------------------------------------------------------------

.PHONY: run
run: run-packages $(run_lock) $(catalogues) ## Serve the portal with its data under var/
	@exec .ci/serve

.PHONY: restore
restore: run-packages $(run_lock) $(catalogues) ## Bring a copy into an empty place: make restore FILE=…
	@exec .ci/restore "$(FILE)" $(if $(IDENTITY),--identity "$(IDENTITY)")

# ---- proving ---------------------------------------------------------------------------------------------------------

# The three runs go side by side; on a larger machine each is spread over its third of the processors. SQLite's, the
# longest, has always two processes, so that none stands idle at the end. The tests of one file stay together, for they
# share data that take long to make; the files that go through the whole portal take the longest, and go first.
third := $(shell expr $$(nproc) / 3)
pytest := $(bin)/python -m pytest -q -p no:cacheprovider
tests := $(pytest) $(if $(filter-out 0 1,$(third)),-n $(third) --dist loadfile)
halves := $(pytest) -n $(if $(filter-out 0 1,$(third)),$(third),2) --dist loadfile --no-loadscope-reorder
longest_first := $(wildcard tests/test_*.py) $(filter-out %/__pycache__/ tests/browser/,$(wildcard tests/*/))

# What goes through all of its kind is left to `make test-all`: the tests that say so, and the steps of walks and the
# examples of properties beyond a sample (tests/sampling.py).
sample := and not exhaustive

# What PostgreSQL is asked: by `make test` what says that it could answer differently, by `make test-all` all
# that asks a database.
on_postgresql = -m "(both_databases or postgresql) and not browser $(sample)" \
  $(shell grep -lrE 'pytest\.mark\.(both_databases|postgresql)' tests --include='test_*.py')

.PHONY: test test-all test-sqlite test-postgresql test-browser
test: test-packages $(dev_lock) $(catalogues) ## The suite on SQLite, in a browser, and on PostgreSQL where it can differ
	@$(MAKE) -j3 --keep-going --output-sync=target test-browser test-postgresql test-sqlite

test-all: ## The same with everything on both databases
	@$(MAKE) test sample= on_postgresql='-m "(database or postgresql) and not browser"'

test-sqlite:
	@echo "== SQLite"
	@env -u DATABASE_URL $(halves) -m "not postgresql and not browser $(sample)" $(longest_first)

test-postgresql:
	@echo "== PostgreSQL"
	@$(bin)/python -m tests.postgres $(tests) $(on_postgresql)

test-browser:
	@echo "== Browser"
	@env -u DATABASE_URL $(tests) -m "browser $(sample)" tests/browser

.PHONY: check
check: run-packages $(dev_lock) $(catalogues) ## Linters, types, templates, deployment settings, migrations, catalogue
	@.ci/check

.PHONY: bench
bench: run-packages $(dev_lock) $(catalogues) ## Response times of the pages, the API and the report
	@$(bin)/python -m tests.bench

# Cosmic Ray's operators alone, which need parso and nothing else of what the whole tool brings.
.PHONY: mutants
mutants: test-packages $(dev_lock) $(catalogues) | var ## Change the rules of money one sign at a time: a test has to notice
	@test -d var/mutants || $(bin)/pip install --quiet --disable-pip-version-check --no-deps --target var/mutants \
	  cosmic-ray==8.7.0 parso==0.8.7
	@PYTHONPATH=var/mutants $(bin)/python -m tests.mutants $(RULES)

# ---- upkeep ----------------------------------------------------------------------------------------------------------

.PHONY: messages lock clean
messages: run-packages $(dev_lock) ## Bring the Ukrainian catalogue up to date with the sources
	@$(bin)/python -m tests.catalogue

lock: $(bin)/python ## Compile the lock files anew from pyproject.toml
	@$(PYTHON) -m venv var/lock && var/lock/bin/pip install --quiet --disable-pip-version-check uv
	@compile="var/lock/bin/uv pip compile pyproject.toml --quiet --system-certs --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate"; \
	$$compile --upgrade --output-file requirements.txt; \
	$$compile --group dev --constraint requirements.txt --output-file requirements-dev.txt

clean: ## Remove what make built; the data under var/ stays
	@rm -rf $(venv) var/lock var/mutants var/tests .pytest_cache .mypy_cache .ruff_cache .hypothesis staticfiles $(catalogues)
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
