from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from shuzhi.cycles.models import Cycle
from shuzhi.cycles.queries import cycles_for
from shuzhi.cycles.states import Publication as Readers
from shuzhi.reports.models import Edition, Part, Publication, Report, Withheld, lines_of, parts_of
from shuzhi.reports.models.parts import Cell
from shuzhi.reports.queries.lists import with_everything
from shuzhi.reports.states import Stage

Shown = list[dict[str, Any]]


def published_content(edition: Edition, withheld: Sequence[Withheld]) -> dict[str, Any]:
    """What readers see of an edition: names, and the text with a reason in the place of what is withheld."""
    reporter = edition.report.reporter
    return {
        "organisation": reporter.organisation_name,
        "post": reporter.post,
        "name": reporter.person_name,
        "parts": [
            _published_part(part, withheld, edition) for part in parts_of(edition.sections, edition.answers)
        ],
        "withheld": len(withheld),
    }


def _published_part(part: Part, withheld: Sequence[Withheld], edition: Edition) -> dict[str, Any]:
    here = [one for one in withheld if one.section in ("", part.key)]
    whole = next((one for one in here if not one.quote), None)
    if whole:
        return {"title": part.title, "lines": [], "reason": whole.reason}
    said: set[int] = set()
    lines = []
    for line in lines_of(part.text):
        cells = [_published_cell(cell, here, said, edition) for cell in line.cells]
        if any(cells) or not any(cell.text for cell in line.cells):
            lines.append({"kind": str(line.kind), "cells": cells})
    return {"title": part.title, "lines": lines, "reason": ""}


def _published_cell(cell: Cell, withheld: Sequence[Withheld], said: set[int], edition: Edition) -> Shown:
    """The runs of a cell; a withheld passage says its reason once, where it begins."""
    runs: Shown = []
    at, end = cell.start, cell.start + len(cell.text)
    for one in sorted(withheld, key=lambda one: (one.start, -one.end)):
        low, high = max(one.start, at), min(one.end, end)
        if low >= high:
            continue
        if low > at:
            runs.append({"text": cell.text[at - cell.start : low - cell.start]})
        if one.pk not in said:
            runs.append({"reason": one.reason})
            said.add(one.pk)
        at = high
    if at < end:
        runs.append({"text": cell.text[at - cell.start :]})
    return runs


def live_publications() -> QuerySet[Publication]:
    """What is published and not withdrawn, with all that pages look at."""
    return Publication.objects.filter(withdrawal=None).select_related(
        "report__reporter__cycle__organiser", "edition"
    )


def published_for(user: Any) -> QuerySet[Publication]:
    """The publications this reader may see: a stranger only what both it and its cycle call public."""
    readers = "report__reporter__cycle__publication"
    public = Q(scope=Readers.PUBLIC, **{readers: Readers.PUBLIC})
    if not user.is_authenticated or not user.is_active:
        return live_publications().filter(public)
    for_members = Q(**{f"{readers}__in": [Readers.MEMBERS, Readers.PUBLIC]})
    mine = Q(report__reporter__cycle__in=cycles_for(user).order_by().values("pk"))
    return live_publications().filter(public | (for_members & mine))


def cycles_published_for(user: Any) -> QuerySet[Cycle]:
    """The cycles of which this reader may see something, newest first, with how much."""
    seen = published_for(user).order_by().values("pk")
    return (
        Cycle.objects.filter(Exists(published_for(user).filter(report__reporter__cycle=OuterRef("pk"))))
        .annotate(
            published=Count(
                "reporters__report__publications", filter=Q(reporters__report__publications__in=seen)
            )
        )
        .select_related("organiser")
        .order_by("-year", "title")
    )


@dataclass(frozen=True, slots=True)
class WithheldRow:
    """Something withheld, as the office sees it: where it stands, its words, why, and by whom."""

    withheld: Withheld
    title: str


@dataclass(frozen=True, slots=True)
class PublishingRow:
    """An accepted report on its way to readers."""

    report: Report
    publication: Publication | None
    withheld: list[WithheldRow]

    @property
    def is_wholly_withheld(self) -> bool:
        return any(not row.withheld.section for row in self.withheld)

    @property
    def is_ready(self) -> bool:
        return self.publication is None and not self.is_wholly_withheld


def publishing_rows(cycle: Cycle, only: Sequence[int] = ()) -> list[PublishingRow]:
    """The accepted reports of a cycle with what is withheld of each and whether it is published."""
    reports = with_everything(Report.objects.filter(reporter__cycle=cycle, stage=Stage.ACCEPTED))
    if only:
        reports = reports.filter(pk__in=only)
    reports = reports.order_by("reporter__order", "reporter__code").prefetch_related(
        "editions",
        Prefetch("withheld", queryset=Withheld.objects.select_related("made_by")),
        Prefetch("publications", queryset=live_publications().select_related("made_by")),
    )
    return [
        PublishingRow(one, next(iter(one.publications.all()), None), withheld_rows(one)) for one in reports
    ]


def withheld_rows(report: Report) -> list[WithheldRow]:
    """What is withheld of a report, each with the title of its part."""
    edition = next(iter(report.editions.all()), None)
    parts = parts_of(edition.sections, edition.answers) if edition else []
    titles = {part.key: part.title for part in parts}
    return [WithheldRow(one, titles.get(one.section, "")) for one in report.withheld.all()]


def withheld_wholly(cycle: Cycle) -> QuerySet[Withheld]:
    """The reports of a cycle that are withheld as a whole, by name and reason: readers see that they are."""
    return Withheld.objects.filter(report__reporter__cycle=cycle, section="", quote="").select_related(
        "report__reporter"
    )
