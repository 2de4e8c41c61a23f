from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A laptop in a hall has SQLite by nature; nothing of it changes with the suite's database."""
    return True if collection_path.name == "test_hall.py" and config.getoption("--db") != "sqlite" else None
