# The targets, a line each: `make`.
SHELL := /bin/bash
PY := .venv/bin/python
PORT ?= 8000
ARGS ?=
export PORT

.DEFAULT_GOAL := help
.PHONY: help run test setup dev check bench siege attack shots lock migration translations

help: ## list the targets
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what the project needs: .venv, front end, compiled texts
	@bash tools/setup.sh

run: setup ## start the demo at http://localhost:8000 (PORT=…)
	@bash tools/run.sh

dev: setup ## the same with reload on change
	@RELOAD=1 bash tools/run.sh

check: setup ## lint, types, import contracts
	@.venv/bin/ruff check app tests tools config.py wsgi.py
	@.venv/bin/ruff format --check -q app tests tools config.py wsgi.py || (echo "Run .venv/bin/ruff format ."; exit 1)
	@.venv/bin/mypy
	@.venv/bin/lint-imports

test: check ## check, then every fast test, on SQLite and on PostgreSQL (ARGS="-k gate" for a part)
	@$(PY) tools/test.py $(ARGS)

bench: setup ## figures, as ratios to a floor measured in the same run
	@$(PY) -m tools.bench

siege: setup ## the slow tests: long faults, large numbers
	@CHANCERY_SIEGE=1 .venv/bin/pytest -m "siege" $(ARGS)

attack: setup ## the corpora of hostile input, in full
	@CHANCERY_SIEGE=1 .venv/bin/pytest -m "attack" $(ARGS)

shots: setup ## pictures of the main pages and prints, in shots/
	@$(PY) -m tools.shots

lock: ## compile the locks anew
	@.venv/bin/uv pip compile -q pyproject.toml --universal -p 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links -o requirements.txt
	@.venv/bin/uv pip compile -q pyproject.toml --group dev --universal -p 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links -o requirements-dev.txt
	@npm install --package-lock-only --ignore-scripts

migration: setup ## write a migration from the models: make migration ARGS="what it does"
	@CHANCERY_MODE=demo .venv/bin/flask --app wsgi db migrate -m "$(ARGS)"

translations: setup ## collect the texts and bring the catalogues in line
	@$(PY) tools/catalogues.py collect
