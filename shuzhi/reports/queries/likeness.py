"""What passages a report shares with others, for whoever vets it: it informs, it is no score of a person."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F, Max, QuerySet, Value
from django.db.models.functions import Length

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Reporter
from shuzhi.organisations.models import Organisation
from shuzhi.reports.models import Edition, Report, Source
from shuzhi.reports.queries.lists import reporters_for
from shuzhi.reports.queries.prints import likely, wording
from shuzhi.similarity import Comparison, Text, compare, prepared, quotations, source_prints
from shuzhi.similarity.signatures import Hashes

MOST = 60  # editions looked at exactly; the page says so when there were more


class Kind(StrEnum):
    """Whose report it is that shares passages."""

    OWN = "own"
    CYCLE = "cycle"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Shared:
    """A passage as it stands in each of the two texts, and how much of it agrees, in per cent."""

    one: str
    other: str
    alike: int


@dataclass(frozen=True, slots=True)
class Near:
    """A report that shares passages; outside the reader's scope only that it does, and whom to ask."""

    kind: Kind
    reporter: Reporter | None
    edition: Edition | None
    shared: list[Shared]
    percent: int
    percent_of_other: int
    ask: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """All that the page shows: near reports, what is quoted from common sources, and whether more was left."""

    near: list[Near]
    quoted: list[str]
    quoted_percent: int
    looked_at: int
    more: bool


def sources_of(organisation: Organisation) -> QuerySet[Source]:
    """The common documents of an organisation and of all above it."""
    return (
        Source.objects.filter(withdrawn_at=None)
        .annotate(below=Value(organisation.path))
        .filter(below__startswith=F("organisation__path"))
        .annotate(length=Length("text"))
        .select_related("organisation", "made_by")
    )


def likeness_of(edition: Edition, user: User) -> Likeness:
    """The near reports of an edition: own earlier ones first, then those of the cycle, then all others."""
    report = edition.report
    text = wording(edition.sections, edition.answers)
    likes, more = likely(text, most=MOST)
    others = _latest([one.edition for one in likes], report)
    sources = source_prints(sources_of(report.cycle.organiser).values_list("text", flat=True))
    quoted = quotations(text, sources)
    mine = prepared(text, quoted)
    open_to = set(
        reporters_for(user)
        .order_by()
        .filter(pk__in=[other.report.reporter_id for other in others])
        .values_list("pk", flat=True)
    )
    near = [
        found for other in others if (found := _near(text, mine, report, other, sources, open_to)) is not None
    ]
    order = [Kind.OWN, Kind.CYCLE, Kind.SERVER]
    near.sort(key=lambda one: (order.index(one.kind), -one.percent, one.reporter is None))
    return Likeness(
        near=near,
        quoted=[text[span.start : span.stop] for span in quoted],
        quoted_percent=_percent_quoted(text, mine),
        looked_at=len(others),
        more=more,
    )


def own_likeness(report: Report) -> list[Near]:
    """What the present text takes over from the reporter's own earlier reports, for its authors."""
    rows = Edition.objects.filter(
        report__reporter__tenure__person=report.reporter.tenure.person_id,
        report__reporter__cycle__year__lt=report.cycle.year,
    )
    answers = [
        {"code": one.topic.code, "topic": one.topic.text, "text": one.text}
        for one in report.answers.select_related("topic")
    ]
    text = wording(report.sections, answers)
    sources = source_prints(sources_of(report.cycle.organiser).values_list("text", flat=True))
    mine = prepared(text, quotations(text, sources))
    found = [_near(text, mine, report, other, sources, None) for other in _latest_of(rows)]
    return [one for one in found if one is not None]


def _percent_quoted(text: str, mine: Text) -> int:
    whole = prepared(text).counted
    return round(100 * (whole - mine.counted) / whole) if whole else 0


def _latest(editions: list[int], report: Report) -> list[Edition]:
    """The last edition of each other report among those given."""
    return _latest_of(Edition.objects.filter(pk__in=editions).exclude(report=report))


def _latest_of(editions: QuerySet[Edition]) -> list[Edition]:
    rows = editions.annotate(newest=Max("report__editions__number")).filter(number=F("newest"))
    return list(rows.select_related("report__reporter__cycle__organiser", "report__reporter__tenure"))


def _near(
    text: str, mine: Text, report: Report, other: Edition, sources: Hashes, open_to: set[int] | None
) -> Near | None:
    theirs = wording(other.sections, other.answers)
    found = compare(mine, prepared(theirs, quotations(theirs, sources)))
    if not found.near:
        return None
    whose = other.report.reporter
    visible = open_to is None or whose.pk in open_to
    kind = _kind(report.reporter, whose)
    return Near(
        kind=kind,
        reporter=whose if visible else None,
        edition=other if visible else None,
        shared=_passages(found, text, theirs) if visible else [],
        percent=round(100 * found.share_of_one),
        percent_of_other=round(100 * found.share_of_other),
        ask="" if visible else whose.cycle.organiser.name,
    )


def _kind(reporter: Reporter, other: Reporter) -> Kind:
    if reporter.tenure.person_id == other.tenure.person_id:
        return Kind.OWN
    return Kind.CYCLE if reporter.cycle_id == other.cycle_id else Kind.SERVER


def _passages(found: Comparison, one: str, other: str) -> list[Shared]:
    return [
        Shared(
            one[each.one.start : each.one.stop].strip(),
            other[each.other.start : each.other.stop].strip(),
            round(100 * each.alike),
        )
        for each in found.passages
    ]
