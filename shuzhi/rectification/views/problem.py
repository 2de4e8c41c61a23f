"""One problem and its moves, and the list a reporter files."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.audit.queries import history_of
from shuzhi.cycles.models import Reporter
from shuzhi.cycles.queries import reporters_of
from shuzhi.rectification import actions, forms, queries, rules
from shuzhi.rectification.models import Problem
from shuzhi.web.refusal import require


class Move(NamedTuple):
    """A move: its rule, its form, its action, the verb on its button, what the page says afterwards."""

    rule: Any
    form: Any
    action: Any
    label: Promise
    done: Promise


MOVES: dict[str, Move] = {
    "assign": Move(
        rules.may_assign, forms.AssignForm, actions.assign, _("Assign"), _("The problem is assigned.")
    ),
    "begin": Move(
        rules.may_begin, forms.PlanForm, actions.begin, _("Begin the work"), _("The work has begun.")
    ),
    "claim": Move(
        rules.may_claim_done,
        forms.ClaimForm,
        actions.claim_done,
        _("Claim as done"),
        _("The office will look at the result."),
    ),
    "verify": Move(
        rules.may_verify, forms.NoteForm, actions.verify, _("The result holds"), _("The problem is verified.")
    ),
    "send-back": Move(
        rules.may_send_back,
        forms.ReasonForm,
        actions.send_back,
        _("Send back to work"),
        _("The problem goes back to the reporter."),
    ),
    "close": Move(rules.may_close, None, actions.close, _("Close the problem"), _("The problem is closed.")),
    "reopen": Move(
        rules.may_reopen, forms.ReasonForm, actions.reopen, _("Reopen"), _("The problem is open again.")
    ),
    "change-plan": Move(
        rules.may_change_plan,
        forms.PlanForm,
        actions.change_plan,
        _("Change cause and measure"),
        _("Cause and measure are changed."),
    ),
    "change-due": Move(
        rules.may_change_due,
        forms.ChangeDueForm,
        actions.change_due,
        _("Move the deadline"),
        _("The deadline has moved."),
    ),
}
# Moves that correct something stand folded below the one that goes on.
CORRECTIONS = ("change-plan", "change-due")


@require_GET
def show_problem(request: SignedInRequest, pk: int) -> HttpResponse:
    return _problem_page(request, _visible_or_404(request, pk))


@require_POST
def move_problem(request: SignedInRequest, pk: int, move: str) -> HttpResponse:
    problem = _visible_or_404(request, pk)
    if move not in MOVES:
        raise Http404
    require(MOVES[move].rule(request.user, problem))
    form = MOVES[move].form(request.POST, prefix=move) if MOVES[move].form else None
    if form is not None and not form.is_valid():
        return _problem_page(request, problem, broken={move: form}, status=422)
    MOVES[move].action(problem, actor=request.user, **(form.cleaned_data if form else {}))
    messages.success(request, str(MOVES[move].done))
    return redirect(problem)


@require_http_methods(["GET", "POST"])
def file_list(request: SignedInRequest, reporter_pk: int) -> HttpResponse:
    reporter = _reporter_or_404(request, reporter_pk)
    posted = request.POST if request.method == "POST" else None
    lines = [(one, _line_form(one, posted)) for one in queries.problems_to_file(reporter)]
    if posted is not None and all(form.is_valid() for _problem, form in lines):
        plans = {problem.pk: form.plan for problem, form in lines if form.is_filled}
        count = actions.file_list(reporter, plans, actor=request.user)
        said = ngettext("%(count)d problem is answered.", "%(count)d problems are answered.", count)
        messages.success(request, said % {"count": count})
        wanted = {"cycle": reporter.cycle_id, "reporter": reporter.pk}
        return redirect(reverse("rectification:list-problems", query=wanted))
    context = {"reporter": reporter, "cycle": reporter.cycle, "lines": lines}
    return render(request, "rectification/file_list.html", context, status=422 if posted is not None else 200)


def _line_form(problem: Problem, posted: Any) -> forms.PlanLineForm:
    return forms.PlanLineForm(posted, prefix=f"p{problem.pk}", initial=_plan_of(problem))


def _problem_page(
    request: SignedInRequest, problem: Problem, *, broken: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    moves = [_shown(request, problem, name, broken or {}) for name in MOVES]
    possible = [move for move in moves if move["refusal"] is None]
    fields = queries.fields_of(problem.reporter.cycle)
    context = {
        "problem": problem,
        "sort": None if rules.may_sort(request.user, problem) else _sort_form(problem, fields),
        "cycle": problem.reporter.cycle,
        "moves": [move for move in possible if move["name"] not in CORRECTIONS],
        "corrections": [move for move in possible if move["name"] in CORRECTIONS],
        "refused": [move for move in moves if move["refusal"] is not None],
        "history": history_of(problem),
    }
    return render(request, "rectification/show_problem.html", context, status=status)


def _sort_form(problem: Problem, fields: list[str]) -> forms.SortForm:
    return forms.SortForm(fields=fields, initial={"field": problem.field}, auto_id="sort_%s")


def _shown(request: SignedInRequest, problem: Problem, name: str, broken: dict[str, Any]) -> dict[str, Any]:
    move = MOVES[name]
    initial = _plan_of(problem) | {"due": problem.due or problem.reporter.cycle.rectify_by}
    fresh = move.form(prefix=name, initial=initial) if move.form else None
    return {
        "name": name,
        "label": move.label,
        "refusal": move.rule(request.user, problem),
        "form": broken.get(name) or fresh,
    }


def _plan_of(problem: Problem) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in ("cause", "measure", "responsible", "planned")}


def _visible_or_404(request: SignedInRequest, pk: int) -> Problem:
    return get_object_or_404(queries.visible_problems(request.user), pk=pk)


def _reporter_or_404(request: SignedInRequest, pk: int) -> Reporter:
    seen = queries.visible_problems(request.user).filter(reporter=pk)
    problem = seen.first()
    if problem is None:
        raise Http404
    reporter = get_object_or_404(reporters_of(problem.reporter.cycle), pk=pk)
    require(rules.may_file(request.user, reporter))
    return reporter
