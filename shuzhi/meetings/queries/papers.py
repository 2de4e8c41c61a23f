"""The plan of a meeting (F2): when, where, who reports in which order, who in writing, who rates.

What the system does not know (rooms elsewhere, guests from above) is left open for the office to fill in.
"""

from datetime import time
from typing import Any

from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuzhi.cycles.queries import voters_by_form
from shuzhi.documents import Block, Document, Heading, Paragraph, Signature, Table
from shuzhi.meetings.models import Meeting
from shuzhi.meetings.queries.meetings import agenda, in_writing
from shuzhi.meetings.rules import may_make_plan
from shuzhi.web.papers import Paper, day, meta_of


def plan_of(meeting: Meeting) -> Document:
    """The plan of a meeting, as it is sent up before the day."""
    cycle = meeting.cycle
    blocks: list[Block] = [*_frame(meeting), *_order(meeting), *_written(meeting), *_voters(meeting)]
    blocks.append(Signature((cycle.organiser.name,), pgettext("date to fill in", "(day)")))
    title = _("%(title)s\nMeeting plan") % {"title": cycle.title}
    meta = meta_of(author=cycle.organiser.name, subject=meeting.title, made=meeting.date)
    return Document(title, tuple(blocks), meta)


def papers_of(meeting: Meeting) -> list[Paper]:
    """The documents of a meeting, each with what it still needs."""
    return [Paper(_("Meeting plan"), "meetings:make-plan", (meeting.pk,), may_make_plan(meeting))]


def _frame(meeting: Meeting) -> list[Block]:
    rows = (
        (_("Meeting"), meeting.title),
        (_("Organiser"), meeting.cycle.organiser.name),
        (_("Day"), f"{day(meeting.date)} {_clock(meeting.starts_at)}".strip()),
        (_("Place"), meeting.place),
        (_("Sub-venues"), ""),
        (_("Guests from above"), ""),
        (_("Minutes for each report"), str(meeting.minutes_each)),
    )
    return [Heading(_("Day and place")), Table((), rows, (1, 3))]


def _clock(moment: time | None) -> str:
    return time_format(moment, "H:i") if moment else ""


def _order(meeting: Meeting) -> list[Block]:
    rows = tuple(
        (str(place), item.reporter.organisation_name, item.reporter.person_name, item.reporter.post)
        for place, item in enumerate(agenda(meeting), 1)
    )
    head = (_("Order"), _("Organisation"), pgettext("person", "Name"), _("Post"))
    return [Heading(_("Who reports on site, in this order")), Table(head, rows, (1, 4, 2, 4))]


def _written(meeting: Meeting) -> list[Block]:
    rows: list[Any] = [
        (row.organisation_name, row.person_name, row.post) for row in in_writing(meeting.cycle)
    ]
    if not rows:
        return []
    head = (_("Organisation"), pgettext("person", "Name"), _("Post"))
    return [Heading(_("Who reports in writing")), Table(head, tuple(rows), (4, 2, 4))]


def _voters(meeting: Meeting) -> list[Block]:
    forms = voters_by_form(meeting.cycle)
    rows = tuple(
        (form, group.group, group.label, "" if group.expected is None else str(group.expected))
        for form, groups in forms.items()
        for group in groups
    )
    if not rows:
        return []
    total = sum(group.expected or 0 for groups in forms.values() for group in groups)
    head = (_("Ballot form"), _("Voter group"), _("Who they are"), _("Expected (people)"))
    said = _("%(number)d voters are expected.") % {"number": total}
    return [Heading(_("Who rates")), Table(head, rows, (2, 1, 4, 2)), Paragraph(said)]
