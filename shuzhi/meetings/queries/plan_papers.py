"""The plan of a meeting (F2), its agenda with the host's words (F10) and the attendance sheet (F11)."""

from datetime import datetime, time
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from shuzhi.cycles.queries import rulebook_of, voters_by_form
from shuzhi.documents import Block, Byline, Document, Heading, Meta, Paragraph, Signature, Table
from shuzhi.meetings.models import AgendaItem, Meeting, ReportingGroup
from shuzhi.meetings.queries.meetings import agenda, tracks_of
from shuzhi.meetings.queries.order import drawn_orders
from shuzhi.meetings.queries.room import guests_of, heads_of, observers_of, presence_of
from shuzhi.meetings.queries.script import Line, Programme, programme_of
from shuzhi.scoring.rulebook.model import Row, Scale
from shuzhi.web.papers import day, meta_of

LIST = "、"


def plan_of(meeting: Meeting) -> Document:
    """The plan of a meeting, as it is sent up before the day."""
    blocks = [
        *_frame(meeting),
        *_venues(meeting),
        *_order(meeting),
        *_written(meeting),
        *_people(meeting),
        *_voters(meeting),
    ]
    blocks.append(Signature((meeting.cycle.organiser.name,), pgettext("date to fill in", "(day)")))
    return Document(_title(meeting, _("Meeting plan")), tuple(blocks), _meta(meeting))


def script_of(meeting: Meeting) -> Document:
    """The agenda in minutes, and what the host says, part by part."""
    programme = programme_of(meeting)
    blocks: list[Block] = [Byline(tuple(line for line in _when_and_where(meeting) if line))]
    blocks += [Heading(_("Agenda")), Paragraph(_how_a_turn_goes(programme)), *_agenda_tables(programme)]
    blocks += [Heading(_("Host script")), *_words(meeting, programme)]
    return Document(_title(meeting, _("Agenda and host script")), tuple(blocks), _meta(meeting))


def attendance_sheet_of(meeting: Meeting) -> Document:
    """Heads by voter group and venue, with places to sign; names stand on no sheet."""
    rows = tuple(
        (
            row.form,
            f"{row.group} {row.label}" if row.label != row.group else row.group,
            str(row.venue or pgettext("venue", "Main venue")),
            str(row.expected),
            "" if row.present is None else str(row.present),
            "" if row.absent is None else str(row.absent),
            row.reason,
        )
        for row in heads_of(meeting)
        if row.expected or row.present is not None
    )
    head = (
        _("Ballot form"),
        _("Voter group"),
        _("Venue"),
        pgettext("heads", "Expected"),
        pgettext("heads", "Present"),
        pgettext("heads", "Absent"),
        _("Why absent"),
    )
    blocks: list[Block] = [
        Byline(tuple(line for line in _when_and_where(meeting) if line)),
        Table(head, rows, (3, 4, 3, 2, 2, 2, 4)),
    ]
    if said := _turned_up(meeting):
        blocks.append(Paragraph(said))
    signed = (_("Teller: ____________"), _("Supervisor: ____________"))
    blocks.append(Signature(signed, pgettext("date to fill in", "(day)")))
    return Document(_title(meeting, _("Attendance sheet")), tuple(blocks), _meta(meeting))


def _title(meeting: Meeting, name: str) -> str:
    mark = pgettext("paper", "Rehearsal: ") if meeting.rehearsal else ""
    return f"{mark}{meeting.cycle.title}\n{name}"


def _meta(meeting: Meeting) -> Meta:
    return meta_of(author=meeting.cycle.organiser.name, subject=meeting.title, made=meeting.date)


def _turned_up(meeting: Meeting) -> str:
    presence = presence_of(meeting)
    if presence.present is None:
        return ""
    said = _("%(present)d of %(expected)d voters are present.")
    return said % {"present": presence.present, "expected": presence.expected}


def _when_and_where(meeting: Meeting) -> list[str]:
    chair = _("Chair: %(name)s") % {"name": meeting.chair} if meeting.chair else ""
    return [meeting.title, f"{day(meeting.date)} {_clock(meeting.starts_at)} {meeting.place}".strip(), chair]


