"""What a cycle asks as it stands: derived while it is prepared, read from the register once it is open."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from shuzhi.burden.models import FillingTime, Request, Waiver
from shuzhi.burden.models.filling import LAST_STEP, STEP
from shuzhi.burden.rules.caps import Breach, caps_for, standing_waiver
from shuzhi.burden.rules.cost import Cost, cost_from
from shuzhi.burden.states import Ask, Kind, Measure
from shuzhi.cycles.models import Cycle, Reporter, Topic
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.states import Kind as Level
from shuzhi.web.steps import said_by_steps

FEWEST_FOR_A_MEDIAN = 5
REPORT_FORM = "report"


@cache
def costs() -> dict[str, Any]:
    """What the pages of a cycle cost a unit by estimate, and what they fill in by themselves; data."""
    text = files("shuzhi.burden").joinpath("data/costs.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def levels_of(cycle: Cycle) -> list[str]:
    """The levels whose units are asked: those of the reporters, or of the next level while there are none."""
    below = Organisation.objects.filter(path__begins=cycle.organiser.path)
    found = set(below.filter(tenures__reviews__cycle=cycle).values_list("kind", flat=True))
    if not found:
        found = set(below.filter(depth=cycle.organiser.depth + 1).values_list("kind", flat=True))
    stored = set(Request.objects.filter(cycle=cycle, dropped_at=None).values_list("level", flat=True))
    return [level for level in Level.values if level in found | stored]


def units_at(cycle: Cycle, level: str) -> int:
    """How many units of a level are asked."""
    reporters = Reporter.objects.filter(cycle=cycle, tenure__organisation__kind=level)
    return reporters.values("tenure__organisation").distinct().count()


def asks_of_cycle(cycle: Cycle) -> list[Ask]:
    """Everything that the product itself asks of units in this cycle, from the cycle's own data.

    A later step says what its pages ask by `asks_of_units(cycle)` in its AppConfig; it is asked by that name, for a
    step never looks forward.
    """
    found = [ask for level in levels_of(cycle) for ask in (*_held(level), *_report(cycle, level))]
    for ask in said_by_steps("asks_of_units"):
        found += ask(cycle)
    return found


def standing_requests(cycle: Cycle) -> list[Request]:
    """The register of a cycle as it stands, without what was dropped, by level and kind."""
    rows = list(Request.objects.filter(cycle=cycle, dropped_at=None).select_related("replaces"))
    if cycle.is_preparing:
        written = {(row.level, row.code) for row in rows}
        rows += [row for row in _from_asks(cycle) if (row.level, row.code) not in written]
    order = {level: number for number, level in enumerate(Level.values)}
    kinds = {kind: number for number, kind in enumerate(Kind.values)}
    return sorted(rows, key=lambda row: (order[row.level], kinds[row.kind], row.code))


def breaches_of(cycle: Cycle, level: str, cost: Cost | None = None) -> list[Breach]:
    """The caps that a level's cost exceeds, each with the waiver that covers it, if any."""
    if cost is None:
        rows = [row for row in standing_requests(cycle) if row.level == level]
        cost = cost_from(level, rows, units_at(cycle, level))
    waivers = list(Waiver.objects.filter(cycle=cycle))
    found = []
    for measure, most in caps_for(cycle, level).items():
        value = median_minutes(cycle, level) if measure == Measure.MINUTES else cost.measured(measure)
        if value is None or (value >= most if measure == Measure.PREFILLED else value <= most):
            continue
        found.append(Breach(level, measure, most, value, standing_waiver(waivers, level, measure, value)))
    return found


def median_minutes(cycle: Cycle, level: str, form: str = REPORT_FORM) -> int | None:
    """Half of those who filled it in took no longer than this; nothing is said of fewer than five."""
    bars = list(FillingTime.objects.filter(cycle=cycle, level=level, form=form).order_by("step"))
    total, passed = sum(bar.count for bar in bars), 0
    if total < FEWEST_FOR_A_MEDIAN:
        return None
    for bar in bars:
        passed += bar.count
        if passed * 2 >= total:
            return int(min(bar.step + 1, LAST_STEP) * STEP)
    return None


def previous_cycle(cycle: Cycle) -> Cycle | None:
    """The organiser's last cycle of an earlier year: what a year is compared with."""
    earlier = Cycle.objects.filter(organiser=cycle.organiser_id, year__lt=cycle.year)
    return earlier.order_by("-year", "-pk").first()


def asks_as_requests(cycle: Cycle) -> list[Request]:
    """The asks of all steps as rows of the register, not yet written."""
    return _from_asks(cycle)


def _from_asks(cycle: Cycle) -> list[Request]:
    return [
        Request(
            cycle=cycle,
            level=ask.level,
            kind=ask.kind,
            code=ask.code[:80],
            name=ask.name[:120],
            owner=(ask.owner or cycle.organiser.name)[:120],
            basis=(ask.basis or cycle.rulebook_title or cycle.title)[:200],
            minutes=ask.minutes,
            characters=ask.characters,
            times=ask.times,
            held_as=ask.held_as[:120],
            optional=ask.optional,
            since=cycle.year,
            step="cycle",
        )
        for ask in asks_of_cycle(cycle)
    ]


def _held(level: str) -> list[Ask]:
    """Fields of the report that nobody types."""
    return [
        Ask(f"held.{one['code']}", level, Kind.FIELD, one["name"], held_as=one["held_as"])
        for one in costs()["held"]
    ]


def _report(cycle: Cycle, level: str) -> list[Ask]:
    """The report itself, an answer for each topic that must be reported, and the evidence a topic speaks of."""
    data = costs()
    minutes = -(-cycle.text_limit * data["report_minutes_per_1000_characters"] // 1000)
    found = [
        Ask(
            "report",
            level,
            Kind.REPORT,
            data["names"]["report"],
            minutes=minutes,
            characters=cycle.text_limit,
        )
    ]
    categories = _categories_at(cycle, level)
    topics = cycle.topics.filter(must_report=True).select_related("issued__list__issuer")
    for topic in topics:
        if not categories or topic.concerns(categories):
            found += _topic(topic, level)
    return found


def _categories_at(cycle: Cycle, level: str) -> list[str]:
    """The categories of the reporters of a level: a topic for others asks nothing of them."""
    rows = Reporter.objects.filter(cycle=cycle, tenure__organisation__kind=level)
    pairs = rows.order_by().values_list("category", "organisation_category").distinct()
    return sorted({name for pair in pairs for name in pair if name})


def _topic(topic: Topic, level: str) -> list[Ask]:
    data = costs()
    owner, basis = _origin(topic)
    named = re.sub(r"\s+", " ", topic.text)
    answer = Ask(
        f"answer.{topic.code}",
        level,
        Kind.ANSWER,
        data["names"]["answer"].format(topic=named)[:120],
        owner=owner,
        basis=basis,
        minutes=data["answer_minutes"],
        characters=data["answer_characters"],
    )
    if not topic.evidence:
        return [answer]
    evidence = Ask(
        f"evidence.{topic.code}",
        level,
        Kind.UPLOAD,
        data["names"]["evidence"].format(topic=named)[:120],
        owner=owner,
        basis=basis,
        minutes=data["evidence_minutes"],
        optional=True,
    )
    return [answer, evidence]


def _origin(topic: Topic) -> tuple[str, str]:
    """Who asks by this topic and by what rule: whoever issued it, or the organiser."""
    if topic.issued is None:
        return "", ""
    origin = topic.issued.list
    return origin.issuer.name, origin.title
