from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.audit.queries import history_of
from shuzhi.cycles import actions, queries, rules
from shuzhi.cycles.forms.reporters import (
    AddReportersForm,
    BulkForm,
    CandidateFilterForm,
    ExclusionForm,
    ReporterFilterForm,
    ReporterForm,
)
from shuzhi.web.keys import key_from
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import require
from shuzhi.web.sheets import workbook_response


@require_safe
def list_reporters(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    categories = queries.categories_in(cycle)
    form = ReporterFilterForm(request.GET, categories=categories)
    wanted = form.cleaned_data if form.is_valid() else {}
    reporters = queries.reporters_matching(queries.reporters_of(cycle), **wanted)
    knows = rules.may_know_exclusions(request.user, cycle) is None
    if request.GET.get("export") == "xlsx":
        sheet = queries.reporter_sheet(cycle, reporters, with_reasons=knows)
        return workbook_response(_("Reporters"), *sheet)
    context = {
        "cycle": cycle,
        "form": form,
        "page": page_of(request, reporters, 100),
        "categories": categories,
        "attributes": queries.attributes_in(cycle),
        "knows_reasons": knows,
        "refusal": rules.may_prepare(request.user, cycle),
    }
    return render(request, "cycles/reporters.html", context)


def add_reporters(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    require(rules.may_prepare(request.user, cycle))
    search = CandidateFilterForm(request.GET if "levels" in request.GET else {"levels": "1"})
    wanted = search.cleaned_data if search.is_valid() else {}
    tenures = queries.candidates_matching(queries.candidates(cycle), top=cycle.organiser, **wanted)
    form = AddReportersForm(request.POST or None, cycle=cycle)
    if request.method == "POST" and form.is_valid():
        ticked = [key_from(given) for given in request.POST.getlist("tenure")]
        chosen = queries.candidates(cycle).filter(pk__in=[key for key in ticked if key is not None])
        added = actions.add_reporters(
            cycle,
            chosen,
            actor=request.user,
            category=form.cleaned_data["category"],
            form=form.cleaned_data["form"],
            attributes=form.given_attributes,
        )
        said = ngettext("%(n)d reporter is added.", "%(n)d reporters are added.", len(added))
        messages.success(request, said % {"n": len(added)})
        return redirect("cycles:list-reporters", pk)
    context = {"cycle": cycle, "search": search, "form": form, "page": page_of(request, tenures, 200)}
    return render(request, "cycles/add_reporters.html", context)


def edit_reporter(request: SignedInRequest, pk: int, reporter: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    row = get_object_or_404(queries.reporters_of(cycle), pk=reporter)
    initial = {"category": row.category, "form": row.form, "attributes": row.attributes}
    form = ReporterForm(request.POST or None, cycle=cycle, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        values = {"category": given["category"], "form": given["form"], "attributes": form.given_attributes}
        actions.change_reporters([row], actor=request.user, **values)
        messages.success(request, _("The reporter is saved."))
        return redirect("cycles:list-reporters", pk)
    context = {
        "cycle": cycle,
        "reporter": row,
        "form": form,
        "exclusion": ExclusionForm(cycle=cycle),
        "refusal": rules.may_prepare(request.user, cycle),
        "reason_refusal": None
        if row.user_id == request.user.pk
        else rules.may_know_exclusions(request.user, cycle),
        "no_exclusion": rules.may_exclude(request.user, row),
        "no_lifting": rules.may_lift_exclusion(request.user, row),
        "history": history_of(row),
    }
    return render(request, "cycles/reporter.html", context)


@require_POST
def change_many(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    form = BulkForm(request.POST, cycle=cycle)
    if not form.is_valid():
        messages.warning(request, _("Tick the reporters first, then choose what to do with them."))
        return redirect("cycles:list-reporters", pk)
    do, chosen = form.cleaned_data["do"], form.cleaned_data["reporter"]
    if do == "remove":
        actions.remove_reporters(chosen, actor=request.user)
    else:
        actions.change_reporters(chosen, actor=request.user, **form.values)
    messages.success(request, _("The ticked reporters are changed."))
    return redirect("cycles:list-reporters", pk)


@require_POST
def move_reporter(request: SignedInRequest, pk: int, reporter: int, places: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    row = get_object_or_404(queries.reporters_of(cycle), pk=reporter)
    actions.move_reporter(row, places, actor=request.user)
    return redirect("cycles:list-reporters", pk)


@require_POST
def exclude_reporter(request: SignedInRequest, pk: int, reporter: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    row = get_object_or_404(queries.reporters_of(cycle), pk=reporter)
    form = ExclusionForm(request.POST, cycle=cycle)
    if form.is_valid():
        actions.exclude_reporter(
            row, form.cleaned_data["name"], form.cleaned_data["reason"], actor=request.user
        )
        messages.success(request, _("%(name)s is not assessed in this cycle.") % {"name": row.person_name})
    else:
        messages.error(request, _("Choose the reason and say more in detail."))
    return redirect("cycles:edit-reporter", pk, reporter)


@require_POST
def lift_exclusion(request: SignedInRequest, pk: int, reporter: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    row = get_object_or_404(queries.reporters_of(cycle), pk=reporter)
    actions.lift_exclusion(row, actor=request.user)
    messages.success(request, _("%(name)s is assessed again.") % {"name": row.person_name})
    return redirect("cycles:edit-reporter", pk, reporter)
