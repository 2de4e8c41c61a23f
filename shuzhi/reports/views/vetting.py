from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.audit.queries import history_of
from shuzhi.reports import actions, queries, rules
from shuzhi.reports.forms.vetting import ChecklistForm, NoteForm, ReturnForm, SaidForm
from shuzhi.reports.models import Report, ReturnNote, parts_of
from shuzhi.reports.queries import rounds, vetting
from shuzhi.web.keys import key_from
from shuzhi.web.refusal import Refusal, require


@require_safe
def vet_report(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_see_vetting(request.user, report))
    return render(request, "reports/vet.html", _vetting(request, report))


def _vetting(request: SignedInRequest, report: Report, **forms: Any) -> dict[str, Any]:
    edition = queries.last_edition(report)
    if edition is None:
        require(rules.may_vet(request.user, report))
        raise ValueError(f"{report} was handed in without a round.")
    parts = parts_of(edition.sections, edition.answers)
    notes = vetting.notes_on(report, edition, unsent=True)
    until = timezone.localdate() + timedelta(days=rules.plan_of(report.cycle).return_days)
    return {
        **_about(report),
        "edition": edition,
        "parts": vetting.marked(edition, notes),
        "raw": {part.key: part.text for part in parts},
        "notes": notes,
        "note_form": NoteForm(parts=parts),
        "return_form": ReturnForm(initial={"until": until}),
        "checklist": ChecklistForm(items=rules.checklist_of(edition)),
        "unsettled": sum(one.is_waiting for one in notes),
        "no_vetting": rules.may_vet(request.user, report),
        "no_accepting": rules.may_accept(request.user, report),
        "rounds": rounds.rounds_of(report),
        "wait": rounds.awaited_until(report),
        "counts": queries.counts_of_edition(edition),
        "late": queries.days_late(report),
        "history": history_of(report),
        **forms,
    }


def _about(report: Report) -> dict[str, Any]:
    return {"report": report, "reporter": report.reporter, "cycle": report.cycle, "state": report.stage}


@require_POST
def add_note(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_vet(request.user, report))
    edition = queries.last_edition(report)
    form = NoteForm(request.POST, parts=parts_of(edition.sections, edition.answers) if edition else [])
    refusal: Refusal | None = None
    if form.is_valid():
        text, place = form.cleaned_data["text"], form.place
        refusal = rules.may_note(request.user, report, text, place["section"], place["quote"])
        if refusal is None:
            actions.add_note(report, text, actor=request.user, **place)
            messages.success(request, _("Noted. The authors see it when you return the report."))
            return redirect("reports:vet-report", reporter)
        form.add_error("quote" if place["quote"] else "text", str(refusal))
    return render(request, "reports/vet.html", _vetting(request, report, note_form=form), status=422)


@require_safe
def show_notes(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_see_notes(request.user, report))
    office = rules.may_see_vetting(request.user, report) is None
    # The draft is its authors'; the office follows its notes in what was handed in.
    author = rules.refuse_unless_author(request.user, report.reporter) is None
    edition = rounds.present_text(report) if author else queries.last_edition(report)
    if edition is None:
        raise Http404
    notes = vetting.notes_on(report, edition, unsent=office)
    context = {
        **_about(report),
        "notes": [(one, rules.may_reply(request.user, one.note)) for one in notes],
        "wait": rounds.awaited_until(report),
        "no_writing": rules.may_write(request.user, report),
        "rounds": rounds.rounds_of(report),
        "sheet": vetting.vetting_sheet(report),
    }
    return render(request, "reports/vet_notes.html", context)


def _note_or_404(request: SignedInRequest, reporter: int, note: int) -> ReturnNote:
    report = queries.report_or_404(request.user, reporter)
    notes = vetting.notes_with_everything().filter(report=report)
    if rules.may_see_vetting(request.user, report):
        notes = notes.filter(sent_at__isnull=False)
    return get_object_or_404(notes, pk=note)


@require_POST
def reply_to_note(request: SignedInRequest, reporter: int, note: int) -> HttpResponse:
    found = _note_or_404(request, reporter, note)
    form = SaidForm(request.POST)
    actions.reply_to_note(found, form.cleaned_data["text"] if form.is_valid() else "", actor=request.user)
    messages.success(request, _("Your reply stands under the note; the office reads it with the next round."))
    return redirect("reports:show-notes", reporter)


@require_POST
def take_back_note(request: SignedInRequest, reporter: int, note: int) -> HttpResponse:
    actions.take_back_note(_note_or_404(request, reporter, note), actor=request.user)
    return redirect("reports:vet-report", reporter)


@require_POST
def settle_note(request: SignedInRequest, reporter: int, note: int) -> HttpResponse:
    actions.settle_note(_note_or_404(request, reporter, note), actor=request.user)
    return redirect("reports:vet-report", reporter)


@require_POST
def reopen_note(request: SignedInRequest, reporter: int, note: int) -> HttpResponse:
    found = _note_or_404(request, reporter, note)
    form = SaidForm(request.POST)
    actions.reopen_note(found, form.cleaned_data["text"] if form.is_valid() else "", actor=request.user)
    return redirect("reports:vet-report", reporter)


@require_POST
def answer_checklist(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_vet(request.user, report))
    edition = queries.last_edition(report)
    form = ChecklistForm(request.POST, items=rules.checklist_of(edition) if edition else [])
    if not form.is_valid():
        return render(request, "reports/vet.html", _vetting(request, report, checklist=form), status=422)
    actions.answer_checklist(report, form.answers, actor=request.user)
    messages.success(request, _("The checklist is saved."))
    return redirect("reports:vet-report", reporter)


@require_POST
def return_report(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return render(request, "reports/vet.html", _vetting(request, report, return_form=form), status=422)
    actions.return_to_author(report, form.notes, actor=request.user, until=form.cleaned_data["until"])
    messages.success(request, _("The report is returned with your notes."))
    return redirect("reports:vet-report", reporter)


@require_POST
def accept_report(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    actions.accept(report, actor=request.user)
    messages.success(request, _("The report is accepted; its text is frozen."))
    return redirect("reports:vet-report", reporter)


@require_safe
def show_redline(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_read(request.user, report))
    drafting = rules.may_write(request.user, report) is None
    since, to = key_from(request.GET.get("from")), key_from(request.GET.get("to"))
    context = {
        **_about(report),
        "rounds": rounds.rounds_of(report),
        "drafting": drafting,
        "only": bool(request.GET.get("only")),
        "compared": rounds.compared(report, since, to, drafting=drafting),
    }
    return render(request, "reports/vet_redline.html", context)


@require_safe
def verify_report(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_read(request.user, report))
    found = rounds.verification_of(report)
    if found and request.GET.get("as") == "json":
        canonical = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
        return JsonResponse(found.edition.content, json_dumps_params=canonical)
    return render(request, "reports/vet_verify.html", {**_about(report), "found": found})
