# Everything runs in .venv, which the first target that needs it creates.
VENV ?= .venv
BIN := $(VENV)/bin
PYTHON ?= python3
STAMP := $(VENV)/.installed
JOBS ?=

.DEFAULT_GOAL := help
.PHONY: help reports test coverage lab check codebook lint bench mutants clean

help: ## Show this help
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; found $$($(PYTHON) --version). Try: make PYTHON=python3.12"; exit 1; }
	@if command -v uv >/dev/null; then \
		uv venv --quiet --allow-existing --python "$$(command -v $(PYTHON))" $(VENV) && \
		uv pip install --quiet --python $(BIN)/python -r requirements.txt && \
		uv pip install --quiet --python $(BIN)/python --no-deps -e .; \
	else \
		$(PYTHON) -m venv $(VENV) && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .; \
	fi
	@touch $@

reports: $(STAMP) ## Regenerate every default report into reports/
	@$(BIN)/left-of-labour reports $(if $(JOBS),--jobs $(JOBS))

test: $(STAMP) ## Run all tests
	@$(BIN)/python -m pytest -n auto --dist loadgroup

coverage: $(STAMP) ## Run all tests and show which lines and branches they do not reach
	@$(BIN)/python -m pytest -n auto --dist loadgroup --cov --cov-report=term

lab: $(STAMP) ## Open JupyterLab on the notebook to start from
	@$(BIN)/jupyter lab notebooks/start-here.ipynb

check: $(STAMP) ## Check the data
	@$(BIN)/left-of-labour check

codebook: $(STAMP) ## Write data/README.md anew from data/datapackage.json
	@$(BIN)/python -m left_of_labour.data.codebook

mutants: $(STAMP) ## Measure which slips in the data the checks catch
	@$(BIN)/python tests/mutants.py

bench: $(STAMP) ## Compare ways to make the reports, and write benchmarks/README.md
	@$(BIN)/python benchmarks/compare.py

lint: $(STAMP) ## Lint and check the format of code and notebooks
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

clean: ## Remove generated reports and caches; the environment stays
	rm -rf .pytest_cache .ruff_cache .hypothesis
	git clean -fdXq reports
