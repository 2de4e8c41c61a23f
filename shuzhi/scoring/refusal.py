"""The one way in which the plan and the engines say no: a sentence in both languages, and where."""

from __future__ import annotations


class Refused(ValueError):  # noqa: N818  (a refusal is not a crash; the sentence matters, not the suffix)
    """A rulebook that cannot be computed safely, or records that the plan may not read."""

    def __init__(self, where: str, zh: str, en: str) -> None:
        super().__init__(f"{where}: {en}")
        self.where = where
        self.zh = zh
        self.en = en

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str, str]]:
        """A worker process hands its refusal back whole."""
        return Refused, (self.where, self.zh, self.en)
