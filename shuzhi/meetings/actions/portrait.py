from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.models import Reporter
from shuzhi.fieldwork.models import Finding
from shuzhi.fieldwork.queries import findings_about
from shuzhi.meetings import rules
from shuzhi.meetings.models import PortraitLink, ProblemNote
from shuzhi.meetings.states import Side
from shuzhi.web.refusal import Refusal, require


@transaction.atomic
def match_finding(
    reporter: Reporter,
    finding: Finding,
    side: str,
    *,
    actor: User | None,
    passage: str = "",
    note: ProblemNote | None = None,
) -> PortraitLink:
    """Somebody says where a finding stands in report or comment, or (neither given) that it is not there."""
    require(rules.may_match(actor, reporter))
    require(_refuse_stranger(reporter, finding, note, side))
    link, _fresh = PortraitLink.objects.update_or_create(
        finding=finding,
        reporter=reporter,
        side=side,
        defaults={
            "passage": passage.strip() if side == Side.ADMITTED else "",
            "note": note if side == Side.POINTED else None,
            "made_by": actor,
        },
    )
    record(actor, "portrait.matched", link, detail={"there": link.is_there})
    return link


@transaction.atomic
def undo_match(reporter: Reporter, finding: Finding, side: str, *, actor: User | None) -> None:
    """The question is open again."""
    require(rules.may_match(actor, reporter))
    for link in PortraitLink.objects.filter(reporter=reporter, finding=finding, side=side):
        record(actor, "portrait.match_undone", link)
        link.delete()


def _refuse_stranger(
    reporter: Reporter, finding: Finding, note: ProblemNote | None, side: str
) -> Refusal | None:
    if side not in Side.values or not findings_about(reporter).filter(pk=finding.pk).exists():
        return Refusal(_("This finding is not about %(name)s.") % {"name": reporter})
    if note is not None and note.comment.item.reporter_id != reporter.pk:
        return Refusal(_("This comment is not about %(name)s.") % {"name": reporter})
    return None
