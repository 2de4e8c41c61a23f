from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.audit.queries import history_of
from shuzhi.reports import actions, queries, rules
from shuzhi.reports.forms import DraftForm, ReportFilterForm, ReturnForm
from shuzhi.web.keys import key_from
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import require
from shuzhi.web.sheets import workbook_response


@require_safe
def list_reports(request: SignedInRequest) -> HttpResponse:
    everyone = queries.reporters_for(request.user)
    form = ReportFilterForm(
        request.GET, cycles=queries.cycles_in(everyone), categories=queries.categories_in(everyone)
    )
    wanted = form.cleaned_data if form.is_valid() else {}
    reporters = queries.reporters_matching(everyone, **wanted)
    if request.GET.get("export") == "xlsx":
        return workbook_response(_("Reports"), *queries.report_sheet(reporters))
    narrowed = queries.reporters_matching(everyone, **{**wanted, "state": ""})
    context = {
        "form": form,
        "page": page_of(request, queries.in_order(reporters, request.GET.get("sort", ""))),
        "counts": queries.state_counts(narrowed),
        "mine": queries.to_write(everyone, request.user),
    }
    return render(request, "reports/list.html", context)


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
        "form": ReturnForm(report=report),
        "no_vetting": rules.may_vet(request.user, report),
        "notes": queries.notes_of(report),
        "editions": report.editions.select_related("made_by"),
        "late": queries.days_late(report),
        "history": history_of(report),
    }
    return render(request, "reports/show.html", context)


@require_POST
def begin_report(request: SignedInRequest, reporter: int) -> HttpResponse:
    row = get_object_or_404(queries.reporters_for(request.user), pk=reporter)
    actions.begin_report(row, actor=request.user)
    return redirect("reports:edit-report", reporter)


@require_safe
def edit_report(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_write(request.user, report))
    context = {
        "report": report,
        "reporter": report.reporter,
        "cycle": report.cycle,
        "answers": queries.answers_to_write(report),
        "counts": queries.counts_of(report),
        "missing": rules.missing_parts(report),
        "no_handing_in": rules.may_hand_in(request.user, report),
        "notes": queries.notes_of(report),
        "set_aside": report.set_aside.select_related("author"),
        "days_left": queries.days_left(report.cycle),
        "history": history_of(report, limit=12),
    }
    return render(request, "reports/edit.html", context)


@require_POST
def save_report(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    form = DraftForm(request.POST, report=report)
    if not form.is_valid():
        return _beside_the_text(render(request, "reports/_not_saved.html", {"form": form}, status=422))
    version = form.cleaned_data["version"]
    try:
        saved = actions.save_draft(report, form.sections, form.answers, version=version, actor=request.user)
    except actions.StaleText as stale:
        return _conflict(request, reporter, stale)
    if not request.headers.get("HX-Request"):
        messages.success(request, _("Saved."))
        return redirect("reports:edit-report", reporter)
    context = {
        "report": saved,
        "counts": queries.counts_of(saved),
        "missing": rules.missing_parts(saved),
        "no_handing_in": rules.may_hand_in(request.user, saved),
        "live": True,
    }
    return render(request, "reports/_saved.html", context)


def _conflict(request: SignedInRequest, reporter: int, stale: actions.StaleText) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect("reports:compare-texts", reporter, stale.kept.pk)
    context = {"kept": stale.kept, "reporter": reporter}
    return _beside_the_text(render(request, "reports/_conflict.html", context, status=409))


def _beside_the_text(response: HttpResponse) -> HttpResponse:
    """What went wrong is said in a place of its own; the text and its version stay as they are."""
    response.headers["HX-Retarget"] = "#conflict"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def compare_texts(request: SignedInRequest, reporter: int, kept: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    aside = get_object_or_404(report.set_aside.select_related("author"), pk=kept)
    refusal = rules.may_write(request.user, report)
    if request.method == "POST":
        actions.take_set_aside(aside, version=key_from(request.POST.get("version")) or 0, actor=request.user)
        messages.success(request, _("Your text is in its place; the other one is set aside."))
        return redirect("reports:edit-report", reporter)
    context = {
        "report": report,
        "reporter": report.reporter,
        "cycle": report.cycle,
        "kept": aside,
        "pairs": queries.both_texts(report, aside),
        "refusal": refusal,
    }
    return render(request, "reports/compare.html", context)


def hand_in_report(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    if request.method == "POST":
        actions.hand_in(report, actor=request.user)
        messages.success(
            request, _("The report is handed in. The office reads it and returns or accepts it.")
        )
        return redirect("reports:show-report", reporter)
    context = {
        "report": report,
        "reporter": report.reporter,
        "cycle": report.cycle,
        "counts": queries.counts_of(report),
        "answers": queries.answers_to_write(report),
        "refusal": rules.may_hand_in(request.user, report),
        "days_left": queries.days_left(report.cycle),
    }
    return render(request, "reports/hand_in.html", context)


@require_POST
def return_report(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    form = ReturnForm(request.POST, report=report)
    notes = form.notes if form.is_valid() else {}
    actions.return_to_author(report, notes, actor=request.user)
    messages.success(request, _("The report is returned with your notes."))
    return redirect("reports:show-report", reporter)


@require_POST
def accept_report(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    actions.accept(report, actor=request.user)
    messages.success(request, _("The report is accepted; its text is frozen."))
    return redirect("reports:show-report", reporter)


@require_safe
def show_edition(request: SignedInRequest, reporter: int, number: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_read(request.user, report))
    edition = get_object_or_404(report.editions.select_related("report__reporter", "made_by"), number=number)
    context = {"report": report, "reporter": report.reporter, "cycle": report.cycle, "edition": edition}
    return render(request, "reports/edition.html", context)


@require_safe
def print_report(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_read(request.user, report))
    context = {
        "report": report,
        "reporter": report.reporter,
        "cycle": report.cycle,
        "edition": queries.last_edition(report),
        "answers": queries.answers_to_write(report),
    }
    return render(request, "reports/print.html", context)
