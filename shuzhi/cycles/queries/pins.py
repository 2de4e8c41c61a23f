from typing import Any

from django.db.models import F

from shuzhi.cycles.models import Cycle, Reporter, Topic, digest_of
from shuzhi.cycles.rules import faults_of, rulebook_from
from shuzhi.organisations.models import Organisation


def topic_lines(cycle: Cycle) -> list[dict[str, Any]]:
    """The topics as they are pinned."""
    names = ["code", "text", "must_report", "must_review", "must_assess", "pinned", "order"]
    return list(Topic.objects.filter(cycle=cycle).values(*names))


def reporter_lines(cycle: Cycle) -> list[dict[str, Any]]:
    """The reporters as they are pinned."""
    names = ["code", "organisation_name", "person_name", "post", "category", "attributes", "form", "order"]
    found = Reporter.objects.filter(cycle=cycle).annotate(tenure_key=F("tenure_id"))
    return list(found.values(*names, "tenure_key"))


def voter_lines(cycle: Cycle) -> list[dict[str, Any]]:
    """The expected voters as they are pinned."""
    return [dict(row) for row in cycle.voter_groups.values("form", "group", "label", "expected")]


def tree_lines(organiser: Organisation) -> list[dict[str, Any]]:
    """The organiser and everything below it as they stand today, top first."""
    names = ["code", "name", "short_name", "tree", "kind", "category", "path"]
    below = Organisation.objects.filter(path__begins=organiser.path).order_by("path")
    return list(below.values(*names))


def tree_size(organiser: Organisation) -> int:
    """How many organisations the frozen tree will hold."""
    return int(Organisation.objects.filter(path__begins=organiser.path).count())


def pin_breaks(cycle: Cycle) -> list[str]:
    """The parts of an open cycle that no longer agree with its pin; empty means that nothing was touched."""
    pin = cycle.pin
    held: dict[str, tuple[object, object]] = {
        "rulebook": (_digest_of_rulebook(cycle.rulebook_text), pin.rulebook_hash),
        "topics": (digest_of(topic_lines(cycle)), digest_of(pin.topics)),
        "reporters": (digest_of(reporter_lines(cycle)), digest_of(pin.reporters)),
        "voters": (digest_of(voter_lines(cycle)), digest_of(pin.voters)),
        "sections": (digest_of(cycle.report_sections), digest_of(pin.sections)),
        "whole": (pin.digest, cycle.snapshot_hash),
    }
    return [name for name, (now, then) in held.items() if now != then]


def _digest_of_rulebook(text: str) -> str:
    return "" if faults_of(text) else rulebook_from(text).digest
