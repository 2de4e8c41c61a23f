from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.accounts.rules import may_open
from shuzhi.cycles.queries import cycle_or_404
from shuzhi.fieldwork.queries import findings_about
from shuzhi.meetings import actions, queries, rules
from shuzhi.meetings.models import ProblemNote
from shuzhi.meetings.states import Side
from shuzhi.web.keys import key_from
from shuzhi.web.refusal import require

ABSENT = "-"


@require_safe
def show_portrait(request: SignedInRequest, reporter: int) -> HttpResponse:
    return _page(request, reporter, "meetings/portrait.html")


@require_safe
def show_portrait_panel(request: SignedInRequest, reporter: int) -> HttpResponse:
    """The portrait beside the comment, without the forms."""
    return _page(request, reporter, "meetings/_portrait.html")


@require_POST
def match_finding(request: SignedInRequest, reporter: int, finding: int) -> HttpResponse:
    """The sides that were chosen: a place of report or comment, "not there", or open again."""
    row = queries.portrait_or_404(request.user, reporter)
    require(rules.may_match(request.user, row))
    found = get_object_or_404(
        findings_about(row).exclude(reporters__tenure__person__user=request.user), pk=finding
    )
    for side in Side:
        chosen = request.POST.get(side.value)
        if chosen is None:
            continue
        if not chosen:
            actions.undo_match(row, found, side, actor=request.user)
        elif side == Side.ADMITTED:
            text = "" if chosen == ABSENT else chosen
            actions.match_finding(row, found, side, passage=text, actor=request.user)
        else:
            note = None if chosen == ABSENT else get_object_or_404(ProblemNote, pk=key_from(chosen) or 0)
            actions.match_finding(row, found, side, note=note, actor=request.user)
    messages.success(request, _("The match is saved."))
    return redirect("meetings:show-portrait", reporter)


@require_safe
def list_portraits(request: SignedInRequest, cycle: int) -> HttpResponse:
    """Match and mismatch of a whole cycle."""
    require(may_open(request.user, "finding.view"))
    chosen = cycle_or_404(request.user, cycle)
    require(rules.may_see_portraits(request.user, chosen))
    tallies = queries.tallies_of(request.user, chosen)
    return render(request, "meetings/portraits.html", {"cycle": chosen, "tallies": tallies})


def _page(request: SignedInRequest, reporter: int, template: str) -> HttpResponse:
    row = queries.portrait_or_404(request.user, reporter)
    require(rules.may_see_portrait(request.user, row))
    context = {
        "reporter": row,
        "cycle": row.cycle,
        "portrait": queries.portrait_of(request.user, row),
        "no_matching": rules.may_match(request.user, row),
    }
    return render(request, template, context)
