"""The order that lots have drawn, and what was done to it by hand since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from shuzhi.meetings.models import AgendaItem, LotsDraw, Meeting
from shuzhi.meetings.queries.meetings import draws_of
from shuzhi.meetings.states import ByHand


@dataclass(frozen=True, slots=True)
class HandMark:
    """One change by hand, as pages and papers say it: what, who, when, why."""

    said: str
    by: str
    at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw, whether the agenda still has its order, and what was done to that by hand."""

    draw: LotsDraw
    stands: bool
    by_hand: tuple[HandMark, ...]


def drawn_orders(meeting: Meeting, items: Iterable[AgendaItem]) -> list[Drawn]:
    """All draws of a meeting, the newest first; only that one can be the order of the agenda."""
    now = [(item.who.code, str(item.group or "")) for item in items if not item.written]
    return [
        Drawn(draw, place == 0 and _is_the_order(draw, now), tuple(_mark(row) for row in draw.by_hand))
        for place, draw in enumerate(draws_of(meeting))
    ]


def _is_the_order(draw: LotsDraw, now: list[tuple[str, str]]) -> bool:
    """Group by group, where there are any: which group is listed first was never drawn."""
    then = [(row["code"], row.get("group", "")) for row in draw.lots]
    return _by_group(then) == _by_group(now)


def _by_group(rows: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, group in rows:
        found.setdefault(group, []).append(code)
    return found


def _mark(row: dict[str, str]) -> HandMark:
    return HandMark(_said(row), row["by"], parse_datetime(row["at"]), row["reason"])


def _said(row: dict[str, str]) -> str:
    said = {
        ByHand.MOVED: _("%(name)s: from No. %(before)s to No. %(after)s"),
        ByHand.REMOVED: _("%(name)s, No. %(before)s: taken off the agenda"),
        ByHand.ADDED: _("%(name)s: added as No. %(after)s"),
        ByHand.GROUPED: _("%(name)s: put into the group “%(group)s”"),
    }
    if row["what"] == ByHand.GROUPED and not row["group"]:
        return _("%(name)s: taken out of the group") % row
    return said[ByHand(row["what"])] % row