def _frame(meeting: Meeting) -> list[Block]:
    programme = programme_of(meeting)
    takes = _("about %(n)d minutes") % {"n": programme.minutes}
    if programme.ends_at:
        takes = _("%(takes)s, until about %(time)s") % {"takes": takes, "time": _clock(programme.ends_at)}
    rows = (
        (_("Meeting"), meeting.title),
        (_("Organiser"), meeting.cycle.organiser.name),
        (_("Day"), f"{day(meeting.date)} {_clock(meeting.starts_at)}".strip()),
        (_("Place"), meeting.place),
        *([(_("Chair"), meeting.chair)] if meeting.chair else []),
        *([(_("Heard by"), meeting.heard_by)] if meeting.heard_by else []),
        (_("Minutes for each report"), str(meeting.minutes_each)),
        (pgettext("plan", "Takes"), takes),
    )
    return [Heading(_("Day and place")), Table((), rows, (1, 3))]


def _clock(moment: time | None) -> str:
    return time_format(moment, "H:i") if moment else ""


def _venues(meeting: Meeting) -> list[Block]:
    rows = tuple((one.name, one.place, one.keeper) for one in meeting.venues.all())
    if not rows:
        return []
    return [
        Heading(_("Sub-venues")),
        Table((_("Sub-venue"), _("Place"), _("Keeper")), rows, (3, 5, 3)),
    ]


def _order(meeting: Meeting) -> list[Block]:
    tracks = tracks_of(agenda(meeting))
    blocks: list[Block] = [Heading(_("Who reports on site, in this order"))]
    if len(tracks) > 1:
        said = _("The groups are heard at the same time, each reporter with report, questions and comment.")
        blocks.append(Paragraph(said))
    for track in tracks:
        if track.group is not None:
            blocks.append(Heading(_group_said(track.group), level=2))
        blocks.append(_reporters(track.items, ordered=True))
    return [*blocks, *_changed_by_hand(meeting)]


def _changed_by_hand(meeting: Meeting) -> list[Block]:
    """Where lots were drawn and the order is another one: who changed it, when and why."""
    drawn = next(iter(drawn_orders(meeting, agenda(meeting))), None)
    if drawn is None or (drawn.stands and not drawn.by_hand):
        return []
    said = [_("The order was changed by hand after the draw:")] if drawn.by_hand else []
    if not drawn.by_hand:
        said = [_("The order was changed by hand after the draw; the log of the meeting says who did.")]
    for one in drawn.by_hand:
        signed = {"said": one.said, "reason": one.reason, "by": one.by, "at": _moment(one.at)}
        said.append(_("%(said)s; reason: %(reason)s (%(by)s, %(at)s).") % signed)
    return [Paragraph(line) for line in said]


def _moment(at: datetime | None) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT") if at else ""


def _group_said(group: ReportingGroup) -> str:
    where = str(group.venue or pgettext("venue", "Main venue"))
    if not group.chair:
        return _("%(group)s (%(where)s)") % {"group": group.name, "where": where}
    said = _("%(group)s (%(where)s, chair %(name)s)")
    return said % {"group": group.name, "where": where, "name": group.chair}


def _reporters(items: list[AgendaItem], *, ordered: bool) -> Table:
    rows = []
    for place, item in enumerate(items, 1):
        who = (item.who.organisation_name, item.who.person_name, item.who.post)
        rows.append((str(place), *who) if ordered else who)
    head = (_("Organisation"), pgettext("person", "Name"), _("Post"))
    if ordered:
        return Table((pgettext("agenda", "Order"), *head), tuple(rows), (1, 4, 2, 4))
    return Table(head, tuple(rows), (4, 2, 4))


def _written(meeting: Meeting) -> list[Block]:
    items = [item for item in agenda(meeting) if item.written]
    return [Heading(_("Who reports in writing")), _reporters(items, ordered=False)] if items else []


def _people(meeting: Meeting) -> list[Block]:
    blocks: list[Block] = []
    for title, people in (
        (_("Observers from above"), observers_of(meeting)),
        (_("Guests"), guests_of(meeting)),
    ):
        rows = tuple(
            (one.unit, one.name, one.post, str(one.venue or pgettext("venue", "Main venue")))
            for one in people
        )
        if rows:
            head = (_("Unit"), pgettext("person", "Name"), _("Post"), _("Venue"))
            blocks += [Heading(title), Table(head, rows, (4, 2, 3, 3))]
    return blocks


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


