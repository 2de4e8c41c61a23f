"""Which documents a meeting has, and the material for a comment (F9).

The direction that a leader gives is left open for people to fill in: the program writes no judgement of its own.
"""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Reporter
from shuzhi.documents import Block, Byline, Document, Heading, Paragraph, Table
from shuzhi.meetings.models import Meeting
from shuzhi.meetings.queries.portrait import Portrait, PortraitRow, portrait_of
from shuzhi.meetings.rules import may_make_plan, may_see_portrait
from shuzhi.web.papers import Paper, day, meta_of


def papers_of(meeting: Meeting) -> list[Paper]:
    """The documents of a meeting, each with what it still needs."""
    waits = may_make_plan(meeting)
    return [
        Paper(_("Meeting plan"), "meetings:make-plan", (meeting.pk,), waits),
        Paper(_("Agenda and host script"), "meetings:make-script", (meeting.pk,), waits),
        Paper(_("Attendance sheet"), "meetings:make-attendance", (meeting.pk,)),
    ]


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
