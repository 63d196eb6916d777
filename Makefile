# The words one types. Each sets up what it needs on a fresh machine.
.PHONY: up demo test check bench image clean
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
	@$(RUN) -m tests.quick check

test:          ## everything: lint, types, unit, API, service and browser tests
	@$(PYTHON) bootstrap.py test
	@$(RUN) -m tests.quick test

bench:         ## measure; prints figures and ratios, never fails on them
	@$(PYTHON) bootstrap.py check
	@$(RUN) -m benchmarks $(ARGS)

image:         ## build the container image
	docker build -t tagwright .

clean:         ## remove what was built, keep the data
	rm -rf .venv frontend/node_modules platform/tagwright/static_built
