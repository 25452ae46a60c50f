# Everything a newcomer needs, each with its own set-up: Python 3.11+, git and make are enough.
# Another interpreter: make PYTHON=python3.12 test

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE := tests/node
DOCUMENTS ?= 5000
PIP_TOOLS := pip-tools==7.6.2

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
# What a person's shell points at must not stand in for what is locked.
unexport PYTHONPATH
unexport PYTHONHOME

MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

# A heading, then the command: silent where it succeeds, all it said where it fails.
define step
	@echo "== $(1)"
	@said=$$($(2) 2>&1) || { printf '%s\n' "$$said"; exit 1; }
endef

.PHONY: help demo test bench agreement docs lock clean node

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

demo: $(VENV)/project.stamp ## check the example reviews, render one, break a copy and see what is found
	@$(BIN)/python -m tools.demo

test: $(VENV)/dev.stamp $(VENV)/project.stamp node ## run every check
	$(call step,ruff check,$(BIN)/ruff check --quiet)
	$(call step,ruff format,$(BIN)/ruff format --check --quiet)
	$(call step,mypy,$(BIN)/mypy)
	$(call step,import contracts,$(BIN)/lint-imports --no-cache)
	$(call step,published schemas,$(BIN)/ladderci schema --check)
	$(call step,rubrics,$(BIN)/ladderci rubric lint)
	$(call step,reviews,$(BIN)/ladderci check)
	$(call step,workflow security,$(BIN)/zizmor --offline --no-progress --quiet .github)
	$(call step,workflow syntax,$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml)
	@echo "== pytest"
	@$(BIN)/pytest -n 2 --cov --cov-report=term

bench: $(VENV)/dev.stamp $(VENV)/project.stamp node ## measure, and compare with other tools
	@$(BIN)/python -m tools.bench

agreement: $(VENV)/dev.stamp $(VENV)/project.stamp node ## compare verdicts with other validators, DOCUMENTS=5000
	@LADDERCI_AGREEMENT_DOCUMENTS=$(DOCUMENTS) $(BIN)/pytest -k agreement

docs: $(VENV)/project.stamp ## write the generated files anew: schema/ and docs/findings.md
	@$(BIN)/ladderci schema
	@$(BIN)/python -m tools.docs

# The public registry's own files and no others: a person's pip settings stay out of the locks.
COMPILE = env -u PIP_FIND_LINKS -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null \
  build/lock/bin/pip-compile --quiet --upgrade --generate-hashes --strip-extras --no-header \
  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --build-deps-for editable

lock: $(VENV)/python.stamp ## choose versions anew and write requirements/*.txt and the Node lock
	@$(BIN)/python -m venv build/lock
	@build/lock/bin/python -m pip install -qq '$(PIP_TOOLS)'
	@$(COMPILE) --extra dev --output-file requirements/dev.txt pyproject.toml
	@$(COMPILE) --constraint requirements/dev.txt --output-file requirements/run.txt pyproject.toml
	@$(COMPILE) --constraint requirements/dev.txt --extra github --output-file requirements/github.txt pyproject.toml
	@cd $(NODE) && npm install --package-lock-only --loglevel=error >/dev/null

clean: ## remove everything that these targets made
	@rm -rf $(VENV) build dist $(NODE)/node_modules .hypothesis .ruff_cache
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "ladderci needs Python 3.11 or newer, and $(PYTHON) is not; name one: make PYTHON=python3.12" >&2; exit 1; }
	@echo "== setting up $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/run.stamp: requirements/run.txt $(VENV)/python.stamp
	@$(BIN)/python -m pip install -qq --require-hashes --no-deps -r $<
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "== installing what the checks need"
	@$(BIN)/python -m pip install -qq --require-hashes --no-deps -r $<
	$(call step,locks are whole,$(BIN)/python -m pip check)
	@touch $@

$(VENV)/project.stamp: pyproject.toml ladderci/__init__.py $(VENV)/run.stamp
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch $@

# Without Node the tests that need it skip and say why; where CI is set they fail.
node:
	@if command -v npm >/dev/null; then $(MAKE) --silent $(NODE)/node_modules/stamp; \
	else echo "Node is not here: the tests that need it skip (and fail where CI is set)"; fi

# Install scripts stay off (.npmrc): the only one would make the SARIF validator executable.
$(NODE)/node_modules/stamp: $(NODE)/package-lock.json $(NODE)/package.json
	@echo "== installing other people's validators and editor"
	@cd $(NODE) && npm ci --loglevel=error --no-progress >/dev/null
	@find $(NODE)/node_modules/@microsoft -name Sarif.Multitool -exec chmod +x {} +
	@touch $@
