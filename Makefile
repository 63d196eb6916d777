# The words one types. Each sets up what it needs on a fresh machine.
.PHONY: up demo test check lint bench image clean
PYTHON ?= python3
RUN = .venv/bin/python

up:            ## start everything; prints the link that signs you in
	@$(PYTHON) bootstrap.py run
	@$(RUN) manage.py up $(ARGS)

demo:          ## the same in a fresh home that is removed at the end
	@$(PYTHON) bootstrap.py run
	@home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && $(RUN) manage.py up --home "$$home" $(ARGS)

check:         ## lint, types, import contracts, quick tests: at most two minutes
	@$(PYTHON) bootstrap.py check
	@$(MAKE) --no-print-directory lint
	@$(RUN) -m pytest -q --doctest-modules platform/kernel training/tagger
	@$(RUN) -m pytest -q -n 2 -m "not browser and not services and not faults and not slow"

lint:
	@.venv/bin/ruff format --check --quiet . && .venv/bin/ruff check --quiet .
	@.venv/bin/mypy .
	@.venv/bin/lint-imports --no-cache | tail -n 3
	@TAGWRIGHT_HOME=$$(mktemp -d) $(RUN) manage.py makemigrations --check --dry-run
	@$(PYTHON) bootstrap.py npm run --silent check
	@$(PYTHON) bootstrap.py npm test --silent

test:          ## everything: lint, types, unit, API, service and browser tests
	@$(PYTHON) bootstrap.py test
	@$(MAKE) --no-print-directory lint
	@$(RUN) -m pytest -q --doctest-modules platform/kernel training/tagger
	@$(RUN) -m pytest -q --durations=8

bench:         ## measure; prints figures and ratios, never fails on them
	@$(PYTHON) bootstrap.py check
	@$(RUN) -m benchmarks $(ARGS)

image:         ## build the container image
	docker build -t tagwright .

clean:         ## remove what was built, keep the data
	rm -rf .venv frontend/node_modules platform/tagwright/static_built
