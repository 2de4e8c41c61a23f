from tempfile import TemporaryFile

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuzhi.accounts.queries import signed_in
from shuzhi.accounts.rules import may_open
from shuzhi.organisations import queries, rules
from shuzhi.organisations.actions.importing import Source, drop_upload, import_workbook, keep_upload
from shuzhi.organisations.forms.records import UploadForm
from shuzhi.organisations.forms.workbook import read_workbook
from shuzhi.organisations.queries.export import write_workbook
from shuzhi.organisations.queries.import_plan import plan_import
from shuzhi.organisations.queries.imports import import_seen_by, imports_seen_by, kept_upload_of
from shuzhi.organisations.rules.rows import FORMS
from shuzhi.web.keys import key_from
from shuzhi.web.refusal import Refusal, require

SEE = "organisation.view"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A page answers while somebody waits; whole provinces go through the command.
MOST_ROWS = 50_000
MOST_SHOWN = 500


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    require(rules.may_create_person(user))
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["workbook"]
        keep_upload(file.name, file.read(), actor=user)
        return redirect("organisations:preview-import")
    context = {
        "form": form,
        "sheets": FORMS,
        "kept": kept_upload_of(user),
        "imports": imports_seen_by(user)[:20],
    }
    return render(request, "organisations/upload.html", context)


@require_GET
def preview(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    kept = kept_upload_of(user)
    if kept is None:
        return redirect("organisations:upload")
    plan = plan_import(read_workbook(bytes(kept.content)), user)
    context = {
        "kept": kept,
        "plan": plan,
        "counts": plan.counts,
        "faults": plan.faults[:MOST_SHOWN],
        "understood": plan.understood[:MOST_SHOWN],
        "most": MOST_SHOWN,
    }
    return render(request, "organisations/preview.html", context)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    kept = kept_upload_of(user)
    if kept is None:
        return redirect("organisations:upload")
    content = bytes(kept.content)
    done = import_workbook(read_workbook(content), Source(kept.name, content), actor=user)
    messages.success(request, _("Imported."))
    return redirect("organisations:show-import", done.pk)


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    drop_upload(actor=signed_in(request))
    return redirect("organisations:upload")


@require_GET
def show_import(request: HttpRequest, pk: int) -> HttpResponse:
    done = import_seen_by(signed_in(request), pk)
    return render(request, "organisations/show_import.html", {"done": done, "counts": done.counts})


@require_GET
def export(request: HttpRequest) -> FileResponse:
    user = signed_in(request)
    require(may_open(user, SEE))
    rows = queries.within(user, SEE)
    if below := request.GET.get("below", ""):
        organisation = get_object_or_404(rows, pk=key_from(below))
        rows = rows.filter(path__begins=organisation.path)
    if rows[MOST_ROWS : MOST_ROWS + 1].exists():
        said = {"rows": MOST_ROWS}
        require(
            Refusal(
                _("More than %(rows)d organisations; choose a smaller part, or use export_organisations.")
                % said
            )
        )
    file = TemporaryFile()  # noqa: SIM115 - the response closes it when it has been sent
    write_workbook(rows, file)
    file.seek(0)
    name = _("organisations") + f"-{timezone.localdate():%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
