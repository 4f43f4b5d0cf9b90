# Every target sets itself up on first use: a virtual environment in .venv with the versions of requirements.lock.
# Set-up needs Python 3.11 or newer and a package index; later uses need neither.

.DEFAULT_GOAL := help
.PHONY: help reports test lab check verify lock clean
.DELETE_ON_ERROR:

VENV := .venv
PY := $(VENV)/bin/python
# Which Python makes the environment; `make PYTHON=/path/to/python3.12 ...` takes another one.
PYTHON ?=
ARGS ?=
LAB_ARGS ?=
TESTS ?= tests notebooks

# The user's Python and Jupyter settings must not reach the runs: another kernel named "python3", a start-up file
# of IPython or packages on PYTHONPATH would change the outputs.
unexport PYTHONPATH PYTHONHOME JUPYTER_PATH
export JUPYTER_PREFER_ENV_PATH := 1
export IPYTHONDIR := $(CURDIR)/$(VENV)/ipython
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_USER := 0

# A Python that was removed, or a folder that was moved, makes the environment useless: set up again.
$(shell $(PY) -c '' 2>/dev/null || rm -f $(VENV)/.packages)
ifneq ($(shell cat $(VENV)/.installed 2>/dev/null),$(CURDIR))
$(shell rm -f $(VENV)/.installed)
endif

help: ## this list
	@echo "Tollbook. The first use of a target that needs it sets up $(VENV) (about a minute or two)."
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  ARGS='...' passes options on, e.g. make reports ARGS='--event balochistan-2026-01'"
	@echo "  LAB_ARGS='...' passes options to JupyterLab, e.g. make lab LAB_ARGS='--no-browser --port 9999'"
	@echo "  TESTS='...' names the tests to run, e.g. make test TESTS=tests/test_lab.py"
	@echo "  PYTHON=... names the Python (3.11 or newer) that makes $(VENV)"

reports: $(VENV)/.installed ## run every notebook and write reports/index.html
	@$(VENV)/bin/tollbook run $(ARGS)

check: $(VENV)/.installed ## say what is wrong with the raw tables
	@$(VENV)/bin/tollbook check $(ARGS)

verify: $(VENV)/.installed ## rebuild tables and notebooks afresh, compare byte for byte
	@$(VENV)/bin/tollbook verify $(ARGS)

test: $(VENV)/.installed ## run the tests, and the notebooks against their outputs
	@$(PY) -m pytest -n 2 --dist loadscope --nbval --nbval-current-env $(TESTS) $(ARGS)

lab: $(VENV)/.installed ## open the notebooks in JupyterLab
	@$(PY) -m tollbook.lab $(LAB_ARGS)

# Installs some packages of the lock: $(1) names them, $(2) has more options of pip.
# Those without a built file are built with the setuptools of the lock, not with whatever is newest on the day.
define install
awk '/^[a-z0-9]/ { wanted = /^($(1))==/ } wanted' requirements.lock > $(VENV)/some.lock && \
$(PY) -m pip install -qq --require-hashes --no-deps $(2) --requirement $(VENV)/some.lock
endef

# In two steps, each with a stamp that is written last: a set-up that was interrupted starts anew,
# and a change of pyproject.toml alone does not install everything again.
# The base executable, because the python3 on the path may be the one of the environment that is to be removed.
$(VENV)/.packages: requirements.lock
	@python=""; \
	for candidate in "$(PYTHON)" python3 python3.13 python3.12 python3.11 python3.14 python; do \
	    if [ -n "$$candidate" ] && "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        python="$$candidate"; break; \
	    fi; \
	    if [ -n "$(PYTHON)" ]; then break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	    echo "Tollbook needs Python 3.11 or newer, and found none$(if $(PYTHON), in PYTHON=$(PYTHON))." >&2; \
	    echo "Install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 2; \
	fi; \
	if ! "$$python" -c 'import venv, ensurepip' 2>/dev/null; then \
	    echo "$$python cannot make a virtual environment: on Debian and Ubuntu, install the package python3-venv." >&2; exit 2; \
	fi; \
	echo "Setting up $(VENV) with $$("$$python" -V), once: about a minute ..."; \
	python=$$("$$python" -c 'import sys; print(sys._base_executable)'); \
	rm -rf $(VENV) && "$$python" -m venv $(VENV)
	@$(call install,setuptools|flit-core) && $(call install,docopt|libhxl|python-io-wrapper,--no-build-isolation --use-pep517) && \
	    $(PY) -m pip install -qq --require-hashes --requirement requirements.lock || \
	    { echo "Set-up stopped: it needs a package index. Run make again to go on." >&2; exit 2; }
	@touch $@

$(VENV)/.installed: $(VENV)/.packages pyproject.toml
	@$(PY) -m pip install -qq --no-deps --no-build-isolation --no-index --editable .
	@echo "$(CURDIR)" > $@

# Pins that still fit are kept; `make lock ARGS=--upgrade` takes the newest of everything.
lock: $(VENV)/.installed ## pin every package of pyproject.toml in requirements.lock, with hashes
	@$(PY) -m pip install -qq "uv >=0.9"
	@$(PY) -m uv pip compile pyproject.toml --extra cluster --extra large --extra places --extra test --extra words --extra setup --output-file requirements.lock --quiet \
	    --no-config --universal --fork-strategy fewest --python-version 3.11 --generate-hashes \
	    --custom-compile-command "make lock" $(ARGS)

clean: ## remove reports and caches; the environment and the record of runs stay
	@rm -rf reports .tollbook/store .tollbook/notes tollbook/.bundle build dist .pytest_cache .hypothesis .ruff_cache
	@find tollbook tests notebooks benchmarks -type d \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} + 2>/dev/null || true
