"""The list of problems, one problem, and its moves."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuzhi.audit.queries import history_of
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.queries import cycles_for
from shuzhi.rectification import actions, forms, queries, rules
from shuzhi.rectification.models import Problem
from shuzhi.rectification.states import State
from shuzhi.web.paging import page_of
from shuzhi.web.sheets import workbook_response

# Each move: its rule, its form, its action and the verb on its button.
MOVES: dict[str, tuple[Any, Any, Any, Any]] = {
    "assign": (rules.may_assign, forms.AssignForm, actions.assign, gettext_lazy("Assign")),
    "begin": (rules.may_begin, forms.BeginForm, actions.begin, gettext_lazy("Begin the work")),
    "claim": (rules.may_claim_done, forms.ClaimForm, actions.claim_done, gettext_lazy("Claim as done")),
    "verify": (rules.may_verify, forms.NoteForm, actions.verify, gettext_lazy("Verify")),
    "send-back": (
        rules.may_send_back,
        forms.ReasonForm,
        actions.send_back,
        gettext_lazy("Send back to work"),
    ),
    "close": (rules.may_close, None, actions.close, gettext_lazy("Close")),
    "reopen": (rules.may_reopen, forms.ReasonForm, actions.reopen, gettext_lazy("Reopen")),
}


@require_GET
def list_problems(request: HttpRequest) -> HttpResponse:
    chosen = _chosen(request)
    problems, wanted = _filtered(request, chosen)
    scope = queries.visible_problems(request.user).filter(**_of(chosen))
    context = {
        "cycles": _cycles(request),
        "cycle": chosen,
        "filter": wanted,
        "page": page_of(request, problems),
        "counts": _counts(queries.counts_by_state(scope)),
        "today": timezone.localdate(),
        "unlisted": queries.notes_without_problem(chosen).count() if chosen else 0,
        "refusal": rules.may_list_problems(request.user, chosen) if chosen else None,
    }
    return render(request, "rectification/list_problems.html", context)


@require_GET
def export_problems(request: HttpRequest) -> HttpResponse:
    problems, _wanted = _filtered(request, _chosen(request))
    headings = [
        _("Unit"),
        _("Reporter"),
        _("No."),
        _("Source"),
        _("Problem"),
        _("Cause"),
        _("Measure"),
        _("Due"),
        _("State"),
    ]
    rows = (
        [
            problem.reporter.organisation_name,
            problem.reporter.person_name,
            problem.number,
            problem.get_source_display(),
            problem.text,
            problem.cause,
            problem.measure,
            problem.due or "",
            problem.get_state_display(),
        ]
        for problem in problems
    )
    return workbook_response(_("Problem list"), headings, rows)


@require_http_methods(["GET", "POST"])
def add_problem(request: HttpRequest, cycle_pk: int) -> HttpResponse:
    cycle = get_object_or_404(_cycles(request), pk=cycle_pk)
    form = forms.ProblemForm(request.POST or None, reporters=cycle.reporters.order_by("order"))
    if form.is_valid():
        problem = actions.list_problem(**form.cleaned_data, actor=request.user)
        messages.success(
            request, _("The problem is on the list as number %(number)s.") % {"number": problem.number}
        )
        return redirect(problem)
    refusal = rules.may_list_problems(request.user, cycle)
    return render(
        request, "rectification/add_problem.html", {"form": form, "cycle": cycle, "refusal": refusal}
    )


@require_POST
def take_over_comments(request: HttpRequest, cycle_pk: int) -> HttpResponse:
    cycle = get_object_or_404(_cycles(request), pk=cycle_pk)
    made = actions.list_problems_from_comments(cycle, actor=request.user)
    messages.success(
        request, _("%(count)s problems were taken over from the comments.") % {"count": len(made)}
    )
    return redirect("rectification:list-problems")


@require_GET
def show_problem(request: HttpRequest, pk: int) -> HttpResponse:
    return _problem_page(request, _own_or_404(request, pk))


@require_POST
def move_problem(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    problem = _own_or_404(request, pk)
    if move not in MOVES:
        raise Http404
    _rule, form_class, action, _label = MOVES[move]
    form = form_class(request.POST, prefix=move) if form_class else None
    if form is not None and not form.is_valid():
        return _problem_page(request, problem, broken={move: form}, status=422)
    action(problem, actor=request.user, **(form.cleaned_data if form else {}))
    return redirect(problem)


def _problem_page(
    request: HttpRequest, problem: Problem, *, broken: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    moves = [
        {
            "name": name,
            "label": label,
            "refusal": rule(request.user, problem),
            "form": (broken or {}).get(name) or (form(prefix=name) if form else None),
        }
        for name, (rule, form, _action, label) in MOVES.items()
    ]
    context = {
        "problem": problem,
        "moves": [move for move in moves if move["refusal"] is None],
        "refused": [move for move in moves if move["refusal"] is not None],
        "history": history_of(problem),
        "today": timezone.localdate(),
    }
    return render(request, "rectification/show_problem.html", context, status=status)


def _own_or_404(request: HttpRequest, pk: int) -> Problem:
    return get_object_or_404(queries.visible_problems(request.user), pk=pk)


def _cycles(request: HttpRequest) -> QuerySet[Cycle]:
    return cycles_for(request.user)


def _chosen(request: HttpRequest) -> Cycle | None:
    """The cycle the address names; else the newest one the person may see."""
    cycles = _cycles(request)
    pk = request.GET.get("cycle", "")
    if pk.isdigit():
        return cycles.filter(pk=pk).first()
    return cycles.order_by("-year", "-pk").first()


def _of(cycle: Cycle | None) -> dict[str, Cycle]:
    return {"reporter__cycle": cycle} if cycle else {}


def _filtered(request: HttpRequest, cycle: Cycle | None) -> tuple[QuerySet[Problem], forms.ProblemFilter]:
    wanted = forms.ProblemFilter(request.GET)
    clean = wanted.cleaned_data if wanted.is_valid() else {}
    problems = queries.filtered(
        queries.visible_problems(request.user).filter(**_of(cycle)),
        state=clean.get("state", ""),
        source=clean.get("source", ""),
        late_on=timezone.localdate() if clean.get("late") else None,
        text=clean.get("q", ""),
    )
    return problems, wanted


def _counts(counts: dict[str, int]) -> list[tuple[str, Any, int]]:
    return [(state.value, state.label, counts[state.value]) for state in State]
