from typing import Any

from django.db.models import F

from shuzhi.cycles.models import Cycle, Reporter, Topic, TopicProposal, digest_of
from shuzhi.cycles.queries.matters import content_of_topic
from shuzhi.cycles.rules import faults_of, rulebook_from
from shuzhi.cycles.states import Change, ProposalState
from shuzhi.organisations.models import Organisation

VERSION = 2
# What the first version of the pin held; a cycle opened then is checked by it.
FIRST_TOPIC = ("code", "text", "must_report", "must_review", "must_assess", "pinned", "order")
FIRST_REPORTER = (
    "code", "organisation_name", "person_name", "post", "category", "attributes", "form", "order",
)  # fmt: skip


def topic_line(topic: Topic, version: int = VERSION) -> dict[str, Any]:
    """One topic as it is pinned."""
    if version == 1:
        return {name: getattr(topic, name) for name in FIRST_TOPIC}
    issuer = topic.issued.list.issuer.code if topic.issued else ""
    own = {"order": topic.order, "lineage": topic.lineage, "issuer": issuer, "withdrawn": topic.withdrawn}
    place = {"within": topic.within} if topic.within else {}
    return {**content_of_topic(topic), **own, **place}


def topic_lines(cycle: Cycle, version: int = VERSION) -> list[dict[str, Any]]:
    """The topics as they are pinned."""
    topics = Topic.objects.filter(cycle=cycle).select_related("issued__list__issuer")
    return [topic_line(topic, version) for topic in topics.prefetch_related("parts")]


def reporter_lines(cycle: Cycle, version: int = VERSION) -> list[dict[str, Any]]:
    """The reporters as they are pinned."""
    names = FIRST_REPORTER if version == 1 else (*FIRST_REPORTER, "organisation_category")
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
    """The parts of an open cycle that no longer agree with its pin; empty means that nothing was touched.

    Topics are the pinned ones with the accepted corrections upon them, one after the other, and nothing else.
    """
    pin = cycle.pin
    held: dict[str, tuple[object, object]] = {
        "rulebook": (_digest_of_rulebook(cycle.rulebook_text), pin.rulebook_hash),
        "topics": (_by_code(topic_lines(cycle, pin.version)), _by_code(corrected(cycle, pin.topics))),
        "reporters": (digest_of(reporter_lines(cycle, pin.version)), digest_of(pin.reporters)),
        "voters": (digest_of(voter_lines(cycle)), digest_of(pin.voters)),
        "sections": (
            digest_of([cycle.report_sections, cycle.category_sections]),
            digest_of([pin.sections, pin.category_sections]),
        ),
        "whole": (pin.digest, cycle.snapshot_hash),
    }
    return [name for name, (now, then) in held.items() if now != then]


def corrected(cycle: Cycle, pinned: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pinned topics after the corrections that the office accepted since."""
    version = cycle.pin.version
    lines = {line["code"]: line for line in pinned}
    accepted = TopicProposal.objects.filter(cycle=cycle, state=ProposalState.ACCEPTED)
    for proposal in accepted.order_by("decided_at", "pk"):
        after = proposal.after if version > 1 else {name: proposal.after[name] for name in FIRST_TOPIC}
        if proposal.change == Change.ADD or after["code"] in lines:
            lines[after["code"]] = after
    return list(lines.values())


def _by_code(lines: list[dict[str, Any]]) -> str:
    return digest_of(sorted(lines, key=lambda line: str(line["code"])))


def _digest_of_rulebook(text: str) -> str:
    return "" if faults_of(text) else rulebook_from(text).digest
