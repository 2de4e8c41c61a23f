from django.db import transaction

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.queries import rulebook_of
from shuzhi.results.models import Proposal, Settlement
from shuzhi.results.queries.evidence import newest
from shuzhi.results.queries.inputs import inputs_of
from shuzhi.results.queries.proposals import Row, rows_of
from shuzhi.results.rules import may_settle, unless_overtaken
from shuzhi.scoring import engines
from shuzhi.scoring.packing import pack
from shuzhi.web.refusal import require


@transaction.atomic
def settle_cycle(cycle: Cycle, *, actor: User | None, last_seen: int | None = None) -> Settlement:
    """Runs the one function over the cycle and stores what it says; an earlier settlement stays beside it.

    `last_seen` is the number of the newest settlement its page knew, 0 for none: a second press makes no second one.
    """
    require(may_settle(actor, cycle))
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    last = Settlement.objects.filter(cycle=cycle).first()
    require(None if last_seen is None else unless_overtaken(last, last_seen))
    evidence = newest(cycle)
    inputs = inputs_of(cycle, evidence)
    result = engines.settle_inputs(inputs, rulebook_of(cycle))
    settlement = Settlement.objects.create(
        cycle=cycle,
        number=last.number + 1 if last else 1,
        evidence=evidence,
        rulebook_hash=cycle.rulebook_hash,
        input_hash=result.input_digest,
        result_hash=result.result_digest,
        program=result.version,
        inputs=pack(inputs),
        made_by=actor,
    )
    by_code = {reporter.code: reporter.pk for reporter in cycle.reporters.all()}
    Proposal.objects.bulk_create(_proposal(settlement, row, by_code[row.code]) for row in rows_of(result))
    detail = {
        "settlement": settlement.number,
        "inputs": settlement.input_hash,
        "result": settlement.result_hash,
    }
    record(actor, "cycle.settled", settlement, detail=detail)
    return settlement


def _proposal(settlement: Settlement, row: Row, reporter_id: int) -> Proposal:
    return Proposal(
        settlement=settlement,
        reporter_id=reporter_id,
        place=row.place,
        status=row.status,
        composite=row.composite,
        merit=row.composite or None,
        band=row.band,
        grade=row.grade,
        rank=row.rank,
        tied=row.tied,
        remarks=list(row.remarks),
    )
