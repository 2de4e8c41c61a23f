# `make demo` shows a whole year; `make test` proves it. Both start from a bare Debian 12 with Python 3.11 and make.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin/python
# PORT=8010 DOOR_PORT=8011 where the usual ones are taken.
PORTS  := $(if $(PORT),--port $(PORT)) $(if $(DOOR_PORT),--door-port $(DOOR_PORT))
BASE   := $(VENV)/.base
DEV    := $(VENV)/.dev

.PHONY: help demo again serve prepare test needs check lint messages lock bench clean

help: ## What can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

$(BASE): requirements/tools.txt requirements/base.txt
	@PYTHON="$(PYTHON)" scripts/environment.sh requirements/base.txt
	@touch $@

$(DEV): requirements/tools.txt requirements/dev.txt
	@PYTHON="$(PYTHON)" scripts/environment.sh requirements/dev.txt
	@touch $(BASE) $@

prepare: $(BASE) ## Messages, static files and both databases
	@$(RUN) scripts/compile_messages.py
	@$(RUN) manage.py collectstatic --noinput --verbosity 0
	@$(RUN) manage.py migrate --verbosity 0
	@$(RUN) manage.py migrate --database box --verbosity 0

demo: export SHUZHI_DEMO := 1
demo: export SHUZHI_VAR := $(CURDIR)/var/demo
demo: $(BASE) ## A whole invented year of one real district, then the site (SERVE=0: without the site)
	@$(MAKE) --no-print-directory prepare
	@$(RUN) manage.py demo $(PORTS)

again: ## The demo year from the beginning, forgetting what was tried in the last one
	@rm -rf var/demo demo-output
	@$(MAKE) --no-print-directory demo

serve: prepare ## The site and the ballot door, with the data in var/
	@$(RUN) manage.py serve $(PORTS)

needs: ## What the tests need beside Python
	@scripts/test-needs.sh

test: needs $(DEV) ## Everything: lint, types, contracts, tests on both databases, browser, small benchmark
	@scripts/test.sh

check: $(DEV) ## What the hosted checks ask for: everything but the browser and the benchmark
	@PARTS="lint types contracts migrations sqlite postgres" scripts/test.sh

lint: $(DEV) ## Style, types and import contracts only
	@PARTS="lint types contracts migrations" scripts/test.sh

messages: $(DEV) ## Collects new texts into the catalogues, then lists what has no Chinese yet
	@scripts/messages.sh
	@$(RUN) scripts/compile_messages.py

bench: $(DEV) ## The benchmarks of docs/benchmarks.md
	@$(RUN) -m bench

lock: $(DEV) ## New locked requirements from the .in files
	@scripts/lock.sh

clean: ## Removes what was produced, keeps var/
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build demo-output var/static
	@find shuzhi -name '*.mo' -delete
