from django.db import transaction
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.models import digest_of
from shuzhi.reports import queries, rules
from shuzhi.reports.actions.holding import hold
from shuzhi.reports.actions.likeness import sign_edition
from shuzhi.reports.models import Edition, Report
from shuzhi.reports.states import Stage
from shuzhi.web.refusal import require


@transaction.atomic
def hand_in(report: Report, *, actor: User | None) -> Edition:
    """The reporter gives up the pen; from here only a return reopens the text."""
    held = hold(report)
    require(rules.may_hand_in(actor, held))
    answers = [
        {"code": topic.code, "topic": topic.text, "text": text}
        for topic, text in queries.answers_to_write(held)
    ]
    last = queries.last_edition(held)
    edition = Edition(
        report=held,
        number=last.number + 1 if last else 1,
        sections=held.sections,
        answers=answers,
        made_by=actor,
    )
    edition.digest = digest_of(edition.content)
    edition.save()
    sign_edition(edition, actor=actor)
    held.move_to(Stage.HANDED_IN)
    held.handed_in_at = timezone.now()
    held.save(update_fields=["stage", "handed_in_at"])
    record(actor, "report.handed_in", held, detail={"round": edition.number, "hash": edition.digest})
    report.refresh_from_db()
    return edition
