"""Where the meeting of the demo is held and with whom: a sub-venue, observers, heads, a portfolio."""

from datetime import time

from shuzhi.meetings import actions as meetings
from shuzhi.meetings.models import AgendaItem, Meeting, Venue
from shuzhi.meetings.queries import heads_of, reporters_in_portfolio
from shuzhi.meetings.states import Seat
from shuzhi.project.demo.content import content
from shuzhi.project.demo.people import Cast

BEGINS = time(14, 0)
# Every so many voters one is absent, for the reasons of content.yaml in turn.
ONE_ABSENT_IN = 20


def furnish(cast: Cast, meeting: Meeting) -> None:
    """The plan of the meeting beside its agenda: chair, sub-venue, observers and guests, who answers for whom."""
    office, plan = cast.desks["office"], content()["room"]
    meetings.change_meeting(meeting, actor=office, starts_at=BEGINS, chair=plan["chair"])
    venue = meetings.add_venue(meeting, **plan["venue"], actor=office)
    for number, observer in enumerate(plan["observers"]):
        account = cast.desks["observer"] if number == 0 else None
        meetings.invite(meeting, **observer, actor=office, user=account)
    for guest in plan["guests"]:
        meetings.invite(meeting, **guest, seat=Seat.GUEST, actor=office, venue=venue)
    wanted = plan["portfolio"]
    reporters = meeting.cycle.reporters.filter(category__in=wanted["categories"])
    meetings.give_portfolio(meeting.cycle, cast.desks["committee"], wanted["name"], reporters, actor=office)


def count_heads(cast: Cast, meeting: Meeting) -> None:
    """On the day: some of the last group sit in the sub-venue, a few are absent, each with the reason."""
    venue = meeting.venues.get()
    reasons = content()["room"]["absent"]
    counts = []
    rows = [row for row in heads_of(meeting) if row.venue is None]
    for place, row in enumerate(rows):
        elsewhere = row.expected // 3 if place == len(rows) - 1 else 0
        for where, expected in ((None, row.expected - elsewhere), (venue, elsewhere)):
            if expected:
                counts.append(_counted(row.form, row.group, where, expected, reasons[place % len(reasons)]))
    meetings.count_heads(meeting, counts, actor=cast.desks["office"])


def _counted(form: str, group: str, venue: Venue | None, expected: int, reason: str) -> meetings.HeadCount:
    absent = expected // ONE_ABSENT_IN
    said = reason.format(n=absent) if absent else ""
    return meetings.HeadCount(form, group, venue, expected, expected - absent, said)


def add_the_leaders_comment(cast: Cast, item: AgendaItem) -> None:
    """The leader who answers for a reporter adds the own comment to the secretary's."""
    leader = cast.desks["committee"]
    if item.reporter_id in reporters_in_portfolio(leader, item.meeting.cycle):
        meetings.give_comment(item, content()["room"]["leader_comment"], actor=leader)


def remark(cast: Cast, meeting: Meeting) -> None:
    """What the observers said at the end, of the whole meeting."""
    for attendant, said in zip(
        meeting.attendants.filter(seat=Seat.OBSERVER), content()["room"]["remarks"], strict=False
    ):
        meetings.note_remark(attendant, said, actor=cast.desks["office"])
