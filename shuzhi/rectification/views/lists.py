"""The list of problems: filtered, exported, filled from the comments, assigned in one go."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.queries import cycle_or_404, cycles_for
from shuzhi.rectification import actions, forms, queries, rules
from shuzhi.rectification.models import Problem
from shuzhi.rectification.states import Source, State
from shuzhi.web.keys import key_from
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import require
from shuzhi.web.sheets import workbook_response


@require_GET
def list_problems(request: SignedInRequest) -> HttpResponse:
    cycle = _chosen(request)
    if cycle is None:
        return render(request, "rectification/list_problems.html", {"cycle": None})
    form, problems = _filtered(request, cycle)
    page = page_of(request, problems)
    in_cycle = queries.visible_problems(request.user).filter(reporter__cycle=cycle)
    context = {
        "cycle": cycle,
        "cycles": cycles_for(request.user).order_by("-year", "-pk"),
        "form": form,
        "page": page,
        "by_field": queries.counts_by_field(in_cycle),
        "counts": _counts(queries.counts_by_state(in_cycle)),
        "narrowed": form.cleaned_data.get("reporter") if form.is_valid() else None,
        **_office_part(request, cycle),
        "can_tick": any(problem.state == State.LISTED for problem in page),
        "to_file": queries.lists_to_file(request.user, cycle),
        "may_add": queries.reporters_to_add_for(request.user, cycle).exists(),
    }
    return render(request, "rectification/list_problems.html", context)


@require_GET
def export_problems(request: SignedInRequest) -> HttpResponse:
    cycle = _chosen(request)
    problems = _filtered(request, cycle)[1] if cycle else Problem.objects.none()
    return workbook_response(_("Rectification list"), *queries.sheet_of(problems))


@require_http_methods(["GET", "POST"])
def add_problem(request: SignedInRequest, cycle_pk: int) -> HttpResponse:
    cycle = cycle_or_404(request.user, cycle_pk)
    reporters = queries.reporters_to_add_for(request.user, cycle)
    refusal = rules.may_keep_lists(request.user, cycle)
    if refusal and not reporters.exists():
        require(refusal)
    form = forms.ProblemForm(
        request.POST or None,
        reporters=reporters,
        fields=queries.fields_of(cycle),
        sources=[Source.SELF] if refusal else list(Source),
        initial={"reporter": reporters.first(), "due": cycle.rectify_by},
    )
    if form.is_valid():
        problem = actions.list_problem(**form.cleaned_data, actor=request.user)
        messages.success(
            request, _("The problem is on the list as number %(number)s.") % {"number": problem.number}
        )
        return redirect(problem)
    context = {"form": form, "cycle": cycle, "own": bool(refusal)}
    return render(request, "rectification/add_problem.html", context, status=422 if form.is_bound else 200)


@require_POST
def take_over_comments(request: SignedInRequest, cycle_pk: int) -> HttpResponse:
    cycle = cycle_or_404(request.user, cycle_pk)
    form = forms.TakeOverForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["due"][0]))
        return _back_to(cycle)
    made = actions.list_problems_from_comments(cycle, due=form.cleaned_data["due"], actor=request.user)
    said = ngettext(
        "%(count)d problem was taken over from the comments.",
        "%(count)d problems were taken over from the comments.",
        len(made),
    )
    messages.success(request, said % {"count": len(made)})
    return _back_to(cycle)


@require_POST
def assign_many(request: SignedInRequest, cycle_pk: int) -> HttpResponse:
    cycle = cycle_or_404(request.user, cycle_pk)
    problems = queries.visible_problems(request.user).filter(reporter__cycle=cycle)
    form = forms.AssignManyForm(request.POST, problems=problems)
    if not form.is_valid():
        messages.error(
            request, _("Tick the problems and give a day that has not passed; nothing was assigned.")
        )
        return _back_to(cycle)
    count = actions.assign_many(
        form.cleaned_data["problem"], due=form.cleaned_data["due"], actor=request.user
    )
    said = ngettext("%(count)d problem is assigned.", "%(count)d problems are assigned.", count)
    messages.success(request, said % {"count": count})
    return _back_to(cycle)


def _office_part(request: SignedInRequest, cycle: Cycle) -> dict[str, Any]:
    """What only the office of the cycle is shown: comments to take over, and the form that assigns many."""
    if rules.may_keep_lists(request.user, cycle):
        return {"keeps": False}
    initial = {"due": cycle.rectify_by}
    return {
        "keeps": True,
        "unlisted": rules.refuse_closing(cycle),
        "take_over": forms.TakeOverForm(initial=initial, auto_id="take_over_%s"),
        "assign": forms.DueForm(initial=initial, auto_id="assign_%s"),
    }


def _chosen(request: SignedInRequest) -> Cycle | None:
    """The cycle the address names; else the newest one the person may see."""
    cycles = cycles_for(request.user).defer("rulebook_text")
    if (key := key_from(request.GET.get("cycle"))) is not None:
        return cycles.filter(pk=key).first()
    return cycles.order_by("-year", "-pk").first()


def _filtered(request: SignedInRequest, cycle: Cycle) -> tuple[forms.ProblemFilter, QuerySet[Problem]]:
    in_cycle = queries.visible_problems(request.user).filter(reporter__cycle=cycle)
    there = {row.field for row in queries.counts_by_field(in_cycle)} - {""}
    form = forms.ProblemFilter(
        request.GET, fields=list(dict.fromkeys([*queries.fields_of(cycle), *sorted(there)]))
    )
    given = form.cleaned_data if form.is_valid() else {}
    wanted = queries.Wanted(
        state=given.get("state", ""),
        source=given.get("source", ""),
        field=given.get("field", ""),
        level=given.get("level", ""),
        late_on=timezone.localdate() if given.get("late") else None,
        text=given.get("q", ""),
        reporter=given.get("reporter"),
        own=request.user if given.get("own") else None,
    )
    return form, queries.filtered(in_cycle, wanted)


def _counts(counts: dict[str, int]) -> list[tuple[str, Any, int]]:
    return [(state.value, state.label, counts[state.value]) for state in State if counts[state.value]]


def _back_to(cycle: Cycle) -> HttpResponse:
    return redirect(reverse("rectification:list-problems", query={"cycle": cycle.pk}))
