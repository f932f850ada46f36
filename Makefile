# Every target is one line of Python; without make, type that line.
PYTHON ?= python3
.PHONY: run setup test check lock bench clean

run: ; @$(PYTHON) -m scripts.run
setup: ; @$(PYTHON) -m scripts.install dev
test: ; @$(PYTHON) -m scripts.test
check: ; @$(PYTHON) -m scripts.check
lock: ; @$(PYTHON) -m scripts.install lock
bench: ; @$(PYTHON) -m scripts.test bench
clean: ; @$(PYTHON) -m scripts.install clean
