from collections.abc import Iterator

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from shuzhi.duties.models import DutyEntry, EntryEvidence
from shuzhi.organisations.models import Tenure


def entries_of(tenure: Tenure, *, year: int | None = None) -> QuerySet[DutyEntry]:
    """The log of a leader, the latest first, with its evidence."""
    files = Prefetch("evidence", queryset=EntryEvidence.objects.select_related("upload"))
    rows = DutyEntry.objects.filter(tenure=tenure).select_related("item", "made_by", "tenure__organisation")
    return (rows.filter(on__year=year) if year else rows).prefetch_related(files)


def evidence_or_404(tenure: Tenure, pk: int) -> EntryEvidence:
    """A file that backs an entry of this leader's log."""
    return get_object_or_404(
        EntryEvidence.objects.select_related("upload__file", "entry"), entry__tenure=tenure, pk=pk
    )


def entry_sheet(rows: QuerySet[DutyEntry]) -> tuple[list[str], Iterator[list[object]]]:
    """The log as a workbook: date, matter, what was personally done, evidence (F21)."""
    headings = [_("Day"), _("Matter"), _("What was personally done"), _("Evidence"), _("Withdrawn")]
    return headings, (_cells(row) for row in rows)


def _cells(row: DutyEntry) -> list[object]:
    names = "、".join(one.upload.name for one in row.evidence.all())
    return [row.on.isoformat(), row.title, row.text, names, row.withdrawn]
