# Everything runs in .venv, which the first target that needs it creates.
VENV ?= .venv
BIN := $(VENV)/bin
PYTHON ?= python3
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
JOBS ?=
# What running a notebook leaves in it, besides outputs: a filter of git keeps it out of commits.
STRIPPED := $(foreach key,codemirror_mode file_extension mimetype nbconvert_exporter pygments_lexer version,metadata.language_info.$(key)) cell.metadata.execution
LOCK := pyproject.toml --universal --python-version 3.11 --no-header --no-annotate --no-strip-extras --generate-hashes

# An environment made in another folder would run that folder's code.
MOVED := $(if $(wildcard $(STAMP)),$(filter-out $(CURDIR),$(shell cat $(STAMP))))
ifneq ($(MOVED),)
$(shell rm -f $(STAMP) $(DEV_STAMP))
endif

define install
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; found $$($(PYTHON) --version). Try: make PYTHON=python3.12"; exit 1; }; \
	if command -v uv >/dev/null; then \
		uv venv --quiet $(or $(if $(MOVED),$(2)),--allow-existing) --python "$$(command -v $(PYTHON))" $(VENV) && \
		uv pip install --quiet --require-hashes --python $(BIN)/python -r $(1) && \
		uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps -e .; \
	else \
		$(PYTHON) -m venv $(if $(MOVED),$(2)) $(VENV) && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .; \
	fi
endef

.DEFAULT_GOAL := help
.PHONY: help reports test sweep coverage lab check codebook readme lint bench drill mutants site release lock clean

help: ## Show this help
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

# What running needs; the tests add the tools of development.
$(STAMP): requirements.txt pyproject.toml
	@$(call install,requirements.txt,--clear)
	@! git rev-parse --git-dir >/dev/null 2>&1 || { \
		git config filter.notebook.clean "$(BIN)/python -m nbstripout --keep-id --extra-keys \"$(STRIPPED)\""; \
		git config filter.notebook.smudge cat; }
	@echo "$(CURDIR)" >$@

$(DEV_STAMP): requirements-dev.txt $(STAMP)
	@$(call install,requirements-dev.txt)
	@echo "$(CURDIR)" >$@

reports: $(STAMP) ## Regenerate every default report into reports/
	@$(BIN)/left-of-labour reports $(if $(JOBS),--jobs $(JOBS))

test: $(DEV_STAMP) ## Run all tests
	@$(BIN)/python -m pytest -n auto --dist loadgroup

sweep: $(DEV_STAMP) ## Check every combination of parameters, run each value and read every sentence; takes 10 minutes
	@$(BIN)/python tests/parameter_sweep.py $(NOTEBOOKS)
	@$(BIN)/python -m pytest -n auto tests/sweep

coverage: $(DEV_STAMP) ## Run all tests and show which lines and branches they do not reach
	@$(BIN)/python -m pytest -n auto --dist loadgroup --cov --cov-report=term

lab: $(STAMP) ## Open JupyterLab on the notebook to start from; LAB_ARGS is passed on
	@changed=$$(git status --porcelain -- notebooks 2>/dev/null); [ -z "$$changed" ] || \
		echo "Changed here, so not as published (left-of-labour open makes a copy to change):" $$changed >&2
	@PATH="$(abspath $(BIN)):$$PATH" jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) --ServerApp.root_dir="$(CURDIR)" $(LAB_ARGS) notebooks/start-here.ipynb

check: $(STAMP) ## Check the data
	@$(BIN)/left-of-labour check

codebook: $(STAMP) ## Write data/README.md anew from data/datapackage.json
	@$(BIN)/python -m left_of_labour.data.codebook

readme: reports ## Write the findings and the table of notebooks in README.md anew
	@$(BIN)/python tools/readme.py

mutants: $(DEV_STAMP) ## Measure which slips in the data the checks catch
	@$(BIN)/python tests/mutants.py

bench: $(DEV_STAMP) ## Compare ways to make the reports, and write benchmarks/README.md
	@$(BIN)/python benchmarks/compare.py

drill: $(DEV_STAMP) ## Kill builds at random moments and count what they leave; MOMENTS of each kind
	@$(BIN)/python tests/drill.py $(MOMENTS)

lint: $(DEV_STAMP) ## Lint code and notebooks, check their format and the types of the package
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

site: reports ## Write a site for any static host to SITE (default: site/)
	@$(BIN)/left-of-labour site $(or $(SITE),site)

release: $(STAMP) ## Prepare a release, for example make release VERSION=0.2.0
	@$(BIN)/python tools/release.py $(VERSION)

lock: ## Write the pinned requirements anew from pyproject.toml (needs uv)
	@uv pip compile --quiet $(LOCK) --extra build -o requirements.txt
	@uv pip compile --quiet $(LOCK) --all-extras -c requirements.txt -o requirements-dev.txt

clean: ## Remove generated reports and caches; the environment stays
	rm -rf .pytest_cache .ruff_cache .hypothesis
	@if git rev-parse --git-dir >/dev/null 2>&1; then git clean -fdXq reports; \
	else find reports -mindepth 1 -maxdepth 1 ! -name README.md ! -name pictures -exec rm -rf {} +; fi
