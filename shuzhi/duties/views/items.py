from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.duties import actions, queries, rules
from shuzhi.duties.forms.years import (
    ConfirmationForm,
    ItemForm,
    MilestoneForm,
    ProgressForm,
    ResultForm,
    VisitForm,
    initial_of,
)
from shuzhi.duties.models import Confirmation, Item
from shuzhi.duties.states import Kind
from shuzhi.files.actions import store
from shuzhi.files.views import hand_out
from shuzhi.web.refusal import Refused, require

NOTES: dict[str, type[forms.Form]] = {
    "progress": ProgressForm,
    "visit": VisitForm,
    "milestone": MilestoneForm,
    "confirmation": ConfirmationForm,
    "result": ResultForm,
}


# What is noted of lines of one kind alone.
ONLY_OF = {"visit": Kind.POINT, "milestone": Kind.TEAM}


def _item(request: SignedInRequest, pk: int) -> Item:
    rows = Item.objects.select_related(
        "duty_list__tenure__person", "duty_list__tenure__organisation", "organisation"
    )
    item = get_object_or_404(rows, pk=pk)
    require(rules.may_read(request.user, item.duty_list))
    return item


@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    if kind not in Kind.values:
        raise Http404
    duty_list = queries.list_or_404(pk)
    require(rules.may_write_item(request.user, duty_list))
    form = ItemForm(request.POST or None, kind=kind)
    if form.is_valid():
        actions.add_item(duty_list, kind, actor=request.user, **form.cleaned_data)
        return redirect("duties:show-list", pk)
    context = {
        "form": form,
        "duty_list": duty_list,
        "title": str(Kind(kind).label).capitalize(),
        "verb": _("Add"),
    }
    return render(request, "duties/form.html", context)


@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    require(rules.may_write_item(request.user, item.duty_list))
    form = ItemForm(request.POST or None, kind=item.kind, initial=initial_of(item))
    if form.is_valid():
        actions.change_item(item, actor=request.user, **form.cleaned_data)
        return redirect("duties:show-list", item.duty_list_id)
    context = {
        "form": form,
        "duty_list": item.duty_list,
        "title": item.get_kind_display().capitalize(),
        "verb": _("Save"),
    }
    return render(request, "duties/form.html", context)


@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    actions.remove_item(item, actor=request.user)
    return redirect("duties:show-list", item.duty_list_id)


@require_http_methods(["GET", "POST"])
def note(request: SignedInRequest, pk: int, what: str) -> HttpResponse:
    item = _item(request, pk)
    if what not in NOTES or item.kind != ONLY_OF.get(what, item.kind):
        raise Http404
    require(rules.may_report(request.user, item))
    initial = {"result": item.result} if what == "result" and item.result else None
    more: dict[str, Any] = {"item": item} if what == "milestone" else {}
    form = NOTES[what](request.POST or None, initial=initial, **more)
    file_fault = ""
    if form.is_valid():
        try:
            _noted(item, what, form.cleaned_data, request)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("Noted."))
            return redirect("duties:show-list", item.duty_list_id)
    titles = {
        "progress": _("Note progress"),
        "visit": _("Note a visit"),
        "milestone": _("Note a milestone"),
        "confirmation": _("Note a confirmation"),
        "result": _("Note the result"),
    }
    context = {
        "form": form,
        "duty_list": item.duty_list,
        "item": item,
        "title": titles[what],
        "verb": _("Save"),
        "with_file": what == "confirmation",
        "file_fault": file_fault,
    }
    return render(request, "duties/form.html", context)


def _noted(item: Item, what: str, given: dict[str, Any], request: SignedInRequest) -> None:
    user = request.user
    if what == "progress":
        actions.note_progress(item, given["text"], on=given["on"], actor=user)
    elif what == "visit":
        actions.note_visit(item, given["text"], on=given["on"], solved=given["solved"], actor=user)
    elif what == "milestone":
        actions.reach_milestone(given["milestone"], on=given["on"], actor=user)
    elif what == "result":
        actions.conclude(item, given["outcome"], given["result"], on=given["on"], actor=user)
    else:
        require(rules.may_report(user, item, given["on"]))
        handed: UploadedFile[Any] | None = request.FILES.get("file")
        upload = store(handed, place=item.scope_path, actor=user) if handed else None
        actions.note_confirmation(item, given["by"], given["how"], on=given["on"], upload=upload, actor=user)


@require_safe
def hand_out_confirmation(request: SignedInRequest, pk: int) -> FileResponse:
    said = get_object_or_404(Confirmation.objects.select_related("upload__file"), pk=pk, upload__isnull=False)
    _item(request, said.item_id)
    if said.upload is None:
        raise Http404
    return hand_out(said.upload)
