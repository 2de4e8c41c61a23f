"""Saving while somebody writes: small answers, asked for every few seconds by every open page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.reports import actions, queries, rules
from shuzhi.reports.actions import Saved, Window
from shuzhi.reports.forms import DraftForm, SentText, read_sent_text, too_long
from shuzhi.reports.models import Report, is_state
from shuzhi.web.refusal import Refused, require


@require_POST
def save_report(request: SignedInRequest, reporter: int) -> HttpResponse:
    if request.content_type != "application/json":
        return _save_form(request, _own_report(request, reporter))
    sent = read_sent_text(request.body)
    if sent is None:
        return JsonResponse({"refused": _("This is not what the page of a report sends.")}, status=400)
    if sent.user != request.user.pk:
        said = _("Somebody else is signed in now; the text stays on this device until you sign in again.")
        return JsonResponse({"refused": said, "other_user": True}, status=409)
    if names := too_long(sent.typed):
        said = _("Not saved: a field holds more than 100,000 characters, or a note to a part more than 200.")
        return JsonResponse({"refused": said, "fields": names}, status=422)
    # The action reads the report once, under its lock; reading it here as well would double the cost of a save.
    report = get_object_or_404(Report.objects.only("pk"), reporter=reporter)
    try:
        saved = actions.save_fields(report, sent.typed, window=sent.window, actor=request.user)
    except Refused as refused:
        _own_report(request, reporter)
        return JsonResponse({"refused": str(refused.refusal)}, status=refused.refusal.status)
    return JsonResponse(_answer(request, saved, sent))


@require_safe
def pulse(request: SignedInRequest, reporter: int) -> JsonResponse:
    """What others saved meanwhile, and a fresh token after a new sign-in."""
    report = _own_report(request, reporter)
    refusal = rules.may_write(request.user, report)
    marks = {name: mark.get("n", 0) for name, mark in report.marks.items()}
    return JsonResponse(
        {
            "user": request.user.pk,
            "token": get_token(request),
            "marks": marks,
            "refused": str(refusal) if refusal else "",
        }
    )


def _own_report(request: SignedInRequest, reporter: int) -> Report:
    """The report by its reporter's number; who is no author of it finds what the list shows, or nothing."""
    report = get_object_or_404(queries.with_its_text(Report.objects.filter(reporter=reporter)))
    if rules.refuse_unless_author(request.user, report.reporter):
        report = queries.report_or_404(request.user, reporter)
        require(rules.may_write(request.user, report))
    return report


def _answer(request: SignedInRequest, saved: Saved, sent: SentText) -> dict[str, Any]:
    marks, texts = saved.report.marks, saved.texts
    counts = queries.counts_of(saved.report)

    def newer(name: str) -> dict[str, Any]:
        mark = marks.get(name, {})
        at = queries.clock_time(mark.get("at", ""))
        return {"n": mark.get("n", 0), "text": texts[name], "name": mark.get("name", ""), "at": at}

    news = {
        name: newer(name)
        for name in texts
        if marks.get(name, {}).get("n", 0) > sent.known.get(name, 0) and name not in sent.typed
    }
    context = {
        "report": saved.report,
        "counts": counts,
        "missing": rules.missing_parts(saved.report),
        "no_handing_in": rules.may_hand_in(request.user, saved.report),
    }
    return {
        "saved": {name: marks.get(name, {}).get("n", 0) for name in saved.taken},
        "clash": {name: newer(name) for name in saved.kept},
        "news": news,
        "counts": {queries.section_field(key): n for key, n in counts.sections.items()},
        "status": render_to_string("reports/_status.html", context),
        "voices": render_to_string(
            "reports/_voices.html",
            {"voices": queries.voices_in([text for name, text in texts.items() if not is_state(name)])},
        ),
    }


def _save_form(request: SignedInRequest, report: Report) -> HttpResponse:
    """Without scripts: the whole text at a press of the button."""
    form = DraftForm(request.POST, report=report)
    if not form.is_valid():
        return render(request, "reports/not_saved.html", {"form": form, "report": report}, status=422)
    saved = actions.save_fields(report, form.typed, window=Window(), actor=request.user)
    for kept in saved.kept.values():
        messages.warning(request, _("A newer text was saved meanwhile; yours is set aside, not lost."))
        return redirect("reports:compare-texts", report.reporter_id, kept.pk)
    messages.success(request, _("Saved."))
    return redirect("reports:edit-report", report.reporter_id)
