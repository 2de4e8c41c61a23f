from tempfile import TemporaryFile

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest, in_scope
from shuzhi.accounts.rules import may_open
from shuzhi.indicators import actions, queries
from shuzhi.indicators.actions.importing import Source
from shuzhi.indicators.forms.figures import UploadForm, YearForm
from shuzhi.indicators.forms.reading import read_file
from shuzhi.indicators.models import Fact, Target
from shuzhi.indicators.queries.export import write_workbook
from shuzhi.indicators.queries.importing import (
    import_seen_by,
    imports_seen_by,
    kept_upload_of,
    plan_import,
)
from shuzhi.indicators.rules.rows import FORMS
from shuzhi.web.refusal import Refusal, require

SEE = "fact.view"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 500
# A page answers while somebody waits.
MOST_ROWS = 100_000


@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest) -> HttpResponse:
    require(may_open(request.user, "fact.enter"))
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        actions.keep_upload(file.name, file.read(), actor=request.user)
        return redirect("indicators:preview-import")
    context = {
        "form": form,
        "sheets": FORMS,
        "kept": kept_upload_of(request.user),
        "imports": imports_seen_by(request.user)[:20],
    }
    return render(request, "indicators/upload.html", context)


@require_safe
def preview(request: SignedInRequest) -> HttpResponse:
    kept = kept_upload_of(request.user)
    if kept is None:
        return redirect("indicators:upload")
    plan = plan_import(read_file(kept.name, bytes(kept.content)), request.user)
    context = {
        "kept": kept,
        "plan": plan,
        "counts": plan.counts,
        "faults": plan.faults[:MOST_SHOWN],
        "most": MOST_SHOWN,
    }
    return render(request, "indicators/preview.html", context)


@require_POST
def confirm(request: SignedInRequest) -> HttpResponse:
    kept = kept_upload_of(request.user)
    if kept is None:
        return redirect("indicators:upload")
    content = bytes(kept.content)
    done = actions.import_figures(
        read_file(kept.name, content), Source(kept.name, content), actor=request.user
    )
    messages.success(request, _("Imported."))
    return redirect("indicators:show-import", done.pk)


@require_POST
def drop(request: SignedInRequest) -> HttpResponse:
    actions.drop_upload(actor=request.user)
    return redirect("indicators:upload")


@require_safe
def show_import(request: SignedInRequest, pk: int) -> HttpResponse:
    done = import_seen_by(request.user, pk)
    return render(request, "indicators/show_import.html", {"done": done, "counts": done.counts})


@require_safe
def export(request: SignedInRequest) -> FileResponse:
    require(may_open(request.user, SEE))
    form = YearForm(request.GET)
    year = form.cleaned_data["year"] if form.is_valid() else None
    here = in_scope(request.user, SEE, path="organisation__path")
    facts = Fact.objects.filter(here, current=True, scaled__isnull=False)
    targets = Target.objects.filter(here, current=True, scaled__isnull=False)
    if year:
        facts, targets = (facts.filter(period__startswith=year), targets.filter(period__startswith=year))
    if facts[MOST_ROWS : MOST_ROWS + 1].exists():
        said = {"rows": MOST_ROWS}
        require(Refusal(_("More than %(rows)d figures; choose a year (?year=2026).") % said))
    file = TemporaryFile()  # noqa: SIM115 - the response closes it when it has been sent
    write_workbook(queries.indicators_for(request.user), facts, targets, file)
    file.seek(0)
    name = _("figures") + f"-{timezone.localdate():%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
