"""The list of a year as a document (F4): promises, lead projects, contact points, and what became of them."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuzhi.accounts.models import User
from shuzhi.documents import Block, Byline, Document, Heading, Paragraph, Signature, Table
from shuzhi.duties.models import DutyList, Item
from shuzhi.duties.queries.lists import lines_of
from shuzhi.duties.rules import may_read
from shuzhi.duties.states import Kind
from shuzhi.web.papers import Paper, day, meta_of
from shuzhi.web.refusal import Refusal


def list_paper_of(duty_list: DutyList) -> Document:
    """The lines as they were fixed, each with its result as far as there is one."""
    tenure = duty_list.tenure
    blocks: list[Block] = [
        Byline((f"{tenure.organisation.name} {tenure.post} {tenure.person.name}",)),
    ]
    for kind, items in lines_of(duty_list).groups:
        blocks += [Heading(str(kind.label)), _lines(kind, items)]
    fixed = _("Fixed on %(day)s under the hash %(hash)s.")
    blocks.append(Paragraph(fixed % {"day": day(duty_list.fixed_at), "hash": duty_list.digest}, small=True))
    blocks.append(Signature((tenure.person.name,), day(duty_list.fixed_at)))
    title = _("Promises, lead projects and contact points of %(year)d") % {"year": duty_list.year}
    made = duty_list.fixed_at or datetime(duty_list.year, 1, 1, tzinfo=UTC)
    return Document(title, tuple(blocks), meta_of(author=tenure.person.name, subject=title, made=made))


def papers_of(user: User, duty_list: DutyList) -> list[Paper]:
    """The document of a list; a draft is no promise yet."""
    refusal = may_read(user, duty_list)
    if refusal is None and duty_list.is_draft:
        refusal = Refusal(_("The list is still a draft; fix it first."))
    name = pgettext("paper", "Promises and projects")
    return [Paper(name, "duties:make-paper", (duty_list.pk,), refusal)]


def _lines(kind: Kind, items: list[Item]) -> Table:
    place = _("Unit visited") if kind == Kind.POINT else _("Published where")
    head = (
        _("No."),
        pgettext("duties", "What"),
        _("Measure"),
        pgettext("duties", "Until"),
        place,
        _("Result"),
    )
    return Table(head, tuple(_row(kind, item) for item in items), (1, 4, 4, 3, 3, 4))


def _row(kind: Kind, item: Item) -> tuple[str, ...]:
    where = item.published
    if kind == Kind.POINT:
        visited = _("%(n)d visits") % {"n": item.visits.count()}
        where = "\n".join([item.organisation.name if item.organisation else "", visited])
    result = "\n".join(text for text in (str(item.get_outcome_display()), item.result) if text)
    return (str(item.number), item.name, item.measure, day(item.due) if item.due else "", where, result)
