# Everything a newcomer types. `make run` and `make test` need Python 3.11 or later and make, nothing else.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
DATA_DIR ?= .local
USERS ?= 500
PYTEST_ARGS ?=
BENCH_ARGS ?=

BIN := .venv/bin
INSTALLED := .venv/installed-from-dev.txt
TEMPLATES := templates
LOCK := $(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url \
	--no-emit-trusted-host --no-emit-find-links --no-emit-options

.PHONY: help run test check bench load-data browser install lock clean

help: ## Show this list
	@grep -hE '^[a-z%-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z%-]+):.*## /  make \1\t/' | expand -t 20

run: $(INSTALLED) ## Start the portal with its demonstration data (PORT=8000 DATA_DIR=.local); Ctrl-C stops it
	@exec env PORT='$(PORT)' DATA_DIR='$(DATA_DIR)' $(BIN)/python manage.py run_portal

test: $(INSTALLED) ## Run every test, browser tests included (PYTEST_ARGS=…)
	@chromium="$$($(BIN)/python scripts/browser.py)"; CHROMIUM="$$chromium" $(BIN)/python -m pytest -q $(PYTEST_ARGS)

check: $(INSTALLED) ## Lint, types, layers, templates, migrations, deployment settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy .
	$(BIN)/djlint --lint --quiet $(TEMPLATES)
	DJANGO_SETTINGS_MODULE=cibtp_portal.settings.test $(BIN)/python scripts/check_templates.py
	DJANGO_SETTINGS_MODULE=cibtp_portal.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	set -a; source .env.example; set +a; \
	DJANGO_SETTINGS_MODULE=cibtp_portal.settings.base $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python -m pip check

bench: $(INSTALLED) ## Measure the budgets under gunicorn (COMPANIES=200000 EMPLOYEES=1500000 AGAINST=bench.json)
	$(BIN)/python scripts/bench.py $(if $(COMPANIES),--companies '$(COMPANIES)') $(if $(EMPLOYEES),--employees '$(EMPLOYEES)') \
	$(if $(AGAINST),--against '$(AGAINST)') $(BENCH_ARGS)

kill-%: $(INSTALLED) ## Kill the web, the worker and the database while a section sends (% is its name)
	$(BIN)/python scripts/kill_$*.py

load-data: $(INSTALLED) ## Add invented companies and people in bulk (COMPANIES=1000 USERS=500 EMPLOYEES=5000)
	DATA_DIR='$(DATA_DIR)' $(BIN)/python manage.py load_data --companies '$(or $(COMPANIES),1000)' --users '$(USERS)' \
	--employees '$(or $(EMPLOYEES),5000)'

browser: $(INSTALLED) ## Find or install the Chromium of the browser tests
	@$(BIN)/python scripts/browser.py

install: $(INSTALLED) ## Create .venv with the locked dependencies

$(INSTALLED): requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo 'Python 3.11 or later is needed: make PYTHON=python3.12 …' >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv \
	|| { rm -rf .venv; echo 'This Python cannot make a virtual environment: install its venv module.' >&2; exit 1; }
	@echo 'Installing the locked dependencies in .venv (once)…'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@cp requirements/dev.txt $(INSTALLED)

lock: $(INSTALLED) ## Recompile requirements/*.txt after a change of pyproject.toml (LOCK_ARGS=--upgrade)
	CUSTOM_COMPILE_COMMAND='make lock' $(LOCK) $(LOCK_ARGS) --output-file requirements/base.txt pyproject.toml
	CUSTOM_COMPILE_COMMAND='make lock' $(LOCK) $(LOCK_ARGS) --extra dev --constraint requirements/base.txt \
	--output-file requirements/dev.txt pyproject.toml

clean: ## Remove .venv, the demonstration data of .local and the caches
	rm -rf .venv .local staticfiles .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
