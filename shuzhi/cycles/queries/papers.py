"""Documents of the cycle: the plan and the notice of the round (F1), the list of topics (F3).

Every sentence is a label or comes from the cycle: its rulebook, sections, topics, dates, limits.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from shuzhi.cycles.models import Cycle, Topic
from shuzhi.cycles.queries.cycles import voters_by_form
from shuzhi.cycles.queries.reporters import reporters_of
from shuzhi.cycles.queries.rulebooks import rulebook_of, sentence_language, sentences_of
from shuzhi.cycles.queries.topics import topics_of
from shuzhi.cycles.rules.papers import may_make_plan, may_make_topic_list
from shuzhi.documents import (
    Addressee,
    Annexes,
    Block,
    Document,
    Heading,
    Meta,
    PageBreak,
    Paragraph,
    RedHead,
    Signature,
    Table,
    Title,
)
from shuzhi.web.papers import Paper, day, meta_of


def plan_of(cycle: Cycle) -> Document:
    """The working plan, to be approved by the committee."""
    title = _("%(title)s\nWorking plan") % {"title": cycle.title}
    return Document(title, (*_body(cycle), *_end(cycle)), _meta(cycle))


def notice_of(cycle: Cycle) -> Document:
    """The notice: the same content under the red head, to all whom it concerns. Its number is left to the office."""
    head = RedHead(
        pgettext("red head", "Document of %(issuer)s") % {"issuer": cycle.organiser.name},
        pgettext("document number", "〔%(year)d〕No.    ") % {"year": cycle.year},
    )
    title = _("Notice of %(title)s") % {"title": cycle.title}
    names = list(dict.fromkeys(cycle.reporters.values_list("organisation_name", flat=True)))
    addressee = Addressee(
        pgettext("addressees", "To: %(names)s") % {"names": pgettext("list", ", ").join(names)}
    )
    return Document(title, (head, addressee, *_body(cycle), *_end(cycle)), _meta(cycle))


def topic_list_of(cycle: Cycle) -> Document:
    """The list of must-report topics, must-answer questions and common questions."""
    title = _("%(title)s\nList of topics") % {"title": cycle.title}
    return Document(title, tuple(_topics(cycle)), _meta(cycle))


PAPERS: dict[str, Callable[[Cycle], Document]] = {
    "plan": plan_of,
    "notice": notice_of,
    "topics": topic_list_of,
}


def papers_of(cycle: Cycle) -> list[Paper]:
    """The documents of the round, each with what it still needs."""
    plan, topics = may_make_plan(cycle), may_make_topic_list(cycle)
    return [
        Paper(_("Working plan of the round"), "cycles:make-paper", (cycle.pk, "plan"), plan),
        Paper(_("Notice of the round"), "cycles:make-paper", (cycle.pk, "notice"), plan),
        Paper(_("List of topics"), "cycles:make-paper", (cycle.pk, "topics"), topics),
    ]


def _meta(cycle: Cycle) -> Meta:
    made = cycle.opened_at or datetime(cycle.year, 1, 1, tzinfo=UTC)
    return meta_of(author=cycle.organiser.name, subject=cycle.title, made=made)


def _body(cycle: Cycle) -> list[Block]:
    return [
        *_basis(cycle),
        *_coverage(cycle),
        *_content(cycle),
        *_timetable(cycle),
        *_voters(cycle),
        *_requirements(cycle),
    ]


def _basis(cycle: Cycle) -> list[Block]:
    book = rulebook_of(cycle)
    blocks: list[Block] = [Heading(pgettext("of a plan", "Basis")), Paragraph(cycle.rulebook_title)]
    if book.source:
        blocks.append(Paragraph(book.source))
    return blocks


def _coverage(cycle: Cycle) -> list[Block]:
    counts: dict[tuple[str, str], int] = {}
    for row in cycle.reporters.all():
        key = (row.category, row.get_form_display())
        counts[key] = counts.get(key, 0) + 1
    rows = tuple((category or "—", form, str(count)) for (category, form), count in sorted(counts.items()))
    head = (_("Category"), _("Form"), _("Number of people"))
    return [Heading(_("Who reports, and how")), Table(head, rows, (3, 2, 1))]


def _content(cycle: Cycle) -> list[Block]:
    blocks: list[Block] = [Heading(_("What is reported")), Heading(_("Sections of the report"), 2)]
    blocks += _sections(cycle.report_sections)
    for category, sections in cycle.category_sections.items():
        blocks.append(Heading(_("Sections for %(category)s") % {"category": category}, 2))
        blocks += _sections(sections)
    topics = [topic for topic in topics_of(cycle) if not topic.withdrawn]
    if topics:
        blocks.append(Heading(_("Topics"), 2))
        blocks += [Paragraph(f"{topic.code}  {topic.text}") for topic in topics]
    return blocks


def _sections(sections: list[dict[str, str]]) -> list[Block]:
    texts = (f"{place}. {one['title']}" for place, one in enumerate(sections, 1))
    helps = (one.get("help", "") for one in sections)
    joined = pgettext("help after a title", "%(title)s: %(help)s")
    return [
        Paragraph(joined % {"title": text, "help": said} if said else text)
        for text, said in zip(texts, helps, strict=True)
    ]


def _timetable(cycle: Cycle) -> list[Block]:
    rows = (
        (_("Research begins"), day(cycle.research_from)),
        (_("Reports are due"), day(cycle.report_due)),
        (_("Meeting day"), day(cycle.meeting_on)),
        (_("Grades are fixed by"), day(cycle.decide_by)),
        (_("Rectification lists are due"), day(cycle.rectify_by)),
    )
    return [Heading(_("Timetable")), Table((_("Step"), _("Day")), rows, (1, 1))]


def _voters(cycle: Cycle) -> list[Block]:
    rows = tuple(
        (form, group.group, group.label, "" if group.expected is None else str(group.expected))
        for form, groups in voters_by_form(cycle).items()
        for group in groups
    )
    if not rows:
        return []
    head = (_("Ballot form"), _("Voter group"), _("Who they are"), _("Expected (people)"))
    return [Heading(_("Who rates")), Table(head, rows, (2, 1, 4, 2))]


def _requirements(cycle: Cycle) -> list[Block]:
    lines = (
        _("A report has at most %(number)d characters.") % {"number": cycle.text_limit},
        _("Problems and their causes take about %(share)s of a report.") % {"share": cycle.problem_share},
        _("On site, each reporter speaks at most %(number)d minutes.") % {"number": cycle.speaking_minutes},
        _("A comment has a length of at least %(number)d.") % {"number": cycle.comment_minimum},
    )
    numbered = (Paragraph(f"{place}. {line}") for place, line in enumerate(lines, 1))
    return [Heading(_("Requirements")), *numbered]


def _end(cycle: Cycle) -> list[Block]:
    """Signature, and the annexes behind it, each on a page of its own."""
    annexes: list[tuple[str, list[Block]]] = [(_("List of reporters"), _reporters(cycle))]
    if cycle.topics.exists():
        annexes.append((_("List of topics"), _topics(cycle)))
    annexes.append((_("The rulebook in sentences"), _rulebook(cycle)))
    behind: list[Block] = []
    for place, (name, blocks) in enumerate(annexes, 1):
        mark = _("Annex %(number)d") % {"number": place}
        behind += [PageBreak(), Title(name, mark), *blocks]
    opened = day(cycle.opened_at) if cycle.opened_at else pgettext("date to fill in", "(day)")
    return [
        Annexes(tuple(name for name, _blocks in annexes)),
        Signature((cycle.organiser.name,), opened),
        *behind,
    ]


def _reporters(cycle: Cycle) -> list[Block]:
    rows = tuple(
        (
            str(place),
            row.organisation_name,
            row.person_name,
            row.post,
            row.category,
            f"{row.get_form_display()} {row.excluded_as}".strip(),
        )
        for place, row in enumerate(reporters_of(cycle), 1)
    )
    head = (_("No."), _("Organisation"), pgettext("person", "Name"), _("Post"), _("Category"), _("Form"))
    return [Table(head, rows, (1, 4, 2, 3, 2, 2))]


def _rulebook(cycle: Cycle) -> list[Block]:
    blocks: list[Block] = []
    for section in sentences_of(cycle.rulebook_text, sentence_language(get_language())):
        blocks.append(Heading(section.title))
        blocks += [Paragraph(line) for line in section.lines]
    return blocks


def _topics(cycle: Cycle) -> list[Block]:
    rows = tuple(_topic_row(topic) for topic in topics_of(cycle) if not topic.withdrawn)
    head = (_("Number"), _("Topic"), _("Kind"), _("Applies to"), _("Evidence asked for"), _("First year"))
    return [Table(head, rows, (2, 6, 3, 2, 3, 2))]


def _topic_row(topic: Topic) -> tuple[str, ...]:
    wanted = (
        (topic.must_report, pgettext("topic", "report")),
        (topic.must_review, pgettext("topic", "review")),
        (topic.must_assess, pgettext("topic", "assess")),
    )
    parts = (f"{place}. {text}" for place, text in enumerate(topic.part_texts, 1))
    comma = pgettext("list", ", ")
    return (
        topic.code,
        "\n".join([topic.text, *parts]),
        "\n".join([topic.get_kind_display(), comma.join(word for on, word in wanted if on)]),
        comma.join(topic.category_names) or pgettext("topic", "everybody"),
        topic.evidence,
        "\n".join(
            [str(topic.first_year or topic.cycle.year), *([_("stays across years")] if topic.lasting else [])]
        ),
    )
