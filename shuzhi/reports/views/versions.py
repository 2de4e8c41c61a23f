"""The text as it reads: written and spoken, out as a .docx and back in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.documents import UnreadableDocument, docx_of
from shuzhi.reports import actions, queries, rules
from shuzhi.reports.actions import Window
from shuzhi.reports.forms import DraftFileForm, DraftForm
from shuzhi.web.refusal import require

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def read_version(request: SignedInRequest, reporter: int, version: str) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_write(request.user, report))
    context = {
        "report": report,
        "reporter": report.reporter,
        "cycle": report.cycle,
        "version": version,
        "parts": queries.version_of(report, version),
        "counts": queries.counts_of(report),
        "unfound": queries.unfound(queries.quotes_of(report)),
    }
    return render(request, "reports/version.html", context)


@require_safe
def download_draft(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_write(request.user, report))
    content = docx_of(queries.draft_document(report))
    name = _("Draft %(who)s.docx") % {"who": report.reporter}
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=DOCX, headers={"Content-Disposition": disposition or ""})


def upload_draft(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_write(request.user, report))
    form = DraftFileForm(request.POST or None, request.FILES or None)
    context = {
        "report": report,
        "reporter": report.reporter,
        "cycle": report.cycle,
        "form": form,
        "with_parts": any(one.parts for one in queries.fields_of(report)),
    }
    if request.method == "POST" and form.is_valid():
        try:
            context["taken"] = queries.read_draft(report, form.content)
        except UnreadableDocument as fault:
            form.add_error("file", queries.unreadable_because(fault.key))
    return render(request, "reports/upload_draft.html", context)


@require_POST
def take_draft(request: SignedInRequest, reporter: int) -> HttpResponse:
    """Takes the chosen fields of a file; what was written meanwhile is not overwritten but set aside beside it."""
    report = queries.report_or_404(request.user, reporter)
    form = DraftForm(request.POST, report=report)
    if not form.is_valid():
        return render(request, "reports/not_saved.html", {"form": form, "report": report}, status=422)
    chosen = set(request.POST.getlist("take"))
    typed = {name: one for name, one in form.typed.items() if name in chosen}
    saved = actions.save_fields(report, typed, window=Window(), actor=request.user)
    for kept in saved.kept.values():
        messages.warning(request, _("A newer text was saved meanwhile; yours is set aside, not lost."))
        return redirect("reports:compare-texts", report.reporter_id, kept.pk)
    messages.success(request, _("The chosen parts of the file are in the text."))
    return redirect("reports:edit-report", report.reporter_id)
