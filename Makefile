# The five words. Each makes what it needs; see scripts/dev.py.
PYTHON ?= python3
ARGS ?=

.PHONY: run test check e2e bench lock messages screenshots mutate

run:
	@exec $(PYTHON) scripts/dev.py run

test:
	@$(PYTHON) scripts/dev.py test $(ARGS)

check:
	@$(PYTHON) scripts/dev.py check

e2e:
	@$(PYTHON) scripts/dev.py e2e $(ARGS)

bench:
	@$(PYTHON) scripts/dev.py bench $(ARGS)

# For developers, inside the environment that the words above made.
lock:
	@.venv/bin/python scripts/lock.py

messages:
	@.venv/bin/python scripts/messages.py extract

screenshots:
	@.venv/bin/python scripts/screenshots.py

# A seeded sample of mutants of the pure packages: make mutate ARGS="scoring --sample 100 --survivors".
mutate:
	@.venv/bin/python scripts/mutate.py $(ARGS)
