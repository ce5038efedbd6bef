# Delta Window 长三角之窗. `make help` lists the commands; two are enough: `make run` and `make test`.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
HOST ?= 127.0.0.1
# Links in feeds and pages; both processes must agree on it (honcho gives each another PORT).
PUBLIC_BASE_URL ?= http://$(HOST):$(PORT)
SYSTEM_PYTHON := $(shell command -v python3.11 || command -v python3)
# A line of JSON a request is for machines: LOG_LEVEL=INFO brings it back.
LOG_LEVEL ?= WARNING
export PORT HOST PUBLIC_BASE_URL LOG_LEVEL
export PATH := $(CURDIR)/$(BIN):$(PATH)
unexport PYTHONPATH VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help run sign-ins test lint types shape arrows bench drills migration routes lock translations

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- the environment: a stamp a lock, so that the second call starts at once ---

$(BIN)/python:
	@test -n "$(SYSTEM_PYTHON)" || { echo "Python 3.11 is needed (python3.11 or python3)." >&2; exit 1; }
	@"$(SYSTEM_PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
		{ echo "Python 3.11 is needed; $(SYSTEM_PYTHON) is another one." >&2; exit 1; }
	@echo "Making the environment $(VENV) …"
	@"$(SYSTEM_PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); \
		"$(SYSTEM_PYTHON)" -m venv --without-pip $(VENV) && "$(SYSTEM_PYTHON)" -m pip --python $(BIN)/python install -q pip; } || \
		{ rm -rf $(VENV); echo "The environment cannot be made (Debian: apt-get install python3-venv)." >&2; exit 1; }

$(VENV)/.runs: requirements.lock | $(BIN)/python
	@$(BIN)/python tools/environment.py requirements.lock
	@touch $@

$(VENV)/.tests: requirements-dev.lock requirements.lock | $(BIN)/python
	@$(BIN)/python tools/environment.py requirements-dev.lock
	@touch $(VENV)/.runs $@

# --- the two commands ---

run: $(VENV)/.runs ## the site at http://127.0.0.1:8000 (PORT=, DATABASE_URL=, DATA_FOLDER= change it); Ctrl-C stops it
	@python tools/port.py
	@flask --app wsgi db upgrade
	@flask --app wsgi load if-empty
	@test "$(ENVIRONMENT)" = production || flask --app wsgi accounts demo
	@exec python tools/procession.py

sign-ins: $(VENV)/.runs ## how the demo's people sign in, with a fresh code
	@flask --app wsgi accounts demo

test: $(VENV)/.tests ## every check: lint, types, arrows, tests on SQLite and PostgreSQL, tests in Chromium
	@python -m tools.suite

# --- single checks ---

lint: $(VENV)/.tests ## style (ruff)
	@ruff check .

types: $(VENV)/.tests ## types (mypy, strict)
	@mypy .

arrows: $(VENV)/.tests ## which package may import which (import-linter)
	@lint-imports --no-logo

shape: arrows ## the rules of the house (tests/shape)
	@pytest -q tests/shape

bench: $(VENV)/.tests ## measure speed; prints a table
	@python -m bench

drills: $(VENV)/.tests ## break things on purpose (an hour or two; not part of `make test`): make drills DRILLS="D1 --scale 0.1"
	@$(if $(DRILLS),python -m drills.notices $(DRILLS),python -m drills)

# --- changing things ---

migration: $(VENV)/.tests ## write the next migration: make migration m="what it does"
	@python -m tools.migration "$(m)"

routes: $(VENV)/.tests ## write tests/shape/routes.txt anew from the code
	@python -m tests.shape.routes

lock: $(VENV)/.tests ## write both locks anew from requirements*.txt
	@uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements.txt -o requirements.lock
	@uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements-dev.txt -o requirements-dev.lock

translations: $(VENV)/.tests ## collect the texts of the pages, merge them into translations/, compile
	@python -m tools.translations
