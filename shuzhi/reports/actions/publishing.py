from collections.abc import Iterable

from django.db import transaction

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.models import digest_of
from shuzhi.reports import rules
from shuzhi.reports.actions.holding import hold
from shuzhi.reports.models import Publication, Report, Withdrawal, Withheld
from shuzhi.reports.queries.publishing import published_content
from shuzhi.reports.queries.vetting import place_of
from shuzhi.web.refusal import require


@transaction.atomic
def withhold(
    report: Report, reason: str, *, actor: User | None, section: str = "", quote: str = "", start: int = 0
) -> Withheld:
    """Keeps a passage, a part or the whole out of what is published, with a reason that readers see."""
    held = hold(report)
    edition = held.editions.order_by("-number").first()
    place = place_of(edition, section, quote, start) if edition and quote else 0
    require(rules.may_withhold(actor, held, section, quote, reason, place))
    kept = Withheld.objects.create(
        report=held,
        section=section,
        quote=quote,
        start=place,
        reason=reason.strip(),
        made_by=actor,
    )
    record(actor, "report.withheld", held, detail={"part": section, "reason": kept.reason})
    return kept


@transaction.atomic
def lift_withheld(withheld: Withheld, *, actor: User | None) -> None:
    """Lets be published what was withheld."""
    held = hold(withheld.report)
    require(rules.may_change_withheld(actor, held))
    record(
        actor, "report.withheld_lifted", held, detail={"part": withheld.section, "reason": withheld.reason}
    )
    withheld.delete()


@transaction.atomic
def publish(reports: Iterable[Report], *, actor: User | None) -> list[Publication]:
    """Publishes these reports to the readers the cycle names; all of them, or none when one is refused."""
    return [_publish(report, actor) for report in reports]


def _publish(report: Report, actor: User | None) -> Publication:
    held = hold(report)
    require(rules.may_publish(actor, held))
    edition = held.editions.select_related("report__reporter").latest("number")
    content = published_content(edition, list(held.withheld.all()))
    made = Publication.objects.create(
        report=held,
        edition=edition,
        scope=held.cycle.publication,
        content=content,
        digest=digest_of(content),
        made_by=actor,
    )
    detail = {"to": made.scope, "hash": made.digest, "withheld": content["withheld"]}
    record(actor, "report.published", held, detail=detail)
    return made


@transaction.atomic
def withdraw_publication(publication: Publication, reason: str, *, actor: User | None) -> Withdrawal:
    """Corrects a publication: it is shown no more, and the record of both stays."""
    held = hold(publication.report)
    fresh = held.publications.select_related("withdrawal").get(pk=publication.pk)
    require(rules.may_withdraw(actor, fresh, reason))
    made = Withdrawal.objects.create(publication=fresh, reason=reason.strip(), made_by=actor)
    record(actor, "report.publication_withdrawn", held, detail={"reason": made.reason, "hash": fresh.digest})
    return made
