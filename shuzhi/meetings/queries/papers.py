"""The plan of a meeting (F2) and the material for a comment (F9).

What the system does not know (rooms elsewhere, guests from above, the direction that a leader gives) is left
open for people to fill in: the program writes no judgement of its own.
"""

from datetime import time
from typing import Any

from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Reporter
from shuzhi.cycles.queries import voters_by_form
from shuzhi.documents import Block, Byline, Document, Heading, Paragraph, Signature, Table
from shuzhi.meetings.models import Meeting
from shuzhi.meetings.queries.meetings import agenda, in_writing
from shuzhi.meetings.queries.portrait import Portrait, PortraitRow, portrait_of
from shuzhi.meetings.rules import may_make_plan, may_see_portrait
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


def comment_material_of(user: User, reporter: Reporter) -> Document:
    """The portrait as this person may read it, for the leader who comments; the direction is theirs to write."""
    portrait = portrait_of(user, reporter)
    cycle = reporter.cycle
    blocks: list[Block] = [
        Byline((f"{reporter.organisation_name} {reporter.post} {reporter.person_name}",)),
        *_problems(_("Found by research, not admitted in the report"), portrait.not_admitted),
        *_problems(_("Found by research and admitted in the report"), portrait.admitted),
        *_others(portrait),
        Heading(_("Suggested direction")),
        Table((), ((pgettext("to be written by the leader", "(to be written)"), ""),), (1, 3)),
    ]
    title = _("%(title)s\nMaterial for the comment") % {"title": cycle.title}
    meta = meta_of(author=cycle.organiser.name, subject=cycle.title, made=cycle.opened_at)
    return Document(title, tuple(blocks), meta)


def portrait_papers_of(user: User, reporter: Reporter) -> list[Paper]:
    """The material for a comment, for those who may see the portrait."""
    refusal = may_see_portrait(user, reporter)
    return [Paper(pgettext("paper", "For the comment"), "meetings:make-portrait", (reporter.pk,), refusal)]


def _problems(title: str, rows: list[PortraitRow]) -> list[Block]:
    if not rows:
        return [Heading(title), Paragraph(pgettext("portrait", "None."))]
    lines = tuple(
        (
            str(place),
            "\n".join(
                [row.finding.text, f"{row.finding.visit.organisation.name} {day(row.finding.visit.day)}"]
            ),
            row.admitted.passage if row.admitted and row.admitted.is_there else _looked(row),
            row.pointed.note.text if row.pointed and row.pointed.note else "",
        )
        for place, row in enumerate(rows, 1)
    )
    head = (_("No."), _("Found by research"), _("Admitted in the report"), _("Pointed out in the comment"))
    return [Heading(title), Table(head, lines, (1, 5, 5, 4))]


def _looked(row: PortraitRow) -> str:
    return _("not looked for yet") if row.admitted is None else _("not in the report")


def _others(portrait: Portrait) -> list[Block]:
    lists = (
        (_("Strengths"), [one.text for one in portrait.strengths]),
        (_("Admitted, not found by research"), portrait.only_admitted),
        (_("Pointed out, not found by research"), [note.text for note in portrait.only_pointed]),
    )
    blocks: list[Block] = []
    for title, texts in lists:
        if texts:
            blocks.append(Heading(title))
            blocks += [Paragraph(f"{place}. {text}") for place, text in enumerate(texts, 1)]
    return blocks


def _frame(meeting: Meeting) -> list[Block]:
    heard = ((_("Heard by"), meeting.heard_by),) if meeting.heard_by else ()
    rows = (
        (_("Meeting"), meeting.title),
        (_("Organiser"), meeting.cycle.organiser.name),
        (_("Day"), f"{day(meeting.date)} {_clock(meeting.starts_at)}".strip()),
        (_("Place"), meeting.place),
        *heard,
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
    head = (pgettext("agenda", "Order"), _("Organisation"), pgettext("person", "Name"), _("Post"))
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
