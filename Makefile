# Samling's commands. Each works from a fresh clone with Python 3.11 or newer and make; see README.md.
.PHONY: help setup demo serve work test check bench lock messages samples

PYTHON ?= python3
BIN := .venv/bin
export SAMLING_DEVELOPMENT ?= 1

help:
	@sed -n 's/^\([a-z]*\):.*## /\1  /p' $(MAKEFILE_LIST) | column -t -l 2

.venv/installed: requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-binary odfpy -r requirements.lock
	touch $@

setup: .venv/installed ## environment, browser files, translations, speech model
	@$(BIN)/python -m tools.vendor
	@$(BIN)/python -m tools.messages compile
	@$(BIN)/python -m tools.speech_model

samples: setup ## make the sample files
	@$(BIN)/python -m tools.make_samples

demo: samples ## the whole story on the samples
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python -m tools.demo

serve: setup ## the site on localhost:8000 with a worker beside it
	@$(BIN)/python manage.py migrate --verbosity 0
	@trap 'trap - INT TERM EXIT; kill 0' INT TERM EXIT; $(BIN)/python manage.py work & $(BIN)/python manage.py runserver --noreload 8000

test: samples ## all tests; those for servers that aren't there skip and say why
	$(BIN)/python -m pytest -n auto

check: setup ## style, types, layers, deployment, migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	SAMLING_DEVELOPMENT=0 $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m tools.messages check

bench: samples ## the benchmarks: a table, and JSON in bench/results/
	$(BIN)/python -m bench

lock: ## renew requirements.lock from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --all-extras --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --python-version 3.11 --no-annotate --no-header --quiet --upgrade -o requirements.lock

messages: setup ## collect the sentences to translate into locale/
	$(BIN)/python -m tools.messages collect
