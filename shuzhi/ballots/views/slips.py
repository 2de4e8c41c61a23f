"""Slips are printed and counted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.ballots import actions, forms, rules, slips
from shuzhi.ballots.views.found import session_or_404
from shuzhi.web.refusal import require


@require_http_methods(["GET", "POST"])
def print_slips(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.may_print(request.user, session))
    form = forms.PrintForm(request.POST or None, issues=list(session.issues.all()))
    if not form.is_valid():
        context = {"session": session, "cycle": session.meeting.cycle, "form": form}
        return render(request, "ballots/print_slips.html", context, status=422 if form.is_bound else 200)
    printed = actions.print_slips(
        session, form.wanted, actor=request.user, printed_before=form.cleaned_data["printed_before"]
    )
    sheets = slips.sheets_of(printed, list(session.issues.all()))
    response = render(
        request, "ballots/slips.html", {"session": session, "sheets": sheets, "count": len(printed)}
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
def account_slips(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.may_account(request.user, session))
    lines = [forms.AccountForm(request.POST or None, issue=issue) for issue in session.issues.all()]
    if request.method == "POST" and all([line.is_valid() for line in lines]):  # noqa: C419 - every line shows its faults
        accounts = {line.issue.group: line.account for line in lines}
        actions.account_slips(session, accounts, actor=request.user)
        messages.success(request, _("The count of slips is saved."))
        return redirect("ballots:show-session", pk)
    context = {"session": session, "cycle": session.meeting.cycle, "lines": lines}
    return render(request, "ballots/account_slips.html", context, status=422 if request.POST else 200)
