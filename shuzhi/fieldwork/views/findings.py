from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.accounts.rules import may_open
from shuzhi.fieldwork import actions, queries
from shuzhi.fieldwork.forms.visits import FindingFilterForm, FindingForm, ReasonForm
from shuzhi.fieldwork.views.visits import page_of_visit
from shuzhi.files.views import hand_out
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import Refused, require


@require_safe
def list_findings(request: SignedInRequest) -> HttpResponse:
    require(may_open(request.user, "finding.view"))
    cycles = list(queries.cycles_for(request.user))
    form = FindingFilterForm(request.GET, cycles=cycles)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = queries.findings_matching(queries.findings_for(request.user), **wanted).order_by("-pk")
    tags = {code: name for cycle in reversed(cycles) for code, name in queries.tag_names(cycle).items()}
    page = page_of(request, queries.with_everything(found))
    return render(request, "fieldwork/findings.html", {"form": form, "page": page, "tags": tags})


@require_POST
def write_finding(request: SignedInRequest, pk: int) -> HttpResponse:
    visit = queries.visit_or_404(request.user, pk)
    form = FindingForm(request.POST, request.FILES, cycle=visit.cycle)
    if not form.is_valid():
        return page_of_visit(request, visit, finding_form=form)
    try:
        values = {**form.cleaned_data}
        actions.write_finding(visit, files=values.pop("evidence"), **values, actor=request.user)
    except Refused as refused:
        if refused.refusal.status == 403:
            raise
        form.add_error(None, str(refused.refusal))
        return page_of_visit(request, visit, finding_form=form)
    messages.success(request, _("The finding is written."))
    return redirect("fieldwork:show-visit", pk)


@require_POST
def withdraw_finding(request: SignedInRequest, pk: int) -> HttpResponse:
    finding = queries.finding_or_404(request.user, pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.withdraw_finding(finding, reason, actor=request.user)
    messages.success(request, _("The finding is withdrawn; its words stay readable."))
    return redirect("fieldwork:show-visit", finding.visit_id)


@require_safe
def hand_out_evidence(request: SignedInRequest, pk: int, evidence: int) -> HttpResponse:
    finding = queries.finding_or_404(request.user, pk)
    row = get_object_or_404(finding.evidence.select_related("upload__file"), pk=evidence)
    response: HttpResponse = hand_out(row.upload)  # type: ignore[assignment]
    return response
