from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.audit.queries import history_of
from shuzhi.cycles.queries import cycle_or_404
from shuzhi.meetings import actions, queries, rules
from shuzhi.meetings.forms import PortfolioForm, ScriptForm
from shuzhi.meetings.models import Portfolio
from shuzhi.web.refusal import require


def edit_script(request: SignedInRequest, cycle: int) -> HttpResponse:
    """The host's words of a cycle, part by part, and what a written report needs."""
    row = cycle_or_404(request.user, cycle)
    require(rules.may_lay_down(request.user, row))
    form = ScriptForm(request.POST or None, laid=queries.hall_rules_of(row))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data["written_comment"]
        actions.lay_down_hall_rules(row, form.script(), actor=request.user, written_comment=asked)
        messages.success(request, _("The host script is saved."))
        return redirect("meetings:edit-script", cycle)
    context = {
        "cycle": row,
        "form": form,
        "signs": sorted(queries.signs()),
        "history": history_of(row, limit=10),
    }
    return render(request, "meetings/script.html", context)


def edit_portfolios(request: SignedInRequest, cycle: int) -> HttpResponse:
    """Which leader answers for whom; what each has heard and said so far."""
    row = cycle_or_404(request.user, cycle)
    require(rules.may_lay_down(request.user, row))
    form = PortfolioForm(request.POST or None, cycle=row)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.give_portfolio(row, given["leader"], given["name"], given["reporters"], actor=request.user)
        messages.success(request, _("The portfolio is given."))
        return redirect("meetings:edit-portfolios", cycle)
    context = {
        "cycle": row,
        "form": form,
        "covers": queries.coverage_of(row),
        "without": queries.in_no_portfolio(row),
        "history": history_of(row, limit=10),
    }
    return render(request, "meetings/portfolios.html", context)


@require_POST
def take_back_portfolio(request: SignedInRequest, cycle: int, portfolio: int) -> HttpResponse:
    row = cycle_or_404(request.user, cycle)
    found = get_object_or_404(Portfolio.objects.select_related("leader", "cycle"), pk=portfolio, cycle=row)
    actions.take_back_portfolio(found, actor=request.user)
    messages.success(request, _("The portfolio is taken back."))
    return redirect("meetings:edit-portfolios", cycle)
