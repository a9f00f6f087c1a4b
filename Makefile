# Each lane has a virtual environment of its own and sets it up when it is missing or older than what it was made from.
# `make run FILE=my.yaml`, `make test ARGS="-k pause"`, `make PYTHON=python3.13 test`.

PYTHON ?= python3
FILE ?= scenarios/first-year.yaml
ARGS ?=

.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
.PHONY: run test searches lint types generated generate vectors vectors-run bench thorough mutmut real-system wheel-smoke notebooks browser clean FORCE

# What the caller's shell has active must not matter.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME PYTHONSTARTUP PIP_USER PIP_TARGET PIP_PREFIX PIP_CONSTRAINT
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

# One word for "this interpreter, in this directory": an environment made by or for another one is stale.
KEY := $(shell $(PYTHON) -I -c 'import hashlib, os, sys; \
	print(hashlib.sha256(repr((sys.version, sys.base_prefix, os.getcwd())).encode()).hexdigest())' 2>/dev/null)
INPUTS := pyproject.toml constraints.txt
stale = $(if $(filter $(KEY),$(shell cat $(1)/ready 2>/dev/null)),,FORCE)

define check-python
@$(PYTHON) -I -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else \
	"membership-sim needs Python 3.11 or newer, but $(PYTHON) is %d.%d: call make with PYTHON=..." % sys.version_info[:2])'
endef

# $(1) the directory, $(2) what is installed. `ready` is written last: an environment that stopped half-way has none.
define set-up
$(check-python)
@echo "setting up $(1)" >&2
@rm -rf $(1)
@$(PYTHON) -I -m venv $(1)
@$(1)/bin/python -m pip install --quiet -c constraints.txt -e '$(2)'
@echo $(KEY) > $(1)/ready
endef

.venv/ready: $(INPUTS) $(call stale,.venv)
	$(call set-up,.venv,.)

.venv-test/ready: $(INPUTS) $(call stale,.venv-test)
	$(call set-up,.venv-test,.[test])

.venv-dev/ready: $(INPUTS) $(call stale,.venv-dev)
	$(call set-up,.venv-dev,.[dev])

.venv-thorough/ready: $(INPUTS) $(call stale,.venv-thorough)
	$(call set-up,.venv-thorough,.[thorough])

.venv-examples/ready: $(INPUTS) $(call stale,.venv-examples)
	$(call set-up,.venv-examples,.[examples])

run: .venv/ready
	@.venv/bin/membership-sim run '$(FILE)' $(ARGS)

# On all cores, a file of tests in one process: the examples of a page go on from one another.
PYTEST = .venv-test/bin/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

test: .venv-test/ready
	$(PYTEST) $(ARGS)

# What `test` takes a part of, in full: every mutant of the model, 20,000 hostile files.
SEARCHES = tests/test_mutants.py::test_every_mutant_is_noticed_or_indistinguishable \
	tests/test_malformed_files.py::test_mutants_of_files
searches: .venv-test/ready
	$(PYTEST) --hypothesis-profile=ci $(SEARCHES) $(ARGS)

thorough: .venv-test/ready
	$(PYTEST) --hypothesis-profile=thorough $(ARGS)
	.venv-test/bin/python -m tests.long_run
	.venv-test/bin/python -m tests.long_check
	.venv-test/bin/python -m tests.mutants
	$(MAKE) mutmut
	$(MAKE) real-system

# From nothing each time, so that no verdict is older than the tests. mutmut's own exit status says nothing of survivors.
# `.venv-thorough/bin/mutmut show NAME` shows a mutant as a change of the source.
mutmut: .venv-thorough/ready
	@rm -rf mutants
	.venv-thorough/bin/mutmut run
	@.venv-thorough/bin/python tools/mutants_killed.py

# A system of others, whose own warnings are not ours to mend: docs/real-system.md.
real-system: .venv-examples/ready
	.venv-examples/bin/python -m pytest -o filterwarnings=default examples/real_system $(ARGS)

lint: .venv-dev/ready
	.venv-dev/bin/python -m ruff check .

types: .venv-dev/ready
	.venv-dev/bin/python -m mypy

