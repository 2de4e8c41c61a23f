from collections.abc import Iterator

from django.db.models import Count, Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from shuzhi.duties.models import DutyEntry, EntryEvidence
from shuzhi.organisations.models import Tenure


def entries_of(tenure: Tenure, *, year: int | None = None, place: str = "") -> QuerySet[DutyEntry]:
    """The log of a leader, the latest first, with its evidence."""
    files = Prefetch("evidence", queryset=EntryEvidence.objects.select_related("upload"))
    rows = DutyEntry.objects.filter(tenure=tenure).select_related("item", "made_by", "tenure__organisation")
    if year:
        rows = rows.filter(on__year=year)
    if place:
        rows = rows.filter(place=place)
    return rows.prefetch_related(files)


def places_of(tenure: Tenure, *, year: int) -> list[tuple[str, int]]:
    """Where this leader was in the year, and how many entries that stand name the place; the most first."""
    rows = DutyEntry.objects.filter(tenure=tenure, on__year=year, withdrawn="").exclude(place="")
    counted = rows.order_by().values_list("place").annotate(entries=Count("pk"))
    return sorted(counted, key=lambda row: (-row[1], row[0]))


def evidence_or_404(tenure: Tenure, pk: int) -> EntryEvidence:
    """A file that backs an entry of this leader's log."""
    return get_object_or_404(
        EntryEvidence.objects.select_related("upload__file", "entry"), entry__tenure=tenure, pk=pk
    )


def entry_sheet(rows: QuerySet[DutyEntry]) -> tuple[list[str], Iterator[list[object]]]:
    """The log as a workbook: date, place, matter, what was personally done, evidence (F21)."""
    headings = [
        _("Day"), _("Place"), _("Matter"), _("What was personally done"), _("Evidence"), _("Withdrawn"),
    ]  # fmt: skip
    return headings, (_cells(row) for row in rows)


def _cells(row: DutyEntry) -> list[object]:
    names = "、".join(one.upload.name for one in row.evidence.all())
    return [row.on.isoformat(), row.place, row.title, row.text, names, row.withdrawn]
