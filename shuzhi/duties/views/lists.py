from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.accounts.rules import may_open
from shuzhi.audit.queries import history_of
from shuzhi.duties import actions, queries, rules
from shuzhi.duties.forms.years import FilterForm, ItemFilterForm
from shuzhi.duties.models import DutyList
from shuzhi.duties.queries.lists import lines_of
from shuzhi.duties.states import Kind, Stage
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.queries import above_within, reach_of, tops, within
from shuzhi.web.keys import key_from
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import require
from shuzhi.web.sheets import workbook_response

SEE = "duty.view"


def _place(request: SignedInRequest, key: object) -> Organisation:
    found: Organisation = get_object_or_404(within(request.user, SEE), pk=key_from(key))
    return found


def _readable(request: SignedInRequest, pk: int) -> DutyList:
    duty_list = queries.list_or_404(pk)
    require(rules.may_read(request.user, duty_list))
    return duty_list


@require_safe
def list_lists(request: SignedInRequest) -> HttpResponse:
    require(may_open(request.user, SEE))
    form = FilterForm({"year": timezone.localdate().year, **request.GET.dict()})
    wanted = form.cleaned_data if form.is_valid() else {}
    year = wanted.get("year") or timezone.localdate().year
    rows = queries.lists_matching(queries.lists_within(request.user), **{**wanted, "year": year})
    narrowed = queries.lists_matching(
        queries.lists_within(request.user), **{**wanted, "year": year, "stage": ""}
    )
    context = {
        "form": form,
        "year": year,
        "page": page_of(request, rows),
        "counts": queries.stage_counts(narrowed),
        "mine": [(one, queries.list_of(one, year)) for one in queries.own_tenures(request.user)[:20]],
        "places": tops(request.user, SEE).filter(hidden=False).order_by("path")[:40],
    }
    return render(request, "duties/lists.html", context)


@require_safe
def list_items(request: SignedInRequest) -> HttpResponse:
    require(may_open(request.user, SEE))
    form = ItemFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    below = _place(request, request.GET["below"]) if request.GET.get("below") else None
    rows = queries.items_matching(queries.items_within(request.user), **wanted)
    if below:
        rows = rows.filter(reach_of(below, "duty_list__tenure__organisation__path"))
    if request.GET.get("export") == "xlsx":
        return workbook_response(_("Promises and projects"), *queries.item_sheet(rows))
    context = {"form": form, "page": page_of(request, rows), "below": below}
    return render(request, "duties/items.html", context)


@require_safe
def show_statistics(request: SignedInRequest, place: int) -> HttpResponse:
    organisation = _place(request, place)
    form = FilterForm(request.GET)
    year = (form.cleaned_data["year"] if form.is_valid() else None) or timezone.localdate().year
    whole, rows = queries.statistics_of(request.user, organisation, year)
    context = {
        "organisation": organisation,
        "above": above_within(organisation, request.user, SEE),
        "year": year,
        "whole": whole,
        "rows": rows,
        "kinds": list(Kind),
    }
    return render(request, "duties/statistics.html", context)


@require_POST
def begin(request: SignedInRequest, tenure: int, year: int) -> HttpResponse:
    duty_list = actions.begin_list(queries.tenure_or_404(request.user, tenure), year, actor=request.user)
    return redirect("duties:show-list", duty_list.pk)


@require_safe
def show_list(request: SignedInRequest, pk: int) -> HttpResponse:
    duty_list = _readable(request, pk)
    quota = queries.quota_of(duty_list.tenure.organisation, duty_list.year)
    lines = lines_of(duty_list)
    context = {
        "duty_list": duty_list,
        "tenure": duty_list.tenure,
        "groups": [(kind, quota[kind], lines.by_kind.get(kind, [])) for kind in Kind],
        "no_writing": rules.may_write_item(request.user, duty_list),
        "no_pen": rules.refuse_unless_author(request.user, duty_list.tenure),
        "no_fixing": rules.may_fix(request.user, duty_list, quota),
        "no_progress": rules.may_show(request.user, duty_list, Stage.PROGRESS),
        "no_result": rules.may_show(request.user, duty_list, Stage.RESULT),
        "history": history_of(duty_list, *lines.items, limit=30),
    }
    return render(request, "duties/list.html", context)


@require_safe
def show_triple(request: SignedInRequest, tenure: int, year: int) -> HttpResponse:
    found = queries.tenure_or_404(request.user, tenure)
    context = {"triple": queries.triple_of(found, year), "tenure": found, "year": year}
    return render(request, "duties/_triple.html", context)


@require_http_methods(["GET", "POST"])
def fix(request: SignedInRequest, pk: int) -> HttpResponse:
    duty_list = _readable(request, pk)
    if request.method == "POST":
        actions.fix_list(duty_list, actor=request.user)
        messages.success(request, _("The list is fixed and shown."))
        return redirect("duties:show-list", pk)
    quota = queries.quota_of(duty_list.tenure.organisation, duty_list.year)
    context = {
        "duty_list": duty_list,
        "lines": lines_of(duty_list),
        "refusal": rules.may_fix(request.user, duty_list, quota),
    }
    return render(request, "duties/fix.html", context)


@require_POST
def show_stage(request: SignedInRequest, pk: int, stage: str) -> HttpResponse:
    if stage not in (Stage.PROGRESS, Stage.RESULT):
        raise Http404
    duty_list = _readable(request, pk)
    actions.show_stage(duty_list, stage, actor=request.user)
    messages.success(request, _("It is shown."))
    return redirect("duties:show-list", pk)
