# Two commands set up everything they need: `make demo` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# checkov pins boto3 and brings an `hcl2` of its own, so it lives apart from tfgen.
CHECKOV := .venv-checkov

.PHONY: setup demo test lint bench clean

setup: $(STAMP)

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "tfgen needs Python 3.11 or newer; set it with: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(STAMP)
	PATH="$(CURDIR)/$(BIN):$$PATH" bash examples/demo.sh

test: $(STAMP) lint
	$(BIN)/tfgen doctor --install
	$(BIN)/python -m pytest

lint: $(STAMP) $(CHECKOV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(CHECKOV)/bin/checkov --framework terraform --quiet --compact --skip-download \
	  --directory modules --directory tests/golden/stacks

$(CHECKOV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(CHECKOV)
	$(CHECKOV)/bin/pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(CHECKOV)/bin/pip install --quiet --group checkov
	@touch $@

bench: $(STAMP)
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) $(CHECKOV) demo .mypy_cache .pytest_cache .ruff_cache .hypothesis
