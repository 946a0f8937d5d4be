# Two commands: `make demo` shows it, `make test` proves it (`make test-all` more than once a day needs). Everything else is made of these.
# The newest Python from 3.11 on; PYTHON= names another.
PYTHON ?= $(shell sh bin/newest-python)
BIN := .venv/bin
PORT ?= 8000
export UV_PYTHON_DOWNLOADS = never

.PHONY: install spark demo test test-all queries documents pictures bench endure font lock check attack sbom

install: .venv/installed ## .venv with `covalue` in it

EDITOR := $(addprefix editor/,package.json package-lock.json .npmrc parts.js build.py)

.venv/installed: requirements.lock pyproject.toml setup.py $(EDITOR)
	@command -v "$(PYTHON)" >/dev/null || { echo "Covalue needs Python 3.11 or newer: none was found (PYTHON= names one)."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@echo "Installing from the lock file."
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode --requirement requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@$(BIN)/python -m compileall -q --invalidation-mode checked-hash covalue # what is edited is compiled again: it is told by its content
	@touch $@

spark: .venv/spark ## pyspark beside it, for the test of the two engines and for a Spark cluster of your own (half a gigabyte)

.venv/spark: requirements-spark.lock .venv/installed
	@echo "Installing pyspark."
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement requirements-spark.lock
	@touch $@

demo: install ## the demo company at http://127.0.0.1:$(PORT); FRESH=1 starts over
	@COVALUE_DEMO=1 COVALUE_BASE_URL=http://127.0.0.1:$(PORT) $(BIN)/covalue demo --serve --port $(PORT) $(if $(FRESH),--fresh)

test: install ## what proves a change: quick tests on SQLite, what asks the database on PostgreSQL, a real browser
	@$(BIN)/python tests/run.py $(ARGS)

test-all: install spark ## everything: the above, every role on every account, long properties, Spark, endurance
	@$(BIN)/python tests/run.py --all

queries: install ## write down anew how often each page asks the database (tests/repo/queries.txt)
	@COVALUE_RECORD_QUERIES=1 $(BIN)/python -m pytest tests/repo/test_queries.py

documents: install ## write docs/openapi.json and docs/access.md from the code: look at what changed and commit it
	@$(BIN)/python -m tests.documents

pictures: install ## take the pictures of the documents from a demo of their own (ARGS="plan board" takes only those)
	@$(BIN)/python -m tests.pictures $(ARGS)

check: install ## linters, formatters of code and templates, types, layers
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/djhtml --check --tabwidth 2 covalue && $(BIN)/lint-imports && $(BIN)/mypy

bench: install ## speed, each against a named peer in the same run
	@$(BIN)/python -m bench.run $(ARGS)

attack: install .venv/attack/bin/cyclonedx-py ## outside judges: wapiti over the demo, bandit, known faults of the packages, Django's deploy check
	@$(BIN)/python -m tests.attack

.venv/attack/bin/cyclonedx-py:
	@$(PYTHON) -m venv .venv/attack && $(BIN)/uv pip install --quiet --python .venv/attack/bin/python wapiti3 bandit pip-audit cyclonedx-bom

sbom: install .venv/attack/bin/cyclonedx-py ## build/sbom.json (CycloneDX) and docs/third-party.md of what is shipped
	@$(PYTHON) -m venv --clear --without-pip .venv/shipped
	@$(BIN)/uv pip install --quiet --python .venv/shipped/bin/python --constraint requirements.lock .
	@$(BIN)/python -m tests.bill

endure: install ## kill -9, crowds of writers, the database away: on SQLite and PostgreSQL (ARGS=--help)
	@$(BIN)/python -m tests.endurance $(ARGS)

font: install ## cut the pages' font out of Inter's variable font again: FROM=InterVariable.woff2 (github.com/rsms/inter, 4.1)
	@$(BIN)/fonttools varLib.instancer --quiet $(FROM) wght=400:700 opsz=14 --output $(FROM).ttf
	@$(BIN)/pyftsubset $(FROM).ttf --unicodes-file=covalue/web/fonts/characters.txt --no-hinting --flavor=woff2 \
		--layout-features=kern,mark,mkmk,ccmp,locl,case,calt,tnum,cv05,ss03 --output-file=covalue/web/static/web/fonts/inter.woff2
	@rm $(FROM).ttf

lock: ## make requirements.lock again from pyproject.toml
	@$(BIN)/uv pip compile --quiet pyproject.toml --group test --group check --universal --generate-hashes \
		--no-emit-index-url --no-header --python-version 3.11 --output-file requirements.lock
	@$(BIN)/uv pip compile --quiet --group pyproject.toml:spark --universal --generate-hashes \
		--no-emit-index-url --no-header --python-version 3.11 --output-file requirements-spark.lock
