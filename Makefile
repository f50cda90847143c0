# Two commands: `make plan` and `make test`. Each line here is a plain command; README.md shows the
# same for machines without make.

VENV ?= .venv
PLAN_DIR ?= haiphong
JOBS ?= 2
# Each worker begins with a half of its own and takes from the other when it is done: what a module
# sets up is set up once.
PYTEST = $(PY) -m pytest -n $(JOBS) --dist worksteal

ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PY := $(BIN)/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet install
UV_COMPILE := $(BIN)/uv pip compile --quiet --upgrade --universal --fork-strategy fewest \
	--python-version 3.11 --generate-hashes --no-emit-index-url

# The first Python of 3.11 or later that can make an environment; PYTHON=... chooses another.
# Names that stand on the path come first, then pyenv's versions that are not on it.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python python3.14 \
	"$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/3.*/bin/python3; do \
	"$$p" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$p" && break; done)

.PHONY: help plan test prove lint lock texts docs site clean
.DEFAULT_GOAL := help

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*##/\1:/p' $(MAKEFILE_LIST)

plan: $(VENV)/.run $(PLAN_DIR)/routeplan.toml  ## plan a week on the embedded Hai Phong data
	$(PY) -m routeplan -C $(PLAN_DIR) plan

$(PLAN_DIR)/routeplan.toml: | $(VENV)/.run
	$(PY) -m routeplan init $(PLAN_DIR) --example haiphong

test: $(VENV)/.dev  ## the test tier of everyday work (8 minutes at most)
	$(PYTEST)

prove: $(VENV)/.dev  ## every test in full counts
	ROUTEPLAN_TIER=prove $(PYTEST)

lint: $(VENV)/.dev  ## style, types and import contracts
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(BIN)/lint-imports

lock: $(VENV)/.dev  ## bring both lock files up to date with pyproject.toml
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV_COMPILE) pyproject.toml -o requirements.lock
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV_COMPILE) pyproject.toml --group dev \
		-c requirements.lock -o requirements-dev.lock

texts: $(VENV)/.dev  ## compile the catalogues of texts and list what is wrong with them
	$(PY) -m tools.catalogues

docs: $(VENV)/.dev  ## write the references in docs from the code
	$(PY) -m tools.gen_tables_reference
	$(PY) -m tools.gen_rules_page
	$(PY) -m tools.gen_cli_reference
	$(PY) -m tools.gen_error_index
	$(PY) -m tools.gen_schemas

site: $(VENV)/.dev  ## build the guide, both languages, into build/site
	NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --strict --quiet

clean:  ## remove the environment, caches and builds; project folders stay
	rm -rf $(VENV) build dist .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache \
		.ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: set-up is done again only when what it depends on has changed.
$(VENV)/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or later was found. Install one from" \
		"https://www.python.org/downloads/ or name it: make plan PYTHON=/path/to/python3" >&2; exit 1; }
	"$(PYTHON)" -m venv $(VENV)

# An environment whose making was interrupted has no pip yet.
ENSURE_PIP = @$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/pyvenv.cfg
	$(ENSURE_PIP)
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps -e .
	$(PY) -m routeplan doctor --warm
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/pyvenv.cfg
	$(ENSURE_PIP)
	$(PIP) --require-hashes -r requirements-dev.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run
