"""Documents of a report: written and spoken version (F5), the vetting sheet (F7)."""

from collections.abc import Callable, Iterator
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuzhi.accounts.models import User
from shuzhi.documents import (
    Block,
    Byline,
    Document,
    Heading,
    Meta,
    PageBreak,
    Paragraph,
    Signature,
    Table,
    Title,
)
from shuzhi.reports.models import Edition, Report, told
from shuzhi.reports.models.markup import FACT, FILE, Kind, Passage, parse, spoken_of
from shuzhi.reports.queries.counting import counts_of_edition
from shuzhi.reports.queries.texts import last_edition
from shuzhi.reports.queries.vetting import vetting_sheet
from shuzhi.reports.rules.checklist import checklist_of
from shuzhi.reports.rules.papers import may_take_report, may_take_vetting_sheet
from shuzhi.web.papers import Paper, day, meta_of

LEVELS = {Kind.HEADING: 2, Kind.SUBHEADING: 3}


def written_of(report: Report) -> Document:
    """The report as it was handed in last, with its particulars on a page behind."""
    edition = _edition(report)
    blocks = [_byline(report), *_parts(edition, spoken=False), _signature(edition), *_particulars(edition)]
    return Document(_title(report, _("Report on duty")), tuple(blocks), _meta(edition))


def spoken_version_of(report: Report) -> Document:
    """What is read out: the passages marked as spoken, or all when none is marked."""
    edition = _edition(report)
    blocks = [_byline(report), *_parts(edition, spoken=True), _signature(edition)]
    return Document(_title(report, _("Report on duty (to be read out)")), tuple(blocks), _meta(edition))


def vetting_sheet_of(report: Report) -> Document:
    """Round by round what the office found, asked for and was answered; and the checklist."""
    edition = _edition(report)
    blocks = [_byline(report), *_vetting_state(report, edition), *_vetting_notes(report), *_checks(edition)]
    signers = (_("Vetted by (signature):"), _("Approved by (signature):"))
    return Document(
        _title(report, _("Vetting sheet of the report on duty")),
        (*blocks, Signature(signers, pgettext("date to fill in", "(day)"))),
        _meta(edition),
    )


PAPERS: dict[str, Callable[[Report], Document]] = {
    "written": written_of,
    "spoken": spoken_version_of,
    "vetting": vetting_sheet_of,
}


def papers_of(user: User, report: Report) -> list[Paper]:
    """The documents of a report, each with why it cannot be had, if so."""
    reading, sheet = may_take_report(user, report), may_take_vetting_sheet(user, report)
    key = report.reporter_id
    return [
        Paper(_("Report on duty"), "reports:make-paper", (key, "written"), reading),
        Paper(pgettext("paper", "To be read out"), "reports:make-paper", (key, "spoken"), reading),
        Paper(pgettext("paper", "Vetting sheet"), "reports:make-paper", (key, "vetting"), sheet),
    ]


def _edition(report: Report) -> Edition:
    edition = last_edition(report)
    if edition is None:
        raise ValueError("A report that was never handed in is no document.")
    return edition


def _title(report: Report, name: str) -> str:
    return f"{report.cycle.title}\n{name}"


def _byline(report: Report) -> Byline:
    reporter = report.reporter
    return Byline((f"{reporter.organisation_name}{_space()}{reporter.post}{_space()}{reporter.person_name}",))


def _space() -> str:
    return pgettext("between the parts of a name line", " ")


def _meta(edition: Edition) -> Meta:
    report = edition.report
    return meta_of(author=report.reporter.person_name, subject=report.cycle.title, made=edition.made_at)


def _signature(edition: Edition) -> Signature:
    return Signature((edition.report.reporter.person_name,), day(edition.made_at))


def _parts(edition: Edition, *, spoken: bool) -> Iterator[Block]:
    """The sections, then the answers to the topics; of a text with marks only what is spoken."""
    texts = [one["text"] for one in (*edition.sections, *edition.answers)]
    only = spoken and any(spoken_of(text) for text in texts)
    for section in edition.sections:
        yield from _part(Heading(section["title"]), section["text"], edition, only=only)
    answers = [
        block
        for answer in edition.answers
        for block in _part(
            Heading(f"{answer['code']} {answer['topic']}", 2, numbered=False),
            told(answer),
            edition,
            only=only,
            below=1,
        )
    ]
    if answers:
        yield Heading(_("Answers to the topics"))
        yield from answers


