# Everything one does with Guldkorn from a checkout; `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

PYTHON ?= python3
UV ?= uv
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
LOCALE := handlers/locale
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard $(LOCALE)/*/LC_MESSAGES/*.po))

.PHONY: help run test check fmt bench migrate screenshots translations lock clean chromium

help: ## list what can be done (this)
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf '%-18s %s\n' "$$name" "$$what"; done

run: .venv/.runtime .venv/.project $(CATALOGUES) ## start the sandbox on this machine and print its address
	@exec $(BIN)/guldkorn sandbox

test: chromium check ## run everything: check, then every test, in a real browser too
	@$(BIN)/pytest

check: .venv/.dev .venv/.project $(CATALOGUES) ## lint, format, types, import contracts and dependencies, as CI does
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry bot handlers storage

fmt: .venv/.dev ## put the code in order
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: .venv/.dev .venv/.project $(CATALOGUES) ## measure what we claim about speed
	@$(BIN)/python -m benchmarks

migrate: .venv/.runtime .venv/.project ## bring the database named in GULDKORN_DATABASE_URL up to date
	@$(BIN)/guldkorn migrate

screenshots: .venv/.dev .venv/.project $(CATALOGUES) chromium ## take the pictures of the sandbox anew
	@$(BIN)/python scripts/screenshots.py

translations: .venv/.dev ## gather the sentences in the code into the catalogues, then compile them
	@$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --project Guldkorn --version 0.1.0 \
	  --keyword=many:1,2 --keyword=words --no-wrap --sort-by-file --no-location --output-file $(LOCALE)/guldkorn.pot .
	@$(BIN)/pybabel --quiet update --domain guldkorn --input-file $(LOCALE)/guldkorn.pot --output-dir $(LOCALE) \
	  --no-wrap --no-fuzzy-matching --ignore-pot-creation-date
	@rm $(LOCALE)/guldkorn.pot
	@$(BIN)/python scripts/catalogues.py

lock: ## pin every dependency anew, with hashes (needs uv: pip install uv); UPGRADE=--upgrade takes newer ones
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	@$(LOCK) --extra build --output-file requirements.lock
	@$(LOCK) --extra build --extra dev --constraint requirements.lock --output-file requirements-dev.lock

# One lock for every Python and system we run on; without addresses, so that any mirror will do.
LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --no-emit-find-links --no-header --no-annotate $(UPGRADE) pyproject.toml

clean: ## remove what make has made; databases stay
	@rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache test-results
	@find bot handlers storage tests scripts benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
	@rm -f $(CATALOGUES)

# ---- what the targets above stand on ----

# Debian's python3 comes without ensurepip until python3-venv is there.
.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Guldkorn needs Python 3.11 or newer; name one like this: make run PYTHON=python3.12"; exit 1; }
	@if ! $(PYTHON) -c 'import venv; from ensurepip import version' 2>/dev/null; then \
	  if [ "$${CI:-}" = true ]; then apt-get update --quiet && apt-get install --yes --quiet python3-venv; \
	  else echo "Python's venv is not complete here; install it with: apt install python3-venv"; exit 1; fi; fi
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.runtime: .venv/.made requirements.lock
	@echo "Installing what Guldkorn needs into .venv; the first time it takes a minute."
	@$(PIP) install --require-hashes --requirement requirements.lock
	@touch $@

.venv/.dev: .venv/.made requirements-dev.lock
	@echo "Installing what Guldkorn and its tests need into .venv; the first time it takes a minute."
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@ .venv/.runtime

# The plain .pth of the compatible mode is what mypy and import-linter can follow.
.venv/.project: pyproject.toml | .venv/.made
	@test -e .venv/.runtime || $(MAKE) --no-print-directory .venv/.runtime
	@$(PIP) install --no-deps --no-build-isolation --config-settings editable_mode=compat --editable .
	@touch $@

%.mo: %.po
	@$(BIN)/python scripts/catalogues.py

# Only CI is allowed to install a browser; elsewhere the tests say in one line that they went without.
# Playwright's driver needs libatomic1, which a bare Debian does not have.
chromium:
	@if [ "$${CI:-}" = true ] && ! { command -v chromium && ls /usr/lib/*/libatomic.so.1; } >/dev/null 2>&1; then \
	  apt-get update --quiet && apt-get install --yes --quiet chromium libatomic1; fi
