from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.audit.queries import history_of
from shuzhi.indicators import actions, queries, rules
from shuzhi.indicators.forms.figures import FactForm, TargetForm, WithdrawForm, YearForm, initial_of
from shuzhi.indicators.models import Indicator
from shuzhi.indicators.states import is_period, period_of_day, period_text, periods_of
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.queries import above_within
from shuzhi.web.refusal import Refused, require
from shuzhi.web.sheets import workbook_response

SEE = "fact.view"


def _year(request: SignedInRequest) -> int:
    form = YearForm(request.GET)
    year = form.cleaned_data["year"] if form.is_valid() else None
    return int(year or timezone.localdate().year)


@require_safe
def show_sheet(request: SignedInRequest, place: int) -> HttpResponse:
    organisation = queries.place_or_404(request.user, place)
    year = _year(request)
    lines = queries.lines_of(organisation, year)
    if request.GET.get("export") == "xlsx":
        return workbook_response(_("Key indicators"), *queries.sheet_of(lines))
    context = {
        "organisation": organisation,
        "above": above_within(organisation, request.user, SEE),
        "year": year,
        "lines": lines,
        "missing": sum(line.is_missing for line in lines),
        "no_entry": rules.may_enter_at(request.user, organisation),
    }
    return render(request, "indicators/sheet.html", context)


def _line(request: SignedInRequest, place: int, code: str) -> tuple[Organisation, Indicator]:
    organisation = queries.place_or_404(request.user, place)
    return organisation, get_object_or_404(queries.indicators_for(request.user), code=code)


def _periods(request: SignedInRequest, indicator: Indicator) -> tuple[list[str], str]:
    """The periods of the year asked for, and the one the page opens on."""
    wanted = request.GET.get("period", "")
    today = timezone.localdate()
    year = int(wanted[:4]) if is_period(wanted, indicator.period) else _year(request)
    chosen = wanted if is_period(wanted, indicator.period) else ""
    if not chosen:
        day = today if year == today.year else today.replace(year=year, month=12, day=1)
        chosen = period_of_day(day, indicator.period)
    return periods_of(year, indicator.period), chosen


@require_http_methods(["GET", "POST"])
def enter(request: SignedInRequest, place: int, code: str) -> HttpResponse:
    organisation, indicator = _line(request, place, code)
    require(rules.may_enter_at(request.user, organisation))
    periods, chosen = _periods(request, indicator)
    require(rules.takes_figure(indicator, organisation, chosen))
    there = queries.periods_open(indicator, organisation, periods)
    form = FactForm(
        request.POST or None, indicator=indicator, periods=periods, initial=initial_of(there[chosen], chosen)
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            fact = actions.enter_fact(
                indicator,
                organisation,
                given["period"],
                given["value"],
                source=given["source"],
                as_of=given["as_of"],
                reason=given["reason"],
                actor=request.user,
            )
        except Refused as refused:
            form.add_error("reason", str(refused.refusal))
        else:
            messages.success(
                request, _("The figure stands: %(figure)s.") % {"figure": queries.fact_text(fact)}
            )
            return redirect(f"/indicators/at/{place}/?year={fact.period[:4]}")
    context = {
        "form": form,
        "organisation": organisation,
        "indicator": indicator,
        "year": periods[0][:4],
        "standing": there,
        "title": _("Enter a figure"),
        "verb": _("Enter"),
    }
    return render(request, "indicators/enter.html", context)


@require_http_methods(["GET", "POST"])
def target(request: SignedInRequest, place: int, code: str) -> HttpResponse:
    organisation, indicator = _line(request, place, code)
    periods, chosen = _periods(request, indicator)
    require(rules.may_set_target(request.user, indicator, organisation, chosen, standing=None, reason=""))
    there = queries.targets_of(organisation, int(chosen[:4])).get((indicator.pk, chosen))
    initial = (
        {"period": chosen, "value": there.value_text, "remark": there.remark} if there else {"period": chosen}
    )
    form = TargetForm(request.POST or None, indicator=indicator, periods=periods, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.set_target(
                indicator,
                organisation,
                given["period"],
                given["value"],
                remark=given["remark"],
                reason=given["reason"],
                actor=request.user,
            )
        except Refused as refused:
            form.add_error("reason", str(refused.refusal))
        else:
            messages.success(request, _("The target is set."))
            return redirect(f"/indicators/at/{place}/?year={given['period'][:4]}")
    context = {
        "form": form,
        "organisation": organisation,
        "indicator": indicator,
        "year": periods[0][:4],
        "title": _("Set a target"),
        "verb": _("Set"),
    }
    return render(request, "indicators/enter.html", context)


@require_safe
def show_tree(request: SignedInRequest, place: int, code: str) -> HttpResponse:
    organisation, indicator = _line(request, place, code)
    period = request.GET.get("period", "")
    if not is_period(period, indicator.period) and not is_period(period, "year"):
        period = str(_year(request))
    tree = queries.tree_of(indicator, organisation, period)
    asked_missing = "missing" in request.GET
    context = {
        "organisation": organisation,
        "above": above_within(organisation, request.user, SEE),
        "indicator": indicator,
        "period": period,
        "period_label": period_text(period),
        "periods": [(one, period_text(one)) for one in periods_of(int(period[:4]), indicator.period)],
        "year": period[:4],
        "tree": tree,
        "missing": queries.missing_below(indicator, organisation, period) if asked_missing else [],
    }
    return render(request, "indicators/tree.html", context)


@require_safe
def show_fact(request: SignedInRequest, pk: int) -> HttpResponse:
    fact = queries.fact_or_404(request.user, pk)
    versions = list(queries.history_of_figure(fact))
    context = {
        "fact": fact,
        "latest": versions[0],
        "versions": versions,
        "text": queries.fact_text(versions[0]) if versions[0].scaled is not None else "",
        "refusal": rules.may_withdraw(request.user, versions[0]),
        "history": history_of(*versions),
        "token": f"[[fact:{fact.indicator.code}@{fact.period}]]",
    }
    return render(request, "indicators/fact.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    fact = queries.fact_or_404(request.user, pk)
    require(rules.may_withdraw(request.user, fact))
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            row = actions.withdraw_fact(fact, form.cleaned_data["reason"], actor=request.user)
        except Refused as refused:
            form.add_error("reason", str(refused.refusal))
        else:
            return redirect("indicators:show-fact", row.pk)
    context = {
        "form": form,
        "organisation": fact.organisation,
        "indicator": fact.indicator,
        "year": fact.period[:4],
        "fact": fact,
        "title": _("Withdraw the figure"),
        "verb": _("Withdraw"),
    }
    return render(request, "indicators/enter.html", context)
