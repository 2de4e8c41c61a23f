from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.burden import queries, rules
from shuzhi.burden.forms import RegisterFilterForm
from shuzhi.burden.models import Request
from shuzhi.web.keys import key_from
from shuzhi.web.paging import page_of
from shuzhi.web.sheets import workbook_response


@require_safe
def list_cycles(request: SignedInRequest) -> HttpResponse:
    cycles = queries.cycles_with_burden(request.user).order_by("-year", "title", "pk")
    page = page_of(request, cycles, size=20)
    context = {"page": page, "lines": [(cycle, queries.comparisons(cycle)) for cycle in page]}
    return render(request, "burden/cycles.html", context)


@require_safe
def show_register(request: SignedInRequest, cycle: int) -> HttpResponse:
    row = queries.cycle_or_404(request.user, cycle)
    form = RegisterFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    requests = queries.requests_of(row, **wanted)
    if request.GET.get("export") == "xlsx":
        return workbook_response(_("Requests to units"), *queries.register_sheet(requests))
    context = {
        "cycle": row,
        "form": form,
        "requests": requests,
        "comparisons": queries.comparisons(row),
        "dropped": Request.objects.filter(cycle=row).exclude(dropped_at=None),
        "waivers": queries.waivers_for(request.user, cycle=row.pk),
        "takeable": queries.takeable(row),
        "no_changes": (refusal := rules.may_manage(request.user, row)),
        "can_end": refusal is None,
    }
    return render(request, "burden/register.html", context)


@require_safe
def panel(request: SignedInRequest, cycle: int) -> HttpResponse:
    """The part of the cycle's page; for those who do not see burdens it stays empty."""
    row = queries.cycles_with_burden(request.user).filter(pk=cycle).first()
    if row is None:
        return HttpResponse(status=204)
    return render(request, "burden/_panel.html", {"cycle": row, "comparisons": queries.comparisons(row)})


@require_safe
def waivers(request: SignedInRequest) -> HttpResponse:
    """The waivers in force, as a part of the overview."""
    rows = queries.waivers_for(request.user, cycle=key_from(request.GET.get("cycle")))
    return render(
        request, "burden/_waivers.html", {"waivers": rows[:100], "several": not request.GET.get("cycle")}
    )
