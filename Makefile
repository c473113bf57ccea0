# `make run` sets up, migrates and serves; `make test` sets up and runs every test. The first set-up needs a network.
PYTHON ?= python3
BIN := .venv/bin
SOURCES := pyproject.toml hatch_build.py package-lock.json browser-files.sha256 $(wildcard locale/*/LC_MESSAGES/*.po)
UV := $(BIN)/uv

.PHONY: run test quick long soak setup dev check fix bench shots lighthouse figures lock sbom audit licences messages clean
.DELETE_ON_ERROR:
# Tests start Python hundreds of times: it keeps what it compiled, also where the environment says otherwise.
unexport PYTHONDONTWRITEBYTECODE

run: setup ## serve on an embedded SQLite database, and print the address
	@$(BIN)/totem serve

setup: .venv/.ready

dev: .venv/.ready-dev tests/node_modules/.ready

# Once for all: what is collected twice, or by a worker that runs none of it, costs a quarter of a minute each time. A file's
# tests share a site, so that one worker takes all of them; files that take long come first (tests/conftest.py).
PYTEST := $(BIN)/python -m pytest
BY_FILE := --dist loadfile --no-loadscope-reorder

test: dev ## what a change may break, in real browsers and on a real PostgreSQL where they are installed
	@# Three at once: many wait, for a restart or for a page.
	$(PYTEST) -n 3 $(BY_FILE) -m "not long" $(ARGS)

long: dev ## what `make test` leaves to CI: restarts, kills, cut lines, whole crowds, pages in the other language
	$(PYTEST) -n 3 $(BY_FILE) -m long $(ARGS)

quick: dev ## what needs no browser, no PostgreSQL and no process of its own
	$(PYTEST) -n 2 $(BY_FILE) -m "not browser and not postgres and not slow" $(ARGS)

soak: export TOTEM_SOAK = 1
soak: dev ## every test with its large counts and new examples, and every simulation anew, for as long as it takes
	rm -rf test-results/tried
	$(PYTEST) -n 2 $(BY_FILE) --timeout 7200 $(ARGS)
	$(BIN)/python -m tests.tried

check: dev ## everything that needs no running server
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) -q -m "not postgres" tests/architecture tests/db/test_migrations.py
	$(BIN)/totem check questions/

fix: dev ## format, and mend what a tool can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: dev ## ratios to bare routes, side by side in one run, and a seminar of 500
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.fanout
	$(BIN)/python -m benchmarks.seminar

shots: dev ## pictures of every page and state in shots/index.html; ONLY=result for some of them
	$(BIN)/python -m tests.shots $(ONLY)

lighthouse: dev tests/lighthouse/node_modules/.ready ## Lighthouse on seventeen pages of a site with a crowd
	$(BIN)/python -m tests.lighthouse

messages: dev ## collect the texts of screens into the catalogues
	$(BIN)/pybabel -q extract -F locale/babel.cfg -k N_ --no-location --omit-header --sort-output -o locale/messages.pot .
	$(BIN)/pybabel -q update -N --no-fuzzy-matching --omit-header --ignore-pot-creation-date -w 110 -i locale/messages.pot -d locale -l fr
	$(BIN)/pybabel -q update -N --no-fuzzy-matching --omit-header --ignore-pot-creation-date -w 110 -i locale/messages.pot -d locale -l en
	rm locale/messages.pot

lock: dev ## resolve the dependencies again
	$(BIN)/pip install -q uv
	$(UV) pip compile -q --upgrade --universal --generate-hashes --all-extras --group build --no-header --no-annotate pyproject.toml -o requirements.lock
	$(UV) pip compile -q --universal --generate-hashes --all-extras --group dev -c requirements.lock --no-header --no-annotate pyproject.toml -o requirements-dev.lock
	$(UV) pip compile -q --universal --generate-hashes --group pyproject.toml:node --no-header --no-annotate -o requirements-node.lock

sbom: dev ## the bill of materials: what a site is made of, by the locks, as CycloneDX
	@$(BIN)/python -m tests.supply sbom

audit: dev ## ask advisory services about what the locks name; 2 if none can be reached
	@$(BIN)/python -m tests.supply audit

licences: dev ## write docs/licences.md from what is installed
	$(BIN)/python -m tests.supply licences

clean:
	rm -rf .venv static/vendor tests/node_modules tests/lighthouse/node_modules

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Totem needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv is missing (Debian: apt install python3-venv)."; exit 1; }

PIP := $(BIN)/pip --disable-pip-version-check --quiet
NPM := npm ci --ignore-scripts --no-audit --no-fund --silent
NETWORK := { echo; echo "Setting up did not finish. The first set-up needs a network; once connected, type the same command again."; exit 1; }

.venv/.ready: requirements.lock $(SOURCES) | .venv/bin/python
	@echo "Setting up Totem (the first time takes about a minute and needs a network)…"
	@$(PIP) install --require-hashes -r requirements.lock || $(NETWORK)
	@command -v npm >/dev/null || test -e static/vendor/.stamp || $(PIP) install --require-hashes -r requirements-node.lock || $(NETWORK)
	@$(PIP) install --no-deps --no-build-isolation -e . || $(NETWORK)
	@touch $@

.venv/.ready-dev: .venv/.ready requirements-dev.lock
	@echo "Setting up the tools for tests…"
	@$(PIP) install --require-hashes -r requirements-dev.lock || $(NETWORK)
	@touch $@

tests/node_modules/.ready: tests/package-lock.json
	@if command -v npm >/dev/null; then $(NPM) --prefix tests && touch $@ || $(NETWORK); \
	else echo "There is no npm: the test that asks the HTML checker is left out."; fi

tests/lighthouse/node_modules/.ready: tests/lighthouse/package-lock.json
	@command -v npm >/dev/null || { echo "Lighthouse needs npm (Debian: apt install npm)."; exit 1; }
	@$(NPM) --prefix tests/lighthouse && touch $@ || $(NETWORK)

figures: dev ## run the simulations of the shipped banks again, and write what the method pages print
	$(BIN)/python -m benchmarks.calibration questions/totem.yaml > questions/calibration/totem.json
	$(BIN)/python -m benchmarks.calibration questions/express.yaml > questions/calibration/express.json
	$(BIN)/python -m benchmarks.n_minus_one questions/totem.yaml --json > questions/attack/totem.json
	$(BIN)/python -m benchmarks.n_minus_one questions/express.yaml --json > questions/attack/express.json
	$(BIN)/python -m benchmarks.n_minus_one questions/customers.yaml --json > questions/attack/customers.json
	$(BIN)/python -m benchmarks.n_minus_one questions/staff.yaml --json > questions/attack/staff.json
	$(BIN)/python -m benchmarks.n_minus_one questions/leaders.yaml --json > questions/attack/leaders.json
	$(BIN)/python -m benchmarks.pencil questions/totem.yaml --json > questions/pencil/totem.json
	$(BIN)/python -m benchmarks.pencil questions/express.yaml --json > questions/pencil/express.json
	$(BIN)/python -m benchmarks.false_breaks > questions/barometer/false_breaks.json
