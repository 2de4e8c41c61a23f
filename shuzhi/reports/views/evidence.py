"""Figures and evidence beside the text: what can be quoted, what backs it."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.files.models import Upload
from shuzhi.files.views import hand_out
from shuzhi.reports import actions, queries, rules
from shuzhi.reports.models import Report
from shuzhi.web.keys import key_from
from shuzhi.web.refusal import require


@require_safe
def list_facts(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = _written_by(request, reporter)
    return render(request, "reports/_facts.html", {"facts": queries.facts_to_quote(report)})


@require_safe
def list_evidence(request: SignedInRequest, reporter: int) -> HttpResponse:
    return _panel(request, _written_by(request, reporter))


@require_POST
def add_evidence(request: SignedInRequest, reporter: int) -> HttpResponse:
    report = _written_by(request, reporter)
    note = request.POST.get("note", "")
    if key := key_from(request.POST.get("upload")):
        upload = get_object_or_404(Upload, pk=key)
        actions.refer_to_upload(report, upload, note=note, actor=request.user)
    elif handed := request.FILES.get("file"):
        actions.add_evidence(report, handed, note=note, actor=request.user)
    else:
        messages.error(request, _("Choose a file first."))
    return _back(request, report)


@require_POST
def remove_evidence(request: SignedInRequest, reporter: int, number: int) -> HttpResponse:
    report = _written_by(request, reporter)
    evidence = get_object_or_404(report.evidence.select_related("upload"), number=number)
    evidence.report = report
    actions.remove_evidence(evidence, actor=request.user)
    return _back(request, report)


@require_safe
def download_evidence(request: SignedInRequest, reporter: int, number: int) -> FileResponse:
    report = queries.report_or_404(request.user, reporter)
    evidence = get_object_or_404(report.evidence.select_related("upload__file"), number=number)
    evidence.report = report
    require(rules.may_read_evidence(request.user, evidence))
    return hand_out(evidence.upload)


def _written_by(request: SignedInRequest, reporter: int) -> Report:
    report = queries.report_or_404(request.user, reporter)
    require(rules.may_write(request.user, report))
    return report


def _back(request: SignedInRequest, report: Report) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _panel(request, report)
    return redirect("reports:edit-report", report.reporter_id)


def _panel(request: SignedInRequest, report: Report) -> HttpResponse:
    context = {
        "reporter": report.reporter,
        "evidence": queries.evidence_of(report),
        "earlier": queries.uploads_to_refer_to(report),
        "refusal": rules.may_add_evidence(request.user, report),
    }
    return render(request, "reports/_evidence.html", context)
