# `make` alone lists what there is. Needs Python 3.11 or 3.12 with pip, and nothing else.
PYTHON ?=
VENV := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test bench chaos lint setup format lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F'\t' '{ printf "make %-12s %s\n", $$1, $$2 }'

demo: .venv/installed ## omniapp and a local Omnisend, at http://127.0.0.1:8000 (PORT, SANDBOX_PORT)
	@exec $(VENV) -m omniapp.demo

demo-reset: .venv/installed ## forget what the demo keeps
	@$(VENV) -m omniapp.demo --reset

test: .venv/installed ## every check and test (PYTEST_ARGS, WORKERS, CHROMIUM)
	@exec $(VENV) -m tools.checks

bench: .venv/installed ## speed, lateness and cost of sending, into docs/bench.md (BENCH="throughput minute")
	@exec $(VENV) -m tests.bench $(BENCH)

chaos: .venv/installed ## faults against the engine and what came of them (RUNS, SEED, FAULTS, KEEP)
	@exec $(VENV) -m tests.chaos runs --runs $(or $(RUNS),1) --seed $(or $(SEED),1) --faults $(or $(FAULTS),300) $(if $(KEEP),--keep)

lint: .venv/installed ## style, types and import directions only
	@exec $(VENV) -m tools.checks lint

setup: .venv/installed ## .venv with everything requirements.lock names

format: .venv/installed ## put code and templates into their format
	@$(VENV) -m ruff check --fix --quiet . ; $(VENV) -m ruff format --quiet .
	@find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} +

lock: .venv/installed ## compute requirements.lock anew from pyproject.toml
	@$(VENV) -m tools.lock

clean: ## remove .venv and every cache
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache staticfiles test-results

.venv/installed: requirements.lock tools/setup.sh
	@sh tools/setup.sh $(PYTHON)
