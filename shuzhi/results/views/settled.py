"""The result of a cycle, one reporter's computation, what-if, recount, decisions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuzhi.accounts.queries import signed_in
from shuzhi.audit.queries import history_of
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.queries import cycle_or_404, ready_rulebook
from shuzhi.results import actions, forms, rules
from shuzhi.results.models import Proposal, Settlement
from shuzhi.results.queries import pages, publishing, running
from shuzhi.web.keys import key_from
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import require
from shuzhi.web.sheets import MIME


@require_GET
def list_cycles(request: HttpRequest) -> HttpResponse:
    cycles = list(pages.cycles_with_results(signed_in(request)))
    if len(cycles) == 1:
        return redirect("results:show-results", cycles[0].pk)
    own = pages.own_feedback(signed_in(request)).count()
    return render(request, "results/list_cycles.html", {"cycles": cycles, "own_feedback": own})


@require_GET
def show_results(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = cycle_or_404(signed_in(request), pk)
    require(rules.may_view_results(signed_in(request), cycle))
    settlement = pages.settlement_of(cycle, request.GET.get("settlement", ""))
    context: dict[str, Any] = {
        "cycle": cycle,
        "settlement": settlement,
        "settle_refusal": rules.may_settle(signed_in(request), cycle),
        "evidence_refusal": rules.may_enter_evidence(signed_in(request), cycle),
        "publishing": rules.may_see_what_would_be_published(signed_in(request), cycle) is None,
        "hand_over_refusal": rules.may_hand_over_all(signed_in(request), cycle),
    }
    if settlement is not None:
        grades = pages.grade_names(cycle)
        wanted = forms.ResultFilter(request.GET, grades=grades)
        rows = pages.proposals(
            signed_in(request), settlement, wanted.cleaned_data if wanted.is_valid() else {}
        )
        context |= {
            "filter": wanted,
            "page": page_of(request, rows, 100),
            "summary": pages.summary(settlement, grades),
            "ties": pages.ties(signed_in(request), settlement),
            "blocked": pages.blocked(signed_in(request), settlement),
            "sessions": pages.declared_sessions(cycle),
            "settlements": Settlement.objects.filter(cycle=cycle),
            "history": history_of(settlement),
        }
    return render(request, "results/show_results.html", context)


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = cycle_or_404(signed_in(request), pk)
    if request.method == "POST":
        last = key_from(request.POST.get("last"))
        settlement = actions.settle_cycle(cycle, last_seen=last, actor=signed_in(request))
        messages.success(request, _("Settlement %(number)d is stored.") % {"number": settlement.number})
        return redirect("results:show-results", cycle.pk)
    require(rules.may_view_results(signed_in(request), cycle))
    context = {
        "cycle": cycle,
        "refusal": rules.may_settle(signed_in(request), cycle),
        **pages.before_settling(cycle),
    }
    return render(request, "results/settle.html", context)


@require_http_methods(["GET", "POST"])
def what_if(request: HttpRequest, pk: int) -> HttpResponse:
    cycle, settlement = _settled_or_404(request, pk)
    form = forms.WhatIfForm(request.POST or None)
    context: dict[str, Any] = {"cycle": cycle, "settlement": settlement, "form": form}
    if form.is_valid():
        chosen = ready_rulebook(form.cleaned_data["ready"])
        text = form.cleaned_data["text"] or (chosen.text if chosen else "")
        context |= {"asked": True, **running.what_if(settlement, text)}
    return render(request, "results/what_if.html", context)


@require_POST
def recount(request: HttpRequest, pk: int) -> HttpResponse:
    cycle, settlement = _settled_or_404(request, pk)
    found = running.recounted(settlement)
    return render(request, "results/recount.html", {"cycle": cycle, "settlement": settlement, **found})


@require_GET
def download_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    cycle, settlement = _settled_or_404(request, pk)
    require(pages.refuse_whole_file(signed_in(request), cycle))
    response = HttpResponse(
        running.workbook(settlement, publishing.earlier_for(settlement)), content_type=MIME
    )
    name = f"{cycle.title}-{settlement.number}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    cycle, settlement = _settled_or_404(request, pk)
    if request.method == "POST":
        # What was looked at is what is accepted: a newer settlement was not on the page.
        seen = get_object_or_404(
            Settlement, cycle=cycle, number=key_from(request.POST.get("settlement")) or 0
        )
        made = actions.accept_proposals(seen, actor=signed_in(request))
        messages.success(request, _("%(count)d grades are fixed as proposed.") % {"count": len(made)})
        return redirect("results:show-results", cycle.pk)
    clear = [p for p in pages.clear(settlement) if rules.may_decide(signed_in(request), p) is None]
    context = {"cycle": cycle, "settlement": settlement, "clear": clear}
    return render(request, "results/accept.html", context)


@require_GET
def talks_due(request: HttpRequest, pk: int) -> HttpResponse:
    cycle, settlement = _settled_or_404(request, pk)
    context = {
        "cycle": cycle,
        "settlement": settlement,
        "decisions": pages.talks_due(signed_in(request), settlement),
    }
    return render(request, "results/list_talks.html", context)


@require_GET
def show_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    return _proposal_page(request, _proposal_or_404(request, pk))


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = _proposal_or_404(request, pk)
    form = forms.DecisionForm(request.POST, grades=pages.grade_names(proposal.settlement.cycle))
    if form.is_valid():
        refusal = rules.may_fix(proposal, form.cleaned_data["grade"], form.cleaned_data["reason"])
        if refusal is None:
            actions.decide(proposal, actor=signed_in(request), **form.cleaned_data)
            return redirect(proposal)
        form.add_error("reason", str(refusal))
    return _proposal_page(request, proposal, form, status=422)


def _proposal_page(
    request: HttpRequest, proposal: Proposal, form: forms.DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    cycle = proposal.settlement.cycle
    grades = pages.grade_names(cycle)
    context = {
        "cycle": cycle,
        "proposal": proposal,
        "steps": running.steps(proposal),
        "form": form or forms.DecisionForm(grades=grades, initial={"grade": proposal.grade}),
        "decide_refusal": rules.may_decide(signed_in(request), proposal),
        "comments": pages.comments_on(proposal.reporter),
        "history": history_of(proposal, *([proposal.decision] if hasattr(proposal, "decision") else [])),
    }
    return render(request, "results/show_proposal.html", context, status=status)


def _proposal_or_404(request: HttpRequest, pk: int) -> Proposal:
    proposal = get_object_or_404(pages.all_proposals(), pk=pk)
    cycle_or_404(signed_in(request), proposal.settlement.cycle_id)
    require(rules.may_view_proposal(signed_in(request), proposal.reporter))
    return proposal


def _settled_or_404(request: HttpRequest, pk: int) -> tuple[Cycle, Settlement]:
    cycle = cycle_or_404(signed_in(request), pk)
    require(rules.may_view_results(signed_in(request), cycle))
    return cycle, get_object_or_404(Settlement.objects.filter(cycle=cycle)[:1])
