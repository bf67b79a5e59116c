# Everything there is to do, each with a line of help. `make` alone lists them.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
COMMAND := $(BIN)/schoolgate
BUILT := schoolgate/design/static/built/schoolgate.css
export SCHOOLGATE_DATA ?= $(CURDIR)/data

.DEFAULT_GOAL := help
.PHONY: help setup run test test-all check check-quick fix docs lock bench wheel clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) $(COMMAND) $(BUILT) ## Create the environment, install locked packages and the schoolgate command, build the look

run: setup ## Open the product on a demo school; PORT=8001 serves it there
	@$(COMMAND) demo --port $(PORT)

test: setup $(DEV_STAMP) ## Run every test, journeys too where a browser is found; ARGS="schoolgate/cases" runs only these
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh scripts/test.sh $(ARGS)

test-all: setup $(DEV_STAMP) ## Run every test with all its examples, and every one again on PostgreSQL
	@PATH="$(CURDIR)/$(BIN):$$PATH" CI=true SCHOOLGATE_TESTS=whole sh scripts/test.sh
	@CI=true sh scripts/postgres.sh all

check: setup $(DEV_STAMP) ## Lint, format, templates, types, contracts, migrations, generated reference
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh scripts/check.sh

check-quick: setup $(DEV_STAMP) ## The part of check that takes seconds: lint, format, contracts
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh scripts/check.sh quick

fix: setup $(DEV_STAMP) ## Mend what can be mended by itself: format, imports, generated reference
	@$(BIN)/ruff check --fix -q . ; $(BIN)/ruff format -q . ; $(BIN)/djangofmt -q schoolgate
	@$(BIN)/python -m schoolgate.cli.reference --write

docs: setup ## Write the generated reference
	@$(BIN)/python -m schoolgate.cli.reference --write

bench: setup $(DEV_STAMP) ## Measure engines and imports on this machine
	@$(BIN)/python -m bench

wheel: setup $(DEV_STAMP) ## Build the wheel, the look inside it
	@$(BIN)/python -m build --wheel --no-isolation -o dist . >/dev/null && ls dist/*.whl

lock: $(DEV_STAMP) ## Choose new exact versions (hashes, no addresses)
	@sh scripts/lock.sh

clean: ## Remove the environment and everything built (the data folder stays)
	@rm -rf $(VENV) node_modules schoolgate/design/static/built dist build

$(VENV)/bin/python:
	@sh scripts/python.sh "$(PYTHON)" "$(VENV)"

$(STAMP): requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing Schoolgate's packages (about a minute the first time)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(COMMAND): scripts/command.sh $(STAMP)
	@sh scripts/command.sh "$(VENV)" "$(CURDIR)"

$(DEV_STAMP): requirements-dev.lock $(STAMP)
	@echo "Installing what tests and checks need"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(COMMAND) $@

$(BUILT): package.json package-lock.json $(shell find schoolgate/design/source -type f 2>/dev/null) | $(STAMP)
	@echo "Building the look"
	@sh scripts/look.sh "$(CURDIR)/$(BIN)"
	@touch $@
