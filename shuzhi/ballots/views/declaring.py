"""Declaring, and what is counted afterwards."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.ballots import actions, counting, queries, rules
from shuzhi.ballots.views.found import session_or_404
from shuzhi.web.refusal import require


@require_http_methods(["GET", "POST"])
def declare_session(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    if request.method == "POST":
        declared = actions.declare(session, actor=request.user)
        messages.success(request, DECLARED if declared.is_declared else DECLARED_FIRST)
        return redirect("ballots:show-session", pk)
    require(rules.may_see_counts(request.user, session))
    context = {
        "session": session,
        "cycle": session.meeting.cycle,
        "issues": list(session.issues.all()),
        "declare_refusal": rules.may_declare(request.user, session),
    }
    return render(request, "ballots/declare_session.html", context)


@require_GET
def show_count_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.may_see_count_sheet(request.user, session))
    issues = list(session.issues.all())
    context = {
        "session": session,
        "cycle": session.meeting.cycle,
        "issues": issues,
        "total": queries.sum_of(issues),
        "tables": counting.count_sheet(session.box_form),
    }
    return render(request, "ballots/count_sheet.html", context)


DECLARED_FIRST = gettext_lazy("You have declared. A second person declares next.")


DECLARED = gettext_lazy("The ballot is declared; the ballots are opened and counted.")
