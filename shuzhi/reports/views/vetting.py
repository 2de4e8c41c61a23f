from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.reports import actions, queries
from shuzhi.reports.forms import ReturnForm


@require_POST
def return_report(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    form = ReturnForm(request.POST, report=report)
    notes = form.notes if form.is_valid() else {}
    actions.return_to_author(report, notes, actor=request.user)
    messages.success(request, _("The report is returned with your notes."))
    return redirect("reports:show-report", reporter)


@require_POST
def accept_report(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    actions.accept(report, actor=request.user)
    messages.success(request, _("The report is accepted; its text is frozen."))
    return redirect("reports:show-report", reporter)
