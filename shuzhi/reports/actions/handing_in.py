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
    edition = _edition(held, actor)
    sign_edition(edition, actor=actor)
    held.move_to(Stage.HANDED_IN)
    held.handed_in_at = timezone.now()
    held.save(update_fields=["stage", "handed_in_at"])
    record(actor, "report.handed_in", held, detail={"round": edition.number, "hash": edition.digest})
    report.refresh_from_db()
    return edition


def _edition(report: Report, actor: User | None) -> Edition:
    """The text of this moment: figures and files are said in words, and what they were is kept beside it."""
    quotes = queries.quotes_of(report)
    require(rules.may_quote(quotes.missing))
    last = queries.last_edition(report)
    edition = Edition(
        report=report,
        number=last.number + 1 if last else 1,
        sections=[{**one, "text": queries.said_in_words(one["text"], quotes)} for one in report.sections],
        answers=queries.answers_in_words(report, quotes),
        facts=queries.facts_pinned(quotes),
        evidence=queries.evidence_pinned(report),
        made_by=actor,
    )
    edition.digest = digest_of(edition.content)
    edition.save()
    return edition
