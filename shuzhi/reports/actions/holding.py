from shuzhi.reports import queries
from shuzhi.reports.models import Report


def hold(report: Report) -> Report:
    """The report as it is now, held until the transaction ends."""
    Report.objects.select_for_update().get(pk=report.pk)
    return queries.with_everything(Report.objects.filter(pk=report.pk)).get()
