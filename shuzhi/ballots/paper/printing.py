"""Sets of paper ballots as PDF."""

from __future__ import annotations

from collections.abc import Sequence

from shuzhi.ballots.paper.layout import Layout


def pdf_of(layout: Layout, numbers: Sequence[str], key: bytes, *, form: str, language: str = "zh") -> bytes:
    """One set of single-sided A4 pages for every sheet number, the sets shuffled."""
    raise NotImplementedError
