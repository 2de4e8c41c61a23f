from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.audit.queries import history_of
from shuzhi.reports import queries, rules
from shuzhi.reports.queries.papers import papers_of
from shuzhi.web.refusal import require


@require_safe
def show_report(request: SignedInRequest, reporter: int) -> HttpResponse:
    row = get_object_or_404(queries.reporters_for(request.user), pk=reporter)
    report = queries.report_of(row)
    if report is None:
        begin = rules.may_begin(request.user, row)
        return render(
            request,
            "reports/not_begun.html",
            {"reporter": row, "cycle": row.cycle, "state": "none", "refusal": begin},
        )
    if rules.may_write(request.user, report) is None:
        return redirect("reports:edit-report", reporter)
    refusal = rules.may_read(request.user, report)
    if refusal and refusal.status == 409:
        context = {"reporter": row, "cycle": row.cycle, "state": report.stage, "waits": refusal}
        return render(request, "reports/not_begun.html", context)
    require(refusal)
    edition = queries.last_edition(report)
    context = {
        "report": report,
        "reporter": row,
        "cycle": row.cycle,
        "edition": edition,
        "counts": queries.counts_of_edition(edition) if edition else None,
        "changes": queries.changes_in(edition) if edition else {},
        "parts": queries.shown_edition(edition) if edition else [],
        "no_vetting_page": rules.may_see_vetting(request.user, report),
        "no_notes": rules.may_see_notes(request.user, report),
        "no_vetting": rules.may_vet(request.user, report),
        "notes": queries.notes_of(report),
        "editions": report.editions.select_related("made_by"),
        "late": queries.days_late(report),
        "papers": papers_of(request.user, report),
        "history": history_of(report),
    }
    return render(request, "reports/show.html", context)


@require_safe
def show_edition(request: SignedInRequest, reporter: int, number: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_read(request.user, report))
    edition = get_object_or_404(report.editions.select_related("report__reporter", "made_by"), number=number)
    context = {
        "report": report,
        "reporter": report.reporter,
        "cycle": report.cycle,
        "edition": edition,
        "parts": queries.shown_edition(edition),
    }
    return render(request, "reports/edition.html", context)


@require_safe
def print_report(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_read(request.user, report))
    edition = queries.last_edition(report)
    context = {
        "report": report,
        "reporter": report.reporter,
        "cycle": report.cycle,
        "edition": edition,
        "parts": queries.shown_edition(edition) if edition else queries.version_of(report, "written"),
    }
    return render(request, "reports/print.html", context)
