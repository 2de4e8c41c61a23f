from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.reports import queries
from shuzhi.reports.forms import ReportFilterForm
from shuzhi.reports.forms.progress import ExactForm
from shuzhi.reports.queries.progress import narrowed as counted_by
from shuzhi.web.paging import page_of
from shuzhi.web.sheets import workbook_response


@require_safe
def list_reports(request: SignedInRequest) -> HttpResponse:
    everyone = queries.reporters_for(request.user)
    form = ReportFilterForm(
        request.GET, cycles=queries.cycles_in(everyone), categories=queries.categories_in(everyone)
    )
    wanted = form.cleaned_data if form.is_valid() else {}
    exact = ExactForm(request.GET)
    figure = exact.cleaned_data if exact.is_valid() else {}
    counted = counted_by(everyone, **figure)
    reporters = queries.reporters_matching(counted, **wanted)
    if request.GET.get("export") == "xlsx":
        return workbook_response(_("Reports"), *queries.report_sheet(reporters))
    narrowed = queries.reporters_matching(counted, **{**wanted, "state": ""})
    context = {
        "form": form,
        "exact": exact,
        "figure": {name: value for name, value in figure.items() if value},
        "page": page_of(request, queries.in_order(reporters, request.GET.get("sort", ""))),
        "counts": queries.state_counts(narrowed),
        "mine": queries.to_write(everyone, request.user),
    }
    return render(request, "reports/list.html", context)
