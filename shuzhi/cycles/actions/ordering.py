from collections.abc import Sequence
from typing import Any, Protocol, TypeVar


class Ordered(Protocol):
    """A row of a list that people put in order."""

    pk: Any
    order: Any


Row = TypeVar("Row", bound=Ordered)


def shift(rows: Sequence[Row], row: Row, places: int) -> list[Row]:
    """The rows with one of them moved up (negative) or down, all numbered anew from 1."""
    moved = list(rows)
    here = next(index for index, one in enumerate(moved) if one.pk == row.pk)
    there = max(0, min(len(moved) - 1, here + places))
    moved.insert(there, moved.pop(here))
    for order, one in enumerate(moved, start=1):
        one.order = order
    return moved
