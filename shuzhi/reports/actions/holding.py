from shuzhi.reports import queries
from shuzhi.reports.models import Report


def hold(report: Report) -> Report:
    """The report as it is now, held until the transaction ends."""
    Report.objects.select_for_update().get(pk=report.pk)
    return queries.with_everything(Report.objects.filter(pk=report.pk)).get()


def hold_text(report: Report) -> Report:
    """The report with what a save looks at, and no more: a text saves itself every few seconds."""
    held = Report.objects.select_for_update(of=("self",)).filter(pk=report.pk)
    return queries.with_its_text(held).get()
