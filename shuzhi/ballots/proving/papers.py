"""The count sheet and the announcement of closing as documents to sign, print and read out."""

from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuzhi.ballots.counting import CountTable
from shuzhi.ballots.models.keys import Closing
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.proving.counted import CountSheet, GroupLine, Withheld
from shuzhi.ballots.states import SlipChannel
from shuzhi.documents import Block, Byline, Document, Heading, Paragraph, Signature, Table
from shuzhi.web.papers import day, meta_of


def count_paper(sheet: CountSheet) -> Document:
    """F13 in either face, with the lines on which teller and supervisor sign."""
    title = title_of(sheet)
    blocks: list[Block] = [
        Byline((sheet.organiser, _day(sheet.closed_at))),
        Heading(pgettext("count sheet", "Ballots"), 1),
        _ballots(sheet),
        *(_inside(sheet) if sheet.withheld else _counted(sheet)),
        Signature((_("Teller:") + "　" * 8, _("Supervisor:") + "　" * 8), _day(sheet.declared_at)),
    ]
    meta = meta_of(author=sheet.organiser, subject=title, made=sheet.declared_at)
    return Document(f"{sheet.meeting}\n{title}", tuple(blocks), meta)


def title_of(sheet: CountSheet) -> str:
    """The name of the sheet; the one for the hall says that it is."""
    if sheet.public:
        return _("Count sheet for the hall: %(form)s") % {"form": sheet.form}
    return _("Count sheet: %(form)s") % {"form": sheet.form}


def _counted(sheet: CountSheet) -> list[Block]:
    blocks: list[Block] = []
    for number, table in enumerate(sheet.tables):
        if number == 0 or table.code != sheet.tables[number - 1].code:
            blocks.append(Heading(f"{table.name}（{table.unit}）", 1))
            blocks += [
                Paragraph(_line(path, value), indented=False, keep=True)
                for path, value in sheet.scores_of(table.code)
            ]
        blocks.append(_marks(table))
    return blocks


def _inside(sheet: CountSheet) -> list[Block]:
    """What the hall is told instead of marks: of which groups they stay inside, and why."""
    rows = tuple((name_of(one), one.why) for one in sheet.withheld)
    return [
        Heading(_("Marks that stay inside"), 1),
        Paragraph(
            _(
                "All ballots are counted. Marks and scores of this ballot are for tellers and committee; what "
                "everybody may know of the result is published by the committee."
            )
        ),
        Table((_("Group"), _("Why the marks stay inside")), rows, widths=(2, 5)),
        Heading(_("Reporters on the ballot"), 1),
        Paragraph("；".join(f"{name}（{unit}）" for name, unit in sheet.reporters)),
    ]


def _day(moment: datetime | None) -> str:
    """The day where the meeting is held, not the server's."""
    return day(localtime(moment) if moment else None)


def _line(path: str, value: str) -> str:
    return _("Score, %(component)s: %(value)s") % {"component": path, "value": value}


def _ballots(sheet: CountSheet) -> Table:
    head = (_("Group"), _("Issued"), _("Returned"), _("Valid"), _("Invalid"), _("Spoiled"), _("Unused"))
    rows = [_group(one) for one in sheet.groups]
    names = ("issued", "returned", "valid", "invalid", "spoiled", "unused")
    rows.append((_("Together"), *(str(sheet.together[name]) for name in names)))
    return Table(head, tuple(rows), widths=(4, 1, 1, 1, 1, 1, 1))


def name_of(one: GroupLine | Withheld) -> str:
    """A group by its name and, where it has one, its label."""
    return one.group if one.label in ("", one.group) else f"{one.group} {one.label}"


def _group(one: GroupLine) -> tuple[str, ...]:
    numbers = (one.issued, one.returned, one.valid, one.invalid, one.spoiled, one.unused)
    return (name_of(one), *(str(number) for number in numbers))


def _marks(table: CountTable) -> Table:
    head = (_("Group"), *table.options, _("Rated"), _("Left blank"))
    rows = []
    for line in table.lines:
        cells = [f"{count}（{share}）" if share else str(count) for _option, count, share in line.marks]
        rows.append((line.group or _("Together"), *cells, str(line.rated), str(line.blank)))
    return Table(head, tuple(rows), caption=table.row)


def closing_paper(session: BallotSession, closing: Closing) -> Document:
    """What is read out when a ballot closes: nobody can change a ballot afterwards without this showing."""
    title = _("The ballot is closed: %(form)s") % {"form": session.form}
    organiser = session.meeting.cycle.organiser.name
    channels = dict(SlipChannel.choices)
    marks = tuple((group, str(channels.get(channel, channel)), str(n)) for group, channel, n in closing.marks)
    blocks: list[Block] = [
        Byline((organiser, _day(closing.published_at))),
        Paragraph(_("Sealed ballots: %(n)d") % {"n": closing.sealed}),
        Paragraph(_("Root, to be read aloud: %(short)s") % {"short": closing.short}),
        Paragraph(_("The whole root: %(root)s") % {"root": closing.long}),
        Table(
            (_("Group"), _("Channel"), pgettext("count sheet", "Count")),
            marks,
            caption=_("Ballots in the box"),
        ),
        Signature((_("Teller:") + "　" * 8, _("Supervisor:") + "　" * 8), _day(closing.published_at)),
    ]
    meta = meta_of(author=organiser, subject=title, made=closing.published_at)
    return Document(f"{session.meeting.title}\n{title}", tuple(blocks), meta)