def _part(heading: Heading, text: str, edition: Edition, *, only: bool, below: int = 0) -> list[Block]:
    passages = [one for one in parse(_in_words(text, edition)) if one.spoken or not only]
    if not passages:
        return []
    blocks: list[Block] = [heading]
    for is_row, group in groupby(passages, key=lambda one: one.kind == Kind.ROW):
        run = list(group)
        blocks += [_table(run)] if is_row else [_block(one, below) for one in run]
    return blocks


def _block(passage: Passage, below: int) -> Block:
    if passage.kind in LEVELS:
        return Heading(passage.text, LEVELS[passage.kind] + below)
    return Paragraph(passage.text)


def _table(rows: list[Passage]) -> Table:
    head, *others = (row.cells for row in rows)
    return Table(head, tuple(others)) if others else Table((), (head,))


def _in_words(text: str, edition: Edition) -> str:
    """Figures and files as they were pinned when the text was handed in; what was not pinned keeps its mark."""
    facts = {row["mark"]: row["words"] for row in edition.facts}
    files = {str(row["number"]): row["name"] for row in edition.evidence}
    said = FACT.sub(lambda found: facts.get(found[0][2:-2], found[0]), text)
    named = pgettext("in a text", "(evidence %(n)s: %(name)s)")
    return FILE.sub(
        lambda found: named % {"n": found[1], "name": files[found[1]]} if found[1] in files else found[0],
        said,
    )


def _particulars(edition: Edition) -> list[Block]:
    counts = counts_of_edition(edition)
    titles = {one["key"]: one["title"] for one in edition.sections}
    rows = [(titles[key], _("%(n)d characters") % {"n": number}) for key, number in counts.sections.items()]
    rows += [
        (_("Answers to the topics"), _("%(n)d characters") % {"n": counts.answers}),
        (_("Whole text"), _("%(n)d characters") % {"n": counts.total}),
        (_("Share of problems and causes"), f"{counts.problem_percent}%"),
        (_("Estimated speaking time"), counts.time),
        (_("Round"), str(edition.number)),
        (_("Handed in on"), day(edition.made_at)),
        (_("Hash of the text"), f"{edition.digest[:32]}\n{edition.digest[32:]}"),
    ]
    blocks: list[Block] = [PageBreak(), Title(_("Particulars of the text")), Table((), tuple(rows), (2, 3))]
    if edition.facts:
        quoted = tuple((row["name"], row["words"], row["source"]) for row in edition.facts)
        head = (_("Figure"), pgettext("of a figure", "Value"), pgettext("of a figure", "Source"))
        blocks.append(Table(head, quoted, (2, 3, 3), _("Figures quoted")))
    if edition.evidence:
        named = tuple((str(row["number"]), row["name"], row["note"]) for row in edition.evidence)
        blocks.append(Table((_("No."), _("File"), _("Note")), named, (1, 4, 4), _("Evidence named")))
    return blocks


def _vetting_state(report: Report, edition: Edition) -> list[Block]:
    rows = (
        (_("State"), str(report.get_stage_display())),
        (_("Round"), str(edition.number)),
        (_("Handed in on"), day(edition.made_at)),
        (_("Accepted on"), day(report.accepted_at) if report.accepted_at else "—"),
    )
    return [Table((), rows, (1, 3))]


def _vetting_notes(report: Report) -> list[Block]:
    rows = tuple(
        (
            str(row.round),
            "\n".join(text for text in (row.reviewer, day(row.day)) if text),
            "\n".join(text for text in (row.part, row.passage) if text),
            row.wanted,
            row.reply,
            row.state,
        )
        for row in vetting_sheet(report)
    )
    if not rows:
        return [Heading(_("Vetting notes")), Paragraph(_("No notes were sent."))]
    head = (_("Round"), _("Reviewer"), _("Passage"), _("Required change"), _("Reply"), _("State"))
    return [Heading(_("Vetting notes")), Table(head, rows, (1, 3, 4, 4, 4, 2))]


def _checks(edition: Edition) -> list[Block]:
    rows = []
    for item in checklist_of(edition):
        met = item.check.met if item.check else item.is_found_met if item.is_answered else None
        answer = (
            pgettext("checklist", "not answered")
            if met is None
            else pgettext("checklist", "met")
            if met
            else pgettext("checklist", "not met")
        )
        rows.append((item.text, answer, item.check.note if item.check else item.finding or ""))
    if not rows:
        return []
    return [
        Heading(_("Checklist")),
        Table(
            (pgettext("checklist", "Item"), pgettext("checklist", "Answer"), _("Note")),
            tuple(rows),
            (4, 2, 4),
        ),
    ]
