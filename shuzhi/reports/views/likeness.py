from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.cycles.queries import cycle_or_404
from shuzhi.reports import actions, queries, rules
from shuzhi.reports.forms import SourceForm
from shuzhi.web.refusal import require


@require_safe
def show_likeness(request: SignedInRequest, reporter: int) -> HttpResponse:
    """For whoever vets: the passages of the last edition that stand elsewhere too."""
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_see_likeness(request.user, report))
    edition = queries.last_edition(report)
    context = {
        "report": report,
        "reporter": report.reporter,
        "cycle": report.cycle,
        "edition": edition,
        "likeness": queries.likeness_of(edition, request.user) if edition else None,
    }
    return render(request, "reports/likeness.html", context)


@require_safe
def show_own_likeness(request: SignedInRequest, reporter: int) -> HttpResponse:
    """For the authors: what the present text takes over from the reporter's own earlier reports."""
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_see_own_likeness(request.user, report))
    context = {
        "report": report,
        "reporter": report.reporter,
        "cycle": report.cycle,
        "near": queries.own_likeness(report),
    }
    return render(request, "reports/likeness_own.html", context)


def list_sources(request: SignedInRequest, cycle: int) -> HttpResponse:
    """The common documents whose quotations do not count."""
    row = cycle_or_404(request.user, cycle)
    require(rules.may_keep_sources(request.user, row.organiser, row))
    form = SourceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        title, text = form.cleaned_data["title"], form.cleaned_data["text"]
        source = actions.add_source(row.organiser, title, text, actor=request.user)
        messages.success(request, _("“%(title)s” is a source now.") % {"title": source.title})
        return redirect("reports:list-sources", cycle)
    context = {
        "cycle": row,
        "sources": queries.sources_of(row.organiser),
        "form": form,
        "refusal": rules.may_add_source(request.user, row.organiser),
    }
    return render(request, "reports/likeness_sources.html", context, status=422 if form.errors else 200)


@require_safe
def show_source(request: SignedInRequest, cycle: int, source: int) -> HttpResponse:
    row = cycle_or_404(request.user, cycle)
    require(rules.may_keep_sources(request.user, row.organiser, row))
    found = get_object_or_404(queries.sources_of(row.organiser), pk=source)
    refusal = rules.may_withdraw_source(request.user, found)
    return render(
        request, "reports/likeness_source.html", {"cycle": row, "source": found, "refusal": refusal}
    )


@require_POST
def withdraw_source(request: SignedInRequest, cycle: int, source: int) -> HttpResponse:
    row = cycle_or_404(request.user, cycle)
    found = get_object_or_404(queries.sources_of(row.organiser), pk=source)
    actions.withdraw_source(found, actor=request.user)
    messages.success(request, _("“%(title)s” is no source any more.") % {"title": found.title})
    return redirect("reports:list-sources", cycle)
