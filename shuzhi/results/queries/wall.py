"""What the wall of the hall shows once every ballot of a meeting is declared.

The published edition, if there is one, reporter by reporter of this meeting: what passed the gate and nothing else.
Before that the account of the slips alone. More than one page follow each other by the clock.
"""

import time
from dataclasses import dataclass
from math import ceil

from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.proving import GroupLine, account_of
from shuzhi.cycles.models import Cycle
from shuzhi.meetings.models import Meeting
from shuzhi.results.models import Proposal, Publication, Settlement
from shuzhi.results.queries.pages import grade_names
from shuzhi.results.queries.publishing import Line

# Lines of the height of letters that can be read from twenty metres: so many stand below one ballot's own line.
ROOM = 6
LEAST = 2
WIDE = 18  # signs of a unit's name on one line; Latin letters are half as wide
SECONDS = 12


@dataclass(frozen=True, slots=True)
class WallPage:
    """One picture: lines of a published result, or the account of one ballot."""

    lines: tuple[Line, ...] = ()
    form: str = ""
    groups: tuple[GroupLine, ...] = ()
    together: dict[str, int] | None = None


@dataclass(frozen=True, slots=True)
class ResultWall:
    """What is shown now, and what is said about it."""

    page: WallPage
    number: int
    pages: int
    ballots: int
    edition: int | None
    scores: bool
    withheld: bool
    settled: bool

    @property
    def seconds(self) -> int:
        return SECONDS


def wall_of(meeting: Meeting, now: float | None = None) -> ResultWall | None:
    """The picture of this moment; nothing while a ballot of the meeting is open or waits to be declared."""
    sessions = [one for one in BallotSession.objects.filter(meeting=meeting) if not one.is_prepared]
    if not sessions or not all(one.is_declared for one in sessions):
        return None
    # A rehearsal has stand-ins; the real result of the year is not theirs.
    edition = None if meeting.rehearsal else _newest(meeting.cycle)
    lines = _lines_of(meeting, edition) if edition else []
    room = max(ROOM + 1 - len(sessions), LEAST)
    pages = _pages(lines, room) if lines else [page for one in sessions for page in _account(one, room)]
    at = int((time.time() if now is None else now) // SECONDS) % len(pages)
    scores = any(line["score"] for line in lines)
    return ResultWall(
        pages[at],
        at + 1,
        len(pages),
        len(sessions),
        edition.number if edition and lines else None,
        scores,
        any(not line["grade"] or (scores and not line["score"]) for line in lines if not line["excluded"]),
        not meeting.rehearsal and Settlement.objects.filter(cycle=meeting.cycle).exists(),
    )


def wall_facts(meeting: int) -> list[object]:
    """By this the pages of the day see that there is something new on the wall."""
    cycle = Meeting.objects.filter(pk=meeting, rehearsal=False).values("cycle")
    return [
        Publication.objects.filter(cycle__in=cycle).values_list("number", flat=True).first(),
        Settlement.objects.filter(cycle__in=cycle).exists(),
    ]


def _newest(cycle: Cycle) -> Publication | None:
    return Publication.objects.filter(cycle=cycle).first()


def _lines_of(meeting: Meeting, edition: Publication) -> list[Line]:
    """The lines of this meeting's reporters in the order in which the hall has heard them."""
    rows = Proposal.objects.filter(settlement=edition.settlement_id).order_by("place")
    known = dict(zip(rows.values_list("reporter", flat=True), edition.lines, strict=True))
    grades = grade_names(meeting.cycle)
    heard = meeting.items.order_by("order", "pk").values_list("reporter", flat=True)
    return [
        {**line, "order": grades.index(line["grade"]) + 1 if line["grade"] in grades else 0}
        for line in (known.get(one) for one in heard)
        if line is not None
    ]


def _pages(lines: list[Line], room: int) -> list[WallPage]:
    """As many lines on a picture as there is room for; a long name takes two."""
    pages: list[list[Line]] = [[]]
    used = 0
    for line in lines:
        needed = max(1, ceil(_width(line["unit"]) / WIDE))
        if used + needed > room and pages[-1]:
            pages.append([])
            used = 0
        pages[-1].append(line)
        used += needed
    return [WallPage(lines=tuple(page)) for page in pages]


def _width(text: str) -> float:
    return sum(0.55 if sign.isascii() else 1 for sign in text)


def _account(session: BallotSession, room: int) -> list[WallPage]:
    """The slips of a ballot, group by group; the sum stands on every picture."""
    account = account_of(session)
    groups = room - 1
    return [
        WallPage(form=session.form, groups=tuple(account.groups[at : at + groups]), together=account.together)
        for at in range(0, len(account.groups), groups)
    ]
