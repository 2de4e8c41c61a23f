"""The canonical text of a rulebook and its digest."""

from __future__ import annotations

import hashlib

from shuzhi.scoring.rulebook.model import Rulebook


def digest(rulebook: Rulebook) -> str:
    """SHA-256 of the canonical text."""
    return hashlib.sha256(repr(rulebook).encode()).hexdigest()
