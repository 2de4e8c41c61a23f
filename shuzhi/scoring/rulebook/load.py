"""From a file or text to a rulebook, or to every fault in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from shuzhi.scoring.rulebook.canonical import digest
from shuzhi.scoring.rulebook.cross import cross_check
from shuzhi.scoring.rulebook.desk import Desk
from shuzhi.scoring.rulebook.faults import Fault, Place, RulebookFaults, Stop, fault, format_faults
from shuzhi.scoring.rulebook.file import File
from shuzhi.scoring.rulebook.model import Rulebook
from shuzhi.scoring.rulebook.nodes import MOST_CHARACTERS, compose

__all__ = ["Fault", "RulebookFaults", "check", "format_faults", "load"]


def load(source: Path | str | bytes) -> Rulebook:
    """The rulebook in a file (a ``Path``, or a ``str`` of one line) or in a text.

    Raises ``RulebookFaults``, with every fault, when it is not sound.
    """
    rulebook, faults = _read(source)
    if faults or rulebook is None:
        raise RulebookFaults(faults)
    return replace(rulebook, digest=digest(rulebook))


def check(source: Path | str | bytes) -> tuple[Fault, ...]:
    """Every fault of the file or text, in the order of the file; empty when it is sound."""
    return _read(source)[1]


def _read(source: Path | str | bytes) -> tuple[Rulebook | None, tuple[Fault, ...]]:
    try:
        root = compose(text_of(source))
    except Stop as stop:
        return None, (fault(stop.place, "", stop.kind, **stop.words),)
    desk = Desk()
    file = File(desk, root)
    rulebook = file.rulebook()
    cross_check(file, rulebook)
    return rulebook, tuple(sorted(set(desk.faults)))


def text_of(source: Path | str | bytes) -> str:
    """The text of a file or of bytes, or ``Stop`` when it is too large or not UTF-8."""
    if isinstance(source, str) and "\n" in source:
        return source.removeprefix("\ufeff")
    if not isinstance(source, bytes):
        path = Path(source)
        if path.stat().st_size > MOST_CHARACTERS * 4:
            raise Stop(Place(1, 1), "too_long", limit=str(MOST_CHARACTERS))
        source = path.read_bytes()
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise Stop(Place(line, 1), "not_utf8") from error
