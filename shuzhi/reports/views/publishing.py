from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.cycles.queries import cycle_or_404
from shuzhi.cycles.rules import may_change_timetable
from shuzhi.cycles.states import Publication as Readers
from shuzhi.reports import actions, queries, rules
from shuzhi.reports.forms.publishing import ChosenForm, PublishForm, WithdrawForm
from shuzhi.reports.forms.vetting import WithholdForm
from shuzhi.reports.models import Report, Withheld, parts_of
from shuzhi.reports.queries import publishing, vetting
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import require

FRESH_SECONDS = 300


@require_safe
def list_publishing(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = cycle_or_404(request.user, pk)
    require(rules.may_plan_publishing(request.user, cycle))
    rows = publishing.publishing_rows(cycle)
    page = page_of(request, [(row, rules.may_publish(request.user, row.report)) for row in rows])
    context = {
        "cycle": cycle,
        "no_choosing": may_change_timetable(request.user, cycle),
        "page": page,
        "ready": any(refusal is None for _row, refusal in page),
        "published": sum(row.publication is not None for row in rows),
        "waiting": cycle.reporters.count() - len(rows),
    }
    return render(request, "reports/publish_list.html", context)


def publish_reports(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = cycle_or_404(request.user, pk)
    require(rules.may_plan_publishing(request.user, cycle))
    rows = publishing.publishing_rows(cycle)
    chosen = ChosenForm(request.POST or request.GET, ready=[row.report.pk for row in rows if row.is_ready])
    if not chosen.is_valid():
        messages.warning(request, _("Choose the reports to publish."))
        return redirect("reports:list-publishing", pk)
    rows = [row for row in rows if row.report.pk in set(chosen.cleaned_data["report"])]
    form = PublishForm(request.POST or None, reports=len(rows))
    if request.method == "POST" and form.is_valid():
        done = actions.publish([row.report for row in rows], actor=request.user)
        said = ngettext("%(n)d report is published.", "%(n)d reports are published.", len(done))
        messages.success(request, said % {"n": len(done)})
        return redirect("reports:list-publishing", pk)
    refusals = [(row, rules.may_publish(request.user, row.report)) for row in rows]
    context = {
        "cycle": cycle,
        "plan": rules.plan_of(cycle),
        "rows": rows,
        "refusals": [(row, refusal) for row, refusal in refusals if refusal],
        "withheld": [(row, one) for row in rows for one in row.withheld],
        "form": form,
    }
    return render(request, "reports/publish_confirm.html", context)


def withhold(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_see_vetting(request.user, report))
    edition = queries.last_edition(report)
    if edition is None:
        raise Http404
    form = WithholdForm(request.POST or None, parts=parts_of(edition.sections, edition.answers))
    if request.method == "POST" and form.is_valid():
        reason, place = form.cleaned_data["reason"], form.place
        start = vetting.place_of(edition, place["section"], place["quote"], place["start"])
        why = rules.may_withhold(
            request.user, report, place["section"], place["quote"], reason, start if place["quote"] else 0
        )
        if why is None:
            actions.withhold(report, reason, actor=request.user, **place)
            messages.success(request, _("It stays out of what is published."))
            return redirect("reports:withhold-passage", reporter)
        form.add_error("quote" if place["quote"] else "reason", str(why))
    return render(request, "reports/publish_withhold.html", _withholding(request, report, form))


def _withholding(request: SignedInRequest, report: Report, form: WithholdForm) -> dict[str, Any]:
    edition = queries.last_edition(report)
    parts = parts_of(edition.sections, edition.answers) if edition else []
    return {
        "report": report,
        "reporter": report.reporter,
        "cycle": report.cycle,
        "form": form,
        "parts": vetting.marked(edition, []) if edition else [],
        "raw": {part.key: part.text for part in parts},
        "rows": publishing.withheld_rows(report),
        "refusal": rules.may_change_withheld(request.user, report),
        "publication": publishing.live_publications().filter(report=report).first(),
        "past": report.publications.filter(withdrawal__isnull=False).select_related("withdrawal__made_by"),
    }


@require_POST
def lift_withheld(request: SignedInRequest, reporter: int, key: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_change_withheld(request.user, report))
    actions.lift_withheld(get_object_or_404(Withheld, report=report, pk=key), actor=request.user)
    return redirect("reports:withhold-passage", reporter)


def withdraw(request: SignedInRequest, reporter: int, key: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_see_vetting(request.user, report))
    publication = get_object_or_404(publishing.live_publications(), report=report, pk=key)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        why = rules.may_withdraw(request.user, publication, reason)
        if why is None:
            actions.withdraw_publication(publication, reason, actor=request.user)
            messages.success(request, _("The publication is withdrawn; the record of both stays."))
            return redirect("reports:withhold-passage", reporter)
        form.add_error("reason", str(why))
    context = {
        "report": report,
        "reporter": report.reporter,
        "cycle": report.cycle,
        "publication": publication,
        "form": form,
        "refusal": rules.may_withdraw(request.user, publication),
    }
    return render(request, "reports/publish_withdraw.html", context)


@login_not_required
@require_safe
def list_published_cycles(request: HttpRequest) -> HttpResponse:
    cycles = publishing.cycles_published_for(request.user)
    response = render(request, "reports/published_cycles.html", {"page": page_of(request, cycles)})
    return _kept_back(request, response, public=False, searchable=False)


@login_not_required
@require_safe
def list_published(request: HttpRequest, cycle: int) -> HttpResponse:
    found = get_object_or_404(publishing.cycles_published_for(request.user), pk=cycle)
    rows = publishing.published_for(request.user).filter(report__reporter__cycle=found)
    plan = rules.plan_of(found)
    context = {
        "review": found,
        "page": page_of(request, rows),
        "withheld": publishing.withheld_wholly(found),
    }
    response = render(request, "reports/published_list.html", context)
    return _kept_back(
        request, response, public=found.publication == Readers.PUBLIC, searchable=plan.searchable
    )


@login_not_required
@require_safe
def read_published(request: HttpRequest, cycle: int, key: int) -> HttpResponse:
    found = get_object_or_404(publishing.published_for(request.user), pk=key, report__reporter__cycle=cycle)
    plan = rules.plan_of(found.report.cycle)
    public = {found.scope, found.report.cycle.publication} == {Readers.PUBLIC}
    etag = quote_etag(f"{found.digest[:32]}-{get_language()}")
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if public and not request.user.is_authenticated and etag in known:
        return _kept_back(request, HttpResponse(status=304), public=public, searchable=plan.searchable)
    context = {
        "review": found.report.cycle,
        "publication": found,
        "content": found.content,
        "searchable": public and plan.searchable,
    }
    response = render(request, "reports/published.html", context)
    response.headers["ETag"] = etag
    return _kept_back(request, response, public=public, searchable=plan.searchable)


def _kept_back(
    request: HttpRequest, response: HttpResponse, *, public: bool, searchable: bool
) -> HttpResponse:
    """Public pages may be kept by a cache for a while; what only members read is kept nowhere."""
    if public and not request.user.is_authenticated:
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    else:
        patch_cache_control(response, private=True, no_store=True)
    patch_vary_headers(response, ["Cookie"])
    if not (public and searchable):
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
