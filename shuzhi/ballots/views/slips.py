"""Slips are printed and counted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.ballots import actions, forms, queries, rules, slips
from shuzhi.ballots.states import SlipChannel
from shuzhi.ballots.views.found import session_or_404
from shuzhi.web.refusal import require


@require_http_methods(["GET", "POST"])
def print_slips(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.may_print(request.user, session))
    form = forms.PrintForm(request.POST or None, issues=list(queries.counts(session).values()))
    if not form.is_valid():
        context = {
            "session": session,
            "cycle": session.meeting.cycle,
            "form": form,
            "void_print_refusal": rules.may_void_print(request.user, session),
        }
        return render(request, "ballots/print_slips.html", context, status=422 if form.is_bound else 200)
    printed = actions.print_slips(
        session, form.wanted, actor=request.user, printed_before=form.cleaned_data["printed_before"]
    )
    sheets = slips.sheets_of(printed, list(queries.counts(session).values()))
    if request.POST.get("as") == "pdf":
        response = HttpResponse(slips.pdf_of(session, sheets), content_type="application/pdf")
        # To be saved and not to be shown: were a viewer to fail, the codes would be gone.
        name = "-".join((session.form, _("Slips"), f"{len(printed)}.pdf"))
        response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    else:
        shown = {"session": session, "sheets": sheets, "count": len(printed)}
        response = render(request, "ballots/slips.html", shown)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
def account_slips(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.may_account(request.user, session))
    # What is taken from afar counts itself.
    issues = [issue for issue in session.issues.all() if issue.channel != SlipChannel.REMOTE]
    lines = [forms.AccountForm(request.POST or None, issue=issue) for issue in issues]
    if request.method == "POST" and all([line.is_valid() for line in lines]):  # noqa: C419 - every line shows its faults
        for channel in sorted({line.issue.channel for line in lines}):
            accounts = {line.issue.group: line.account for line in lines if line.issue.channel == channel}
            actions.account_slips(session, accounts, actor=request.user, channel=channel)
        messages.success(request, _("The count of slips is saved."))
        return redirect("ballots:show-session", pk)
    context = {
        "session": session,
        "cycle": session.meeting.cycle,
        "lines": lines,
        "over": queries.over_in(issues),
    }
    return render(request, "ballots/account_slips.html", context, status=422 if request.POST else 200)