def _how_a_turn_goes(programme: Programme) -> str:
    turns = [turn for stretch in programme.stretches for turn in _turns(stretch.lines) if turn[0].item]
    parts = [line.part for line in turns[0]] if turns else []
    return _("Each reporter: %(parts)s.") % {"parts": LIST.join(parts)} if parts else ""


def _agenda_tables(programme: Programme) -> list[Block]:
    """One table; where groups are heard side by side, one for what is common and one for each group."""
    blocks: list[Block] = []
    place = 0
    for stretch in programme.stretches:
        if stretch.group is not None:
            blocks.append(Heading(_group_said(stretch.group), level=2))
        elif blocks and stretch.lines and not _is_plain(programme):
            blocks.append(Heading(pgettext("agenda", "All together again"), level=2))
        rows = [_agenda_row(number, turn) for number, turn in enumerate(_turns(stretch.lines), place + 1)]
        place += len(rows)
        if stretch.group is None and blocks and isinstance(blocks[-1], Table) and _is_plain(programme):
            last = blocks.pop()
            assert isinstance(last, Table)  # noqa: S101 - said just above
            rows = [*last.rows, *rows]
        if rows:
            blocks.append(Table(_agenda_head(), tuple(rows), (2, 5, 4, 2, 2)))
    return blocks


def _is_plain(programme: Programme) -> bool:
    return all(stretch.group is None for stretch in programme.stretches)


def _agenda_head() -> tuple[str, ...]:
    begins = pgettext("agenda", "From")
    return (_("No."), pgettext("agenda", "Item"), _("Speaker"), _("Minutes"), begins)


def _turns(lines: list[Line]) -> list[list[Line]]:
    """What belongs to one reporter stands in one row of the agenda."""
    return [list(turn) for _key, turn in groupby(lines, lambda line: line.item.pk if line.item else line.key)]


def _agenda_row(number: int, turn: list[Line]) -> tuple[str, ...]:
    first = turn[0]
    minutes = " + ".join(str(line.minutes) for line in turn if line.minutes)
    if first.item is None:
        return (str(number), first.title, first.speaker, minutes, _clock(first.at))
    who = first.item.who
    return (str(number), who.organisation_name, who.person_name, minutes, _clock(first.at))


def _words(meeting: Meeting, programme: Programme) -> list[Block]:
    blocks: list[Block] = []
    for stretch in programme.stretches:
        if stretch.group is not None:
            blocks.append(Heading(_group_said(stretch.group), level=2))
        for line in stretch.lines:
            if not line.text:
                continue
            if line.key in ("questions", "comment"):
                blocks.append(Paragraph(line.text))
                continue
            blocks.append(Heading(line.title, level=3 if stretch.group else 2))
            blocks.append(Paragraph(line.text))
            if line.key == "ballot":
                blocks += [Paragraph(said) for said in ballot_sentences(meeting)]
    return blocks


def ballot_sentences(meeting: Meeting) -> list[str]:
    """How the ballot of the pinned rulebook is filled in, to be read aloud; weights are nobody's business here."""
    rated = meeting.items.count()
    said = []
    for form in rulebook_of(meeting.cycle).forms:
        if not form.secret:
            continue
        rows = LIST.join(_row_said(row) for row in form.rows)
        counted = ngettext(
            "“%(form)s”: %(n)d reporter is rated, one mark in every row: %(rows)s.",
            "“%(form)s”: %(n)d reporters are rated, one mark in every row: %(rows)s.",
            rated,
        )
        said.append(counted % {"form": form.name, "n": rated, "rows": rows})
        groups = LIST.join(group.label or group.name for group in form.groups)
        said.append(_("Who rates: %(groups)s.") % {"groups": groups})
        if apart := sorted({name for row in form.rows for name in _not_counted(row.scale)}):
            said.append(_("“%(names)s” is a mark that does not count.") % {"names": LIST.join(apart)})
    return said


def _row_said(row: Row) -> str:
    scale = row.scale
    if scale.numeric:
        marks = _("from %(low)s to %(high)s") % {"low": _number(scale.low), "high": _number(scale.high)}
    else:
        marks = LIST.join(option.name for option in scale.options)
    return _("%(row)s (%(marks)s)") % {"row": row.name, "marks": marks}


def _not_counted(scale: Scale) -> list[str]:
    return [option.name for option in scale.options if option.points is None]


def _number(value: Fraction) -> str:
    return f"{(Decimal(value.numerator) / Decimal(value.denominator)).normalize():f}"
