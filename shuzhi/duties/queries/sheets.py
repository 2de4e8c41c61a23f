from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuzhi.duties.models import Item


def item_sheet(rows: QuerySet[Item]) -> tuple[list[str], Iterator[list[object]]]:
    """Lines of lists as a workbook: item, measure, deadline, published where, result (F4)."""
    headings = [
        _("Organisation"), _("Full name"), _("Year"), _("Kind of line"), _("What is promised"), _("Measure"),
        _("Until when"), _("Published where"), _("Unit visited"), pgettext("contact point", "Visits"),
        _("Confirmations"), _("Outcome"), _("Result"),
    ]  # fmt: skip
    return headings, (_cells(row) for row in rows)


def _cells(item: Item) -> list[object]:
    tenure = item.duty_list.tenure
    return [
        tenure.organisation.name,
        tenure.person.name,
        item.duty_list.year,
        item.get_kind_display(),
        item.name,
        item.measure,
        item.due.isoformat() if item.due else "",
        item.published,
        item.organisation.name if item.organisation else "",
        getattr(item, "visit_count", 0),
        getattr(item, "confirmation_count", 0),
        item.get_outcome_display(),
        item.result,
    ]