generated: .venv-dev/ready
	.venv-dev/bin/python tools/generate.py --check

generate: .venv-dev/ready
	.venv-dev/bin/python tools/generate.py

# Written again into a copy, and compared: what ships is what the model says.
vectors: .venv-dev/ready
	@set -e; away=$$(mktemp -d); trap 'rm -rf "$$away"' EXIT; set -x; \
	.venv-dev/bin/membership-sim vectors --out "$$away/suite"; \
	diff -rq --exclude=run.mjs vectors "$$away/suite"

# Needs Node 20. The second biller drifts, and must be caught; so must programs that end, echo, babble or sleep.
FAULTY = node vectors/run.mjs --only taxes/ --failures 1
# Answers every vector with no entries; $(1) is what it says that it observes.
MUTE = node -e 'require("readline").createInterface(process.stdin).on("line", (line) => \
	console.log(JSON.stringify({ id: JSON.parse(line).id, entries: [], observes: [$(1)] })))'
vectors-run: .venv-dev/ready
	node vectors/run.mjs -- .venv-dev/bin/python examples/vectors/answer.py
	node vectors/run.mjs --only calendars/generic/ -- node examples/vectors/biller.mjs --anchored
	node vectors/run.mjs --only calendars/generic/ --failures 1 -- node examples/vectors/biller.mjs; test $$? -eq 1
	$(FAULTY) -- $(call MUTE); test $$? -eq 1
	$(FAULTY) -- $(call MUTE,"notice"); test $$? -eq 1
	$(FAULTY) -- true; test $$? -eq 1
	$(FAULTY) -- cat; test $$? -eq 1
	$(FAULTY) -- yes; test $$? -eq 1
	$(FAULTY) --timeout 0.2 -- sleep 60; test $$? -eq 1
	$(FAULTY) -- ./no-such-program; test $$? -eq 2

bench: .venv-dev/ready
	.venv-dev/bin/python -m benchmarks $(ARGS)
	.venv-dev/bin/python -m tests.mutants --suite scenarios --bound 75
	.venv-dev/bin/python -m tests.files_fuzz 10000

# What a user gets: the wheel alone, without the extras, away from the checkout.
SMOKE = $(CURDIR)/.build/venv/bin
wheel-smoke: .venv-dev/ready
	@rm -rf .build
	.venv-dev/bin/python -m build --outdir .build/dist . > /dev/null
	@$(PYTHON) -I -m venv .build/venv
	.build/venv/bin/python -m pip install --quiet -c constraints.txt .build/dist/*.whl
	@set -e; away=$$(mktemp -d); trap 'rm -rf "$$away"' EXIT; cp -R scenarios "$$away"; cd "$$away"; set -x; \
	"$(SMOKE)/python" -c "import membership_sim, sys; sys.exit(not membership_sim.__file__.startswith(sys.prefix))"; \
	"$(SMOKE)/membership-sim" --version; \
	"$(SMOKE)/membership-sim" run scenarios/first-year.yaml > /dev/null; \
	"$(SMOKE)/membership-sim" rulebook amazon.co.jp > /dev/null; \
	"$(SMOKE)/membership-sim" test scenarios

# What the notebooks say, run again; one that says something else must be caught. `ARGS=--write` writes it.
notebooks: .venv-dev/ready
	.venv-dev/bin/python tools/notebooks.py $(ARGS)
	@set -e; away=$$(mktemp -d); trap 'rm -rf "$$away"' EXIT; set -x; \
	sed 's/: 600 yen for 2025-03-02/: 601 yen for 2025-03-02/' notebooks/1-first-steps.ipynb > "$$away/spoilt.ipynb"; \
	found=0; .venv-dev/bin/python tools/notebooks.py "$$away/spoilt.ipynb" || found=$$?; test $$found -eq 1

# What `report` writes, in the Chromium of the system. The files that set up the other tests are not read.
browser: .venv-dev/ready
	.venv-dev/bin/python -m pytest --confcutdir=tests/browser tests/browser $(ARGS)

clean:
	rm -rf .venv .venv-test .venv-dev .venv-thorough .venv-examples .build mutants .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
