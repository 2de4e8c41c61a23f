from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.cycles.queries import cycle_or_404
from shuzhi.cycles.states import Stage
from shuzhi.reports import actions, queries, rules
from shuzhi.reports.forms.progress import PlaceForm
from shuzhi.reports.forms.vetting import ItemFormSet, PlanForm, ReminderForm
from shuzhi.reports.queries import progress
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import require
from shuzhi.web.sheets import workbook_response


@require_safe
def show_progress(request: SignedInRequest) -> HttpResponse:
    everyone = queries.reporters_for(request.user)
    form = PlaceForm(request.GET, places=progress.organisers_in(everyone))
    wanted = form.cleaned_data if form.is_valid() else {}
    rows, total = progress.progress(progress.narrowed(everyone, **wanted))
    if request.GET.get("export") == "xlsx":
        return workbook_response(_("Progress of the reports"), *progress.progress_sheet(rows, total))
    page = page_of(request, rows)
    vetted = progress.cycles_vetted_by(request.user, [row.cycle for row in page if row.cycle])
    context = {
        "form": form,
        "page": page,
        "total": total,
        "wanted": {name: value for name, value in wanted.items() if value},
        "office": vetted,
        "may_remind": {pk for pk, stage in vetted.items() if stage == Stage.OPEN},
    }
    return render(request, "reports/vet_progress.html", context)


def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = cycle_or_404(request.user, pk)
    refusal = rules.may_remind(request.user, cycle)
    require(refusal if refusal and refusal.status == 403 else None)
    form = ReminderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        again = form.cleaned_data["again"]
        if why := rules.may_remind(request.user, cycle, again):
            form.add_error("again", str(why))
        else:
            kept = actions.remind(cycle, actor=request.user, again=again)
            said = ngettext(
                "%(n)d reporter is reminded.", "%(n)d reporters are reminded.", len(kept.reporters)
            )
            messages.success(request, said % {"n": len(kept.reporters)})
            return redirect("reports:remind-missing", pk)
    missing = progress.missing_in(cycle) if refusal is None else []
    context = {
        "cycle": cycle,
        "form": form,
        "refusal": refusal,
        "reached": [one for one in missing if one.users],
        "unreached": [one for one in missing if not one.users],
        "soon": rules.may_remind(request.user, cycle, ""),
        "reminders": cycle.reminders.select_related("made_by")[:20],
    }
    return render(request, "reports/vet_remind.html", context)


def edit_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = cycle_or_404(request.user, pk)
    require(rules.may_plan_vetting(request.user, cycle))
    plan = rules.plan_of(cycle)
    initial = {name: getattr(plan, name) for name in PlanForm.base_fields}
    form = PlanForm(request.POST or None, initial=initial)
    items = ItemFormSet(request.POST or None, initial=_items(plan.checklist), prefix="item")
    if request.method == "POST" and form.is_valid() and items.is_valid():
        actions.change_vetting_plan(cycle, checklist=items.items(), actor=request.user, **form.cleaned_data)
        messages.success(request, _("The plan of vetting is saved."))
        return redirect("reports:edit-vetting-plan", pk)
    return render(request, "reports/vet_plan.html", {"cycle": cycle, "form": form, "items": items})


def _items(checklist: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"help": "", "found_by": "", **item} for item in checklist]
