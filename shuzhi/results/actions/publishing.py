from django.db import transaction

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.models import Cycle
from shuzhi.results import rules
from shuzhi.results.models import Publication, Settlement
from shuzhi.results.queries.publishing import plan_of
from shuzhi.web.refusal import require


@transaction.atomic
def publish_results(settlement: Settlement, *, seen: int, actor: User | None) -> Publication:
    """What passes the gate becomes an edition that readers see; what was said before counts as known.

    `seen` is the newest edition its page knew, 0 for none: what was looked at is what is published.
    """
    Cycle.objects.select_for_update().get(pk=settlement.cycle_id)
    require(rules.may_publish_results(actor, settlement))
    last = Publication.objects.filter(cycle=settlement.cycle_id).first()
    require(rules.unless_published_meanwhile(last, seen))
    lines, said = plan_of(settlement)
    publication = Publication.objects.create(
        cycle=settlement.cycle,
        settlement=settlement,
        number=last.number + 1 if last else 1,
        lines=lines,
        said=said,
        made_by=actor,
    )
    detail = {"edition": publication.number, "settlement": settlement.number, "lines": len(lines)}
    record(actor, "result.published", publication, detail=detail)
    return publication
