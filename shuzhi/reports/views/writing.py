"""Writing: the page of the editor, its two texts side by side, and handing in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.audit.queries import history_of
from shuzhi.duties.queries import triple_of
from shuzhi.reports import actions, queries, rules
from shuzhi.reports.models import is_state, state_words
from shuzhi.reports.states import PartState
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
    fields = queries.fields_of(report)
    context = {
        "report": report,
        "reporter": report.reporter,
        "cycle": report.cycle,
        "fields": fields,
        "first_answer": next((one for one in fields if one.topic), None),
        "part_states": PartState.choices,
        "with_parts": any(one.parts for one in fields),
        "counts": queries.counts_of(report),
        "missing": rules.missing_parts(report),
        "no_handing_in": rules.may_hand_in(request.user, report),
        "notes": queries.notes_of(report),
        "set_aside": report.set_aside.select_related("author"),
        "days_left": queries.days_left(report.cycle),
        "history": history_of(report, limit=12),
        "settings": queries.editor_settings(report, request.user),
        "voices": queries.voices_in([one.text for one in fields]),
        "triple": triple_of(report.reporter.tenure, report.cycle.year),
        # What later steps keep is fetched from their own pages.
        "carried_over": reverse("rectification:carried-over", args=[reporter]),
    }
    return render(request, "reports/edit.html", context)


def compare_texts(request: SignedInRequest, reporter: int, kept: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    aside = get_object_or_404(report.set_aside.select_related("author"), pk=kept)
    refusal = rules.may_write(request.user, report)
    if request.method == "POST":
        base = key_from(request.POST.get("base")) or 0
        if actions.take_set_aside(aside, base=base, actor=request.user).kept:
            messages.warning(request, _("The saved text has changed again; look at both once more."))
            return redirect("reports:compare-texts", reporter, kept)
        messages.success(request, _("Your text is in its place; the other one is set aside."))
        return redirect("reports:edit-report", reporter)
    context = {
        "report": report,
        "reporter": report.reporter,
        "cycle": report.cycle,
        "kept": aside,
        "kept_words": state_words(aside.text) if is_state(aside.field) else aside.text,
        "field": queries.field_of(report, aside.field),
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
