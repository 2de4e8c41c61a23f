"""The record of a visit (F8): place, day, method, what was found, whom and which topic it concerns."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuzhi.accounts.models import User
from shuzhi.documents import Block, Byline, Document, Heading, Paragraph, Signature, Table
from shuzhi.fieldwork.models import Finding, Visit
from shuzhi.fieldwork.queries.visits import findings_of
from shuzhi.fieldwork.queries.words import method_names, tag_names
from shuzhi.fieldwork.states import VisitState
from shuzhi.web.papers import Paper, day, meta_of
from shuzhi.web.refusal import Refusal


def record_of(user: User, visit: Visit) -> Document:
    """The record with the findings this person may read; withdrawn ones are left out."""
    cycle = visit.cycle
    found = [one for one in findings_of(user, visit) if one.withdrawn_at is None]
    signers = (_("Recorded by (signature):"), _("Team (signature):"))
    blocks: list[Block] = [
        Byline((visit.organisation.name,)),
        _frame(visit),
        *_note(visit),
        *_findings(visit, found),
        Signature(signers, day(visit.day)),
    ]
    title = _("%(title)s\nRecord of field research") % {"title": cycle.title}
    meta = meta_of(author=cycle.organiser.name, subject=cycle.title, made=visit.day)
    return Document(title, tuple(blocks), meta)


def papers_of(visit: Visit) -> list[Paper]:
    """The document of a visit; it is made when somebody was there."""
    waits = Refusal(_("The visit has not been made.")) if visit.state != VisitState.DONE else None
    return [Paper(_("Record of field research"), "fieldwork:make-record", (visit.pk,), waits)]


def _frame(visit: Visit) -> Table:
    comma = pgettext("list", ", ")
    rows = [
        (_("Organisation"), visit.organisation.name),
        (_("Place"), visit.place),
        (_("Day"), day(visit.day)),
        (_("Before or after the meeting"), str(visit.get_phase_display())),
        (_("Method"), method_names(visit.cycle).get(visit.method, visit.method)),
        (
            _("Announced"),
            pgettext("visit", "announced") if visit.announced else pgettext("visit", "unannounced"),
        ),
        (_("Led by"), visit.led_by),
        (_("Team"), comma.join(str(member) for member in visit.team.all())),
    ]
    if visit.received is not None:
        rows.append((_("Demands"), _demands(visit.received, visit.solved)))
    return Table((), tuple(rows), (1, 3))


def _demands(received: int, solved: int | None) -> str:
    """Nobody has said yet how many were solved: that is no nought."""
    if solved is None:
        return _("%(received)d received, solved not counted yet") % {"received": received}
    return _("%(received)d received, %(solved)d solved") % {"received": received, "solved": solved}


def _note(visit: Visit) -> list[Block]:
    return [Heading(_("What was done")), Paragraph(visit.note)] if visit.note else []


def _findings(visit: Visit, found: list[Finding]) -> list[Block]:
    tags = tag_names(visit.cycle)
    rows = tuple(
        (
            str(place),
            "\n".join(text for text in (str(one.get_kind_display()), tags.get(one.tag, one.tag)) if text),
            one.text,
            "\n".join(str(reporter) for reporter in one.reporters.all()),
            "\n".join(topic.code for topic in one.topics.all()),
            "\n".join(evidence.upload.name for evidence in one.evidence.all()),
        )
        for place, one in enumerate(found, 1)
    )
    if not rows:
        return [Heading(_("What was found")), Paragraph(_("Nothing was written down."))]
    head = (
        _("No."),
        _("Kind"),
        _("What was found"),
        _("Whom it concerns"),
        _("Topics"),
        pgettext("of a finding", "Evidence"),
    )
    return [Heading(_("What was found")), Table(head, rows, (1, 2, 6, 3, 2, 3))]
