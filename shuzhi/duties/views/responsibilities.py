from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.duties import actions, queries, rules
from shuzhi.duties.forms.responsibilities import EndForm, QuotaForm, ResponsibilityForm
from shuzhi.duties.forms.years import FilterForm
from shuzhi.duties.models import Responsibility
from shuzhi.duties.states import Kind
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.queries import above_within, children_shown, within
from shuzhi.web.refusal import Refused, require

SEE = "duty.view"


def _place(request: SignedInRequest, pk: int) -> Organisation:
    found: Organisation = get_object_or_404(within(request.user, SEE), pk=pk)
    return found


def _year(request: SignedInRequest) -> int:
    form = FilterForm(request.GET)
    return (form.cleaned_data["year"] if form.is_valid() else None) or timezone.localdate().year


@require_safe
def show(request: SignedInRequest, place: int) -> HttpResponse:
    organisation, year = _place(request, place), _year(request)
    quota = queries.quota_of(organisation, year)
    context = {
        "organisation": organisation,
        "above": above_within(organisation, request.user, SEE),
        "below": children_shown(organisation)[:60],
        "year": year,
        "lines": queries.responsibilities_of(organisation, year),
        "quota": [(kind, *quota[kind]) for kind in Kind],
        "no_adding": rules.may_add_responsibility(request.user, organisation),
        "no_quota": rules.may_set_quota(request.user, organisation),
    }
    return render(request, "duties/responsibilities.html", context)


@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest, place: int) -> HttpResponse:
    organisation, year = _place(request, place), _year(request)
    require(rules.may_add_responsibility(request.user, organisation))
    from_above = [
        line.responsibility.pk for line in queries.responsibilities_of(organisation, year) if line.inherited
    ]
    above = Responsibility.objects.filter(pk__in=from_above)
    form = ResponsibilityForm(request.POST or None, above=above, initial={"since": year})
    if form.is_valid():
        try:
            actions.add_responsibility(organisation, actor=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            return redirect("duties:show-responsibilities", place)
    context = {"form": form, "place": organisation, "title": _("Add a responsibility"), "verb": _("Add")}
    return render(request, "duties/form.html", context)


@require_http_methods(["GET", "POST"])
def end(request: SignedInRequest, place: int, pk: int) -> HttpResponse:
    organisation = _place(request, place)
    one = get_object_or_404(Responsibility.objects.select_related("organisation"), pk=pk)
    require(rules.may_end_responsibility(request.user, one, at=organisation))
    form = EndForm(request.POST or None, initial={"until": _year(request)})
    if form.is_valid():
        try:
            actions.end_responsibility(one, at=organisation, actor=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            return redirect("duties:show-responsibilities", place)
    context = {
        "form": form,
        "place": organisation,
        "said": one.text,
        "title": _("End a responsibility"),
        "verb": _("End"),
    }
    return render(request, "duties/form.html", context)


@require_http_methods(["GET", "POST"])
def quota(request: SignedInRequest, place: int) -> HttpResponse:
    organisation = _place(request, place)
    require(rules.may_set_quota(request.user, organisation))
    form = QuotaForm(request.POST or None, initial={"year": _year(request)})
    if form.is_valid():
        try:
            actions.set_quota(organisation, actor=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("most", str(refused.refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("duties:show-responsibilities", place)
    context = {"form": form, "place": organisation, "title": _("Lines a year"), "verb": _("Save")}
    return render(request, "duties/form.html", context)
