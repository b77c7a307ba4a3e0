.PHONY: check test golden

check:
	ruff check .
	ruff format --check .
	mypy
	lint-imports
	pytest -q --cov --cov-fail-under=95

test:
	pytest

golden:
	pytest -q --golden-update
