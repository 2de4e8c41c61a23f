from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope
from shuzhi.cycles.models import Cycle, Reporter, Topic, VoterGroupCount, digest_of
from shuzhi.cycles.rules import faults_of, rulebook_from
from shuzhi.organisations.models import Organisation, Tenure
from shuzhi.scoring.rulebook.model import Rulebook

RULEBOOKS = Path(settings.ROOT) / "rulebooks"


def cycles_for(user: User) -> QuerySet[Cycle]:
    """The cycles a person may see: of organisers in the scope, and those that review someone in it."""
    of_organiser = in_scope(user, "cycle.view", path="organiser__path", cycle="pk")
    of_reporter = Reporter.objects.filter(
        in_scope(user, "cycle.view", path="tenure__organisation__path", cycle="cycle_id"),
        cycle=OuterRef("pk"),
    )
    return Cycle.objects.filter(Q(of_organiser) | Exists(of_reporter)).select_related("organiser")


def cycles_run_by(user: User) -> QuerySet[Cycle]:
    """The cycles a person runs."""
    return Cycle.objects.filter(
        in_scope(user, "cycle.run", path="organiser__path", cycle="pk")
    ).select_related("organiser")


def listed(
    cycles: QuerySet[Cycle], *, year: int | None = None, stage: str = "", text: str = ""
) -> QuerySet[Cycle]:
    """The list of cycles with their counts, filtered, without the long text of the rulebook."""
    if year:
        cycles = cycles.filter(year=year)
    if stage:
        cycles = cycles.filter(stage=stage)
    if text.strip():
        wanted = text.strip()
        cycles = cycles.filter(Q(title__icontains=wanted) | Q(organiser__name__icontains=wanted))
    return cycles.defer("rulebook_text").annotate(
        reporter_count=Count("reporters", distinct=True), topic_count=Count("topics", distinct=True)
    )


def rulebook_of(cycle: Cycle) -> Rulebook:
    """The parsed rulebook of a cycle; read once for each text."""
    return rulebook_from(cycle.rulebook_text)


def organisers_for(user: User) -> QuerySet[Organisation]:
    """The organisations for which a person may create a cycle, the highest first."""
    rows: QuerySet[Organisation] = Organisation.objects.filter(in_scope(user, "cycle.run", path="path"))
    return rows.filter(hidden=False).exclude(kind="village").order_by("depth", "path")


def reporters_of(cycle: Cycle) -> QuerySet[Reporter]:
    """The reporters of a cycle in their order, with tenure, organisation, person and exclusion at hand."""
    return cycle.reporters.select_related(
        "cycle__organiser", "tenure__organisation", "tenure__person", "exclusion"
    )


def reporters_matching(
    reporters: QuerySet[Reporter], *, text: str = "", category: str = "", form: str = "", state: str = ""
) -> QuerySet[Reporter]:
    """The reporters by name or code, category, form, and whether they are assessed."""
    if text.strip():
        wanted = text.strip()
        reporters = reporters.filter(
            Q(organisation_name__icontains=wanted)
            | Q(person_name__icontains=wanted)
            | Q(code__startswith=wanted)
        )
    if category:
        reporters = reporters.filter(category="" if category == "-" else category)
    if form:
        reporters = reporters.filter(form=form)
    if state:
        reporters = reporters.filter(exclusion__isnull=state == "assessed")
    return reporters


def categories_in(cycle: Cycle) -> list[str]:
    """The categories a reporter of this cycle may have, in the rulebook's order."""
    if not cycle.rulebook_text:
        return []
    return list(rulebook_of(cycle).categories)


def candidates(cycle: Cycle) -> QuerySet[Tenure]:
    """The tenures of today below the organiser that are not yet reporters of the cycle."""
    chosen = Reporter.objects.filter(cycle=cycle, tenure=OuterRef("pk"))
    top = cycle.organiser
    return (
        Tenure.objects.live()
        .filter(organisation__path__begins=top.path, organisation__depth__gt=top.depth)
        .filter(~Exists(chosen))
        .select_related("organisation", "person")
        .order_by("organisation__path", "post", "pk")
    )


def candidates_matching(
    tenures: QuerySet[Tenure],
    *,
    text: str = "",
    category: str = "",
    levels: int | None = None,
    top: Organisation,
) -> QuerySet[Tenure]:
    """The candidates by name or code, category of the organisation, and levels below the organiser."""
    if text.strip():
        wanted = text.strip()
        tenures = tenures.filter(
            Q(organisation__name__icontains=wanted)
            | Q(person__name__icontains=wanted)
            | Q(post__icontains=wanted)
            | Q(organisation__code__startswith=wanted)
        )
    if category:
        tenures = tenures.filter(organisation__category=category)
    if levels:
        tenures = tenures.filter(organisation__depth__lte=top.depth + levels)
    return tenures


@dataclass(frozen=True, slots=True)
class ReadyRulebook:
    """A rulebook that comes with the program."""

    name: str
    title: str
    sample: bool
    source: str
    text: str


def ready_rulebooks() -> list[ReadyRulebook]:
    """The sound rulebooks in the folder, by file name; a faulty file is left to the folder's own tests."""
    found = []
    for path in sorted([*RULEBOOKS.glob("*.yaml"), *RULEBOOKS.glob("*/rulebook.yaml")]):
        name = path.parent.name if path.name == "rulebook.yaml" else path.stem
        if name.endswith("cases"):
            continue
        text = path.read_text(encoding="utf-8")
        book = rulebook_from(text)
        found.append(ReadyRulebook(name, book.title, book.sample, book.source, text))
    return found


def ready_rulebook(name: str) -> ReadyRulebook | None:
    """The ready rulebook of that name."""
    return next((ready for ready in ready_rulebooks() if ready.name == name), None)


def voters_by_form(cycle: Cycle) -> dict[str, list[VoterGroupCount]]:
    """The voter groups of each ballot form, in the rulebook's order."""
    found: dict[str, list[VoterGroupCount]] = {}
    for group in cycle.voter_groups.all():
        found.setdefault(group.form, []).append(group)
    return found


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
