"""One page read: which sheet it is, whether it is whole and straight, and what stands in its boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shuzhi.ballots.paper.layout import Layout
from shuzhi.ballots.paper.pictures import Picture
from shuzhi.ballots.paper.results import PageReading


@dataclass(frozen=True, slots=True)
class KnownForm:
    """A form whose sheets are expected: its layouts in the order of the groups, and the key they were signed with."""

    layouts: tuple[Layout, ...]
    key: bytes


def read(picture: Picture, known: Mapping[str, KnownForm]) -> PageReading:
    """What the page says, or why it is refused by name. `known` is by form id."""
    raise NotImplementedError
