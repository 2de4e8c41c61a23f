from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.burden import actions, queries, rules
from shuzhi.burden.forms import DropForm, MinutesForm, RequestForm, WaiverForm
from shuzhi.burden.models import Request
from shuzhi.burden.states import Measure
from shuzhi.cycles.models import Cycle
from shuzhi.web.refusal import require

COUNTED = "filling_time_counted"


def add_request(request: SignedInRequest, cycle: int) -> HttpResponse:
    row = queries.cycle_or_404(request.user, cycle)
    require(rules.may_manage(request.user, row))
    form = RequestForm(request.POST or None, cycle=row, replaceable=queries.replaceable(row))
    context = {"cycle": row, "form": form}
    if request.method == "POST" and form.is_valid():
        wanted = form.request
        refusal = rules.may_register(request.user, wanted, form.leave)
        if "register" in request.POST and refusal is None:
            made = actions.register(wanted, leave=form.leave, actor=request.user)
            messages.success(request, _registered(made))
            return redirect("burden:show-register", cycle)
        context |= {"refusal": refusal, **_effect(wanted)}
    return render(request, "burden/add.html", context)


def drop_request(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _request_or_404(request, pk)
    form = DropForm(request.POST or None)
    refusal = rules.may_drop(request.user, row)
    if request.method == "POST" and form.is_valid():
        actions.drop(row, form.cleaned_data["reason"], actor=request.user)
        messages.success(request, _("It is no longer asked."))
        return redirect("burden:show-register", row.cycle_id)
    return render(
        request, "burden/drop.html", {"cycle": row.cycle, "row": row, "form": form, "refusal": refusal}
    )


@require_POST
def carry_over(request: SignedInRequest, cycle: int) -> HttpResponse:
    row = queries.cycle_or_404(request.user, cycle)
    count = actions.carry_over(row, actor=request.user)
    said = ngettext("%(n)d request is taken over.", "%(n)d requests are taken over.", count)
    messages.success(request, said % {"n": count})
    return redirect("burden:show-register", cycle)


def add_waiver(request: SignedInRequest, cycle: int) -> HttpResponse:
    row = queries.cycle_or_404(request.user, cycle)
    require(rules.may_manage(request.user, row))
    initial = {name: request.GET.get(name) for name in ("level", "measure", "most")}
    form = WaiverForm(request.POST or None, cycle=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        refusal = rules.may_waive(request.user, row, form.leave) if form.leave else None
        if refusal is None and form.leave:
            actions.waive(
                row,
                said["level"],
                Measure(said["measure"]),
                form.leave,
                most=said["most"],
                actor=request.user,
            )
            messages.success(
                request, _("The waiver is written down; it stands in the overview while it holds.")
            )
            return redirect("burden:show-register", cycle)
        form.add_error(None, str(refusal))
    context = {"cycle": row, "form": form, "breaches": queries.breaches_in(row)}
    return render(request, "burden/waive.html", context)


@require_POST
def end_waiver(request: SignedInRequest, pk: int) -> HttpResponse:
    waiver = get_object_or_404(queries.waivers_for(request.user), pk=pk)
    actions.end_waiver(waiver, actor=request.user)
    messages.success(request, _("The waiver has ended."))
    return redirect("burden:show-register", waiver.cycle_id)


@require_POST
def count_minutes(request: SignedInRequest, cycle: int) -> HttpResponse:
    """What a page measured, once a sitting; the answer says nothing, and nothing of the sender is kept."""
    row = get_object_or_404(Cycle, pk=cycle)
    form = MinutesForm(request.POST)
    sent = request.session.get(COUNTED, [])
    if form.is_valid() and cycle not in sent:
        actions.count_minutes(row, actor=request.user, **form.cleaned_data)
        request.session[COUNTED] = [*sent, cycle]
    return HttpResponse(status=204)


def _request_or_404(request: SignedInRequest, pk: int) -> Request:
    rows = Request.objects.select_related("cycle__organiser").filter(
        cycle__in=queries.cycles_with_burden(request.user)
    )
    return get_object_or_404(rows, pk=pk)


def _effect(wanted: Request) -> dict[str, object]:
    held = queries.held_already(wanted.name)
    before, after = queries.effect_of(wanted)
    added = after.minutes - before.minutes
    return {
        "held": held,
        "before": before,
        "after": after,
        "added": added,
        "added_of_all": -(-added * after.units // 60) if added > 0 else 0,
        "exceeded": rules.newly_exceeded(wanted),
    }


def _registered(made: Request) -> str:
    if made.is_held:
        return _("Registered. The system holds it already, so it is filled in by itself and nobody is asked.")
    return _("Registered. Every unit of this level is asked for it.")
