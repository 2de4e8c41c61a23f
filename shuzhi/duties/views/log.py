from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.duties import actions, queries, rules
from shuzhi.duties.forms.years import EntryForm, LogFilterForm, ReasonForm
from shuzhi.duties.models import DutyEntry, Item
from shuzhi.files.actions import store
from shuzhi.files.views import hand_out
from shuzhi.organisations.models import Tenure
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import Refused, require
from shuzhi.web.sheets import workbook_response


@require_safe
def show_log(request: SignedInRequest, tenure: int) -> HttpResponse:
    found = queries.tenure_or_404(request.user, tenure)
    form = LogFilterForm(request.GET)
    year = (form.cleaned_data["year"] if form.is_valid() else None) or timezone.localdate().year
    place = form.cleaned_data["place"] if form.is_valid() else ""
    rows = queries.entries_of(found, year=year, place=place)
    if request.GET.get("export") == "xlsx":
        return workbook_response(_("Duty log"), *queries.entry_sheet(rows))
    context = {
        "tenure": found,
        "year": year,
        "place": place,
        "places": queries.places_of(found, year=year),
        "page": page_of(request, rows),
        "refusal": rules.may_write_log(request.user, found),
        "duty_list": queries.list_of(found, year),
    }
    return render(request, "duties/log.html", context)


@require_http_methods(["GET", "POST"])
def write(request: SignedInRequest, tenure: int) -> HttpResponse:
    found = queries.tenure_or_404(request.user, tenure)
    require(rules.may_write_log(request.user, found))
    year = timezone.localdate().year
    items = Item.objects.filter(duty_list__tenure=found, duty_list__year__gte=year - 1)
    form = EntryForm(request.POST or None, items=items)
    if form.is_valid():
        try:
            _written(found, form.cleaned_data, request)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("It stands in the log."))
            return redirect("duties:show-log", tenure)
    context = {
        "form": form,
        "tenure": found,
        "title": _("Write into the log"),
        "verb": _("Enter"),
        "with_file": True,
    }
    return render(request, "duties/form.html", context)


def _written(tenure: Tenure, given: dict[str, Any], request: SignedInRequest) -> None:
    """The file and the entry come together or not at all."""
    with transaction.atomic():
        require(rules.may_write_log(request.user, tenure, given["on"]))
        handed: list[UploadedFile[Any]] = request.FILES.getlist("file")
        uploads = [store(one, place=tenure.scope_path, actor=request.user) for one in handed]
        actions.write_entry(
            tenure,
            given["title"],
            given["text"],
            on=given["on"],
            item=given["item"],
            place=given["place"],
            uploads=uploads,
            actor=request.user,
        )


@require_http_methods(["GET", "POST"])
def withdraw(request: SignedInRequest, tenure: int, pk: int) -> HttpResponse:
    found = queries.tenure_or_404(request.user, tenure)
    entry: DutyEntry = get_object_or_404(queries.entries_of(found), pk=pk)
    require(rules.may_withdraw_entry(request.user, entry))
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            actions.withdraw_entry(entry, form.cleaned_data["reason"], actor=request.user)
        except Refused as refused:
            form.add_error("reason", str(refused.refusal))
        else:
            return redirect("duties:show-log", tenure)
    context = {
        "form": form,
        "tenure": found,
        "entry": entry,
        "title": _("Withdraw an entry"),
        "verb": _("Withdraw"),
    }
    return render(request, "duties/form.html", context)


@require_safe
def hand_out_evidence(request: SignedInRequest, tenure: int, pk: int) -> FileResponse:
    found = queries.tenure_or_404(request.user, tenure)
    return hand_out(queries.evidence_or_404(found, pk).upload)
