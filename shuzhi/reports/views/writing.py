from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.audit.queries import history_of
from shuzhi.reports import actions, queries, rules
from shuzhi.reports.forms import DraftForm
from shuzhi.web.keys import key_from
from shuzhi.web.refusal import require


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
