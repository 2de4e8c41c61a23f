from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.accounts.rules import may_open
from shuzhi.audit.queries import history_of
from shuzhi.indicators import actions, queries, rules
from shuzhi.indicators.forms.definitions import DefineForm, IndicatorForm
from shuzhi.indicators.forms.figures import FilterForm
from shuzhi.indicators.models import Indicator
from shuzhi.organisations.queries import with_places
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import Refused, require

SEE = "fact.view"


@require_safe
def list_indicators(request: SignedInRequest) -> HttpResponse:
    require(may_open(request.user, SEE))
    form = FilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = queries.indicators_matching(queries.indicators_for(request.user), **wanted)
    latest, standing = queries.facts_within(request.user)
    context = {
        "form": form,
        "page": page_of(request, queries.with_counts(rows, request.user)),
        "places": queries.places_to_enter(request.user),
        "year": timezone.localdate().year,
        "latest": latest,
        "standing": standing,
        "no_defining": may_open(request.user, "indicator.manage"),
        "no_import": may_open(request.user, "fact.enter"),
    }
    return render(request, "indicators/list.html", context)


@require_safe
def find_place(request: SignedInRequest) -> HttpResponse:
    require(may_open(request.user, SEE))
    text = request.GET.get("q", "")[:80]
    hits = with_places(queries.places_matching(request.user, text))
    context = {"hits": hits, "q": text, "code": request.GET.get("code", "")}
    return render(request, "indicators/_places.html", context)


@require_safe
def show_indicator(request: SignedInRequest, code: str) -> HttpResponse:
    indicator = get_object_or_404(queries.indicators_for(request.user), code=code)
    context = {
        "indicator": indicator,
        "parts": queries.indicators_for(request.user).filter(part_of=indicator),
        "places": queries.places_to_enter(request.user),
        "history": history_of(indicator, limit=20),
        "refusal": rules.may_define(request.user, indicator.owner),
        "token": f"[[fact:{indicator.code}]]",
    }
    return render(request, "indicators/show.html", context)


@require_http_methods(["GET", "POST"])
def define(request: SignedInRequest) -> HttpResponse:
    require(may_open(request.user, "indicator.manage"))
    form = DefineForm(
        request.POST or None,
        owners=queries.owners_for(request.user),
        among=queries.indicators_for(request.user),
    )
    if form.is_valid():
        try:
            made = actions.define_indicator(actor=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("The indicator is defined."))
            return redirect("indicators:show-indicator", made.code)
    context = {"form": form, "title": _("Define an indicator"), "verb": _("Define")}
    return render(request, "indicators/record.html", context)


@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, code: str) -> HttpResponse:
    indicator = get_object_or_404(queries.indicators_for(request.user), code=code)
    require(rules.may_define(request.user, indicator.owner))
    others = queries.indicators_for(request.user).exclude(pk=indicator.pk)
    initial = {name: getattr(indicator, name) for name in IndicatorForm.base_fields}
    form = IndicatorForm(request.POST or None, initial=initial, among=others)
    if form.is_valid() and _changed(indicator, form, request):
        return redirect("indicators:show-indicator", code)
    context = {"form": form, "title": _("Change the indicator"), "verb": _("Save"), "indicator": indicator}
    return render(request, "indicators/record.html", context)


def _changed(indicator: Indicator, form: IndicatorForm, request: SignedInRequest) -> bool:
    try:
        actions.change_indicator(indicator, actor=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused.refusal))
        return False
    return True
