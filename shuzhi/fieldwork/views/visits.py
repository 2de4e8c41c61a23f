from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.accounts.rules import may_open
from shuzhi.audit.queries import history_of
from shuzhi.fieldwork import actions, queries, rules
from shuzhi.fieldwork.forms.visits import FindingForm, ReasonForm, RecordForm, VisitFilterForm, VisitForm
from shuzhi.fieldwork.models import Visit
from shuzhi.fieldwork.queries.papers import papers_of
from shuzhi.web.keys import key_from
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import require
from shuzhi.web.sheets import workbook_response


@require_safe
def list_visits(request: SignedInRequest) -> HttpResponse:
    require(may_open(request.user, "finding.view"))
    cycles = list(queries.cycles_for(request.user))
    names = {code: name for cycle in reversed(cycles) for code, name in queries.method_names(cycle).items()}
    form = VisitFilterForm(request.GET, cycles=cycles, methods=names)
    wanted = form.cleaned_data if form.is_valid() else {}
    visits = queries.listed(queries.visits_for(request.user), **wanted)
    if request.GET.get("export") == "xlsx":
        return workbook_response(_("Visits"), _headings(), queries.visit_sheet(visits, names))
    context = {
        "form": form,
        "page": page_of(request, visits),
        "methods": names,
        "cycles": cycles,
        "plans": queries.cycles_to_plan(request.user),
        "waiting": queries.visits_of_today(request.user).filter(state="planned").count(),
    }
    return render(request, "fieldwork/list.html", context)


def plan_visit(request: SignedInRequest) -> HttpResponse:
    cycles = list(queries.cycles_to_plan(request.user))
    wanted = key_from(request.GET.get("cycle"))
    cycle = next((one for one in cycles if one.pk == wanted), cycles[0] if len(cycles) == 1 else None)
    if cycle is None:
        return render(request, "fieldwork/choose_cycle.html", {"cycles": cycles, "what": "visit"})
    form = VisitForm(request.POST or None, cycle=cycle)
    if request.method == "POST" and form.is_valid():
        visit = actions.plan_visit(cycle, **form.cleaned_data, actor=request.user)
        messages.success(request, _("The visit is planned."))
        return redirect("fieldwork:show-visit", visit.pk)
    return render(request, "fieldwork/plan.html", {"cycle": cycle, "form": form})


def edit_visit(request: SignedInRequest, pk: int) -> HttpResponse:
    visit = queries.visit_or_404(request.user, pk)
    require(rules.may_change_visit(request.user, visit))
    names = ("organisation", "place", "day", "phase", "method", "announced", "led_by")
    initial: dict[str, Any] = {name: getattr(visit, name) for name in names}
    initial["team"] = list(visit.team.all())
    form = VisitForm(request.POST or None, cycle=visit.cycle, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_visit(visit, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The visit is saved."))
        return redirect("fieldwork:show-visit", pk)
    return render(request, "fieldwork/plan.html", {"cycle": visit.cycle, "visit": visit, "form": form})


@require_safe
def show_visit(request: SignedInRequest, pk: int) -> HttpResponse:
    return page_of_visit(request, queries.visit_or_404(request.user, pk))


@require_POST
def record_visit(request: SignedInRequest, pk: int) -> HttpResponse:
    visit = queries.visit_or_404(request.user, pk)
    form = RecordForm(request.POST, counts=visit.method in queries.counting_methods(visit.cycle))
    if not form.is_valid():
        return page_of_visit(request, visit, record_form=form)
    actions.record_visit(visit, actor=request.user, **form.cleaned_data)
    messages.success(request, _("It is written down."))
    return redirect("fieldwork:show-visit", pk)


@require_POST
def cancel_visit(request: SignedInRequest, pk: int) -> HttpResponse:
    visit = queries.visit_or_404(request.user, pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.cancel_visit(visit, reason, actor=request.user)
    messages.success(request, _("The visit is cancelled."))
    return redirect("fieldwork:show-visit", pk)


def page_of_visit(request: SignedInRequest, visit: Visit, **forms: Any) -> HttpResponse:
    """The page of a visit, with the forms as they were sent where they have faults."""
    cycle, user = visit.cycle, request.user
    names, tags = queries.method_names(cycle), queries.tag_names(cycle)
    known = {name: getattr(visit, name) for name in ("received", "solved", "note")}
    counts = visit.method in queries.counting_methods(cycle)
    findings = queries.findings_of(user, visit)
    for finding in findings:
        finding.tag_name = tags.get(finding.tag, finding.tag)  # type: ignore[attr-defined]
        finding.no_withdrawal = rules.may_withdraw(user, finding)  # type: ignore[attr-defined]
    context = {
        "visit": visit,
        "cycle": cycle,
        "method": names.get(visit.method, visit.method),
        "findings": findings,
        "no_writing": rules.may_write_finding(user, visit),
        "no_change": rules.may_change_visit(user, visit),
        "no_cancel": rules.may_cancel(user, visit),
        "record_form": RecordForm(counts=counts, initial=known),
        "finding_form": FindingForm(cycle=cycle),
        "history": history_of(visit, *findings),
        "papers": papers_of(visit),
        **forms,
    }
    return render(request, "fieldwork/show.html", context, status=422 if forms else 200)


def _headings() -> list[str]:
    return [
        _("Organisation"), _("Place"), _("Date"), _("Method"), _("Before or after"), _("State"),
        _("Problems"), _("Strengths"), _("Demands received"), _("Of these solved"),
    ]  # fmt: skip
