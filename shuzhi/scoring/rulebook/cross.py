"""Checks that need the whole file: precision against lines and points, and grades that nobody can get."""

from __future__ import annotations

from shuzhi.scoring.rulebook.file import File
from shuzhi.scoring.rulebook.model import Rulebook


def cross_check(file: File, rulebook: Rulebook) -> None:
    """Adds the faults that no single section can see."""
