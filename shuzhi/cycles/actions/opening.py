from django.db import transaction
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles import queries, rules
from shuzhi.cycles.actions.holding import hold
from shuzhi.cycles.models import Cycle, Pin, Reporter
from shuzhi.cycles.states import Stage
from shuzhi.web.refusal import require
from shuzhi.web.steps import said_by_steps


@transaction.atomic
def open_cycle(cycle: Cycle, *, actor: User | None) -> None:
    """Pins rulebook, topics, reporters, voters and the tree of today by hash; none of it changes any more."""
    hold(cycle)
    cycle.refresh_from_db()
    require(rules.may_open_cycle(actor, cycle))
    reporters = list(queries.reporters_of(cycle))
    for reporter in reporters:
        reporter.take_names()
    Reporter.objects.bulk_update(
        reporters, ["organisation_name", "person_name", "post", "organisation_category"]
    )
    pin = Pin.objects.create(
        cycle=cycle,
        rulebook_hash=queries.rulebook_of(cycle).digest,
        tree=queries.tree_lines(cycle.organiser),
        topics=queries.topic_lines(cycle),
        reporters=queries.reporter_lines(cycle),
        voters=queries.voter_lines(cycle),
        sections=cycle.report_sections,
        category_sections=cycle.category_sections,
        version=queries.VERSION,
    )
    cycle.move_to(Stage.OPEN)
    cycle.rulebook_hash = pin.rulebook_hash
    cycle.snapshot_hash = pin.digest
    cycle.opened_at = timezone.now()
    cycle.save(update_fields=["stage", "rulebook_hash", "snapshot_hash", "opened_at"])
    record(actor, "cycle.opened", cycle, detail={"hash": pin.digest, "reporters": len(reporters)})
    _tell_later_steps(cycle, actor)


@transaction.atomic
def mark_closed(cycle: Cycle, *, actor: User | None) -> None:
    """Ends the year: nothing in the cycle is written any more. Called when grades and feedback are out."""
    hold(cycle)
    require(rules.may_close_cycle(actor, cycle))
    cycle.move_to(Stage.CLOSED)
    cycle.closed_at = timezone.now()
    cycle.save(update_fields=["stage", "closed_at"])
    record(actor, "cycle.closed", cycle)


def _tell_later_steps(cycle: Cycle, actor: User | None) -> None:
    """A later step that has something to write down at opening says so by `after_opening` in its AppConfig."""
    for follow in said_by_steps("after_opening"):
        follow(cycle, actor)
