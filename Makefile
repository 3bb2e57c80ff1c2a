PYTHON ?= python3
PORT ?= 8080
BIN = .venv/bin

.PHONY: run test test-slow check format install install-dev bench lock clean

run: install
	$(BIN)/plaza serve --demo --port $(PORT)

install: .venv/installed
install-dev: .venv/installed-dev

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

test: install-dev
	$(BIN)/python -m pytest -m "not slow" --numprocesses auto --dist worksteal

test-slow: install-dev
	$(BIN)/python -m pytest -m slow

check: install-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/plaza messages check
	$(BIN)/plaza knowledge check

format: install-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install-dev
	$(BIN)/python -m tests.bench

lock:
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements.txt
	uv pip compile pyproject.toml --extra build --extra dev -c requirements.txt --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements-dev.txt

clean:
	rm -rf .venv var
