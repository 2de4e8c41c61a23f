"""The workbook of checklists and outcomes: down prefilled, up filled in."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from shuzhi.accounts.queries import signed_in
from shuzhi.audit.queries import history_of
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.queries import cycle_or_404
from shuzhi.results import actions, forms, rules
from shuzhi.results.models import Evidence
from shuzhi.results.queries import evidence as read
from shuzhi.results.queries import running
from shuzhi.scoring.tables import InputFaults
from shuzhi.web.refusal import require
from shuzhi.web.sheets import MIME

MOST_BYTES = 20 * 1024 * 1024


@require_http_methods(["GET", "POST"])
def show_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = cycle_or_404(signed_in(request), pk)
    if rules.may_view_results(signed_in(request), cycle):
        require(rules.may_enter_evidence(signed_in(request), cycle))
    form = forms.EvidenceForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            evidence = _enter(cycle, form.cleaned_data["file"], request)
        except InputFaults as found:
            faults = [*found.notes, *(fault.text(_lang()) for fault in found.faults)]
        else:
            messages.success(
                request, _("Edition %(number)d of the evidence counts now.") % {"number": evidence.number}
            )
            return redirect("results:show-evidence", cycle.pk)
    newest = read.newest(cycle)
    context = {
        "cycle": cycle,
        "form": form,
        "faults": faults,
        "newest": newest,
        "editions": Evidence.objects.filter(cycle=cycle).select_related("made_by"),
        "counts": read.count_rows(newest),
        "refusal": rules.may_enter_evidence(signed_in(request), cycle),
        "history": history_of(newest) if newest else [],
    }
    return render(request, "results/show_evidence.html", context, status=422 if faults else 200)


@require_GET
def download_template(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = cycle_or_404(signed_in(request), pk)
    require(rules.may_enter_evidence(signed_in(request), cycle))
    response = HttpResponse(running.template(cycle), content_type=MIME)
    name = _("Evidence %(cycle)s.xlsx") % {"cycle": cycle.title}
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _enter(cycle: Cycle, file: "UploadedFile[bytes]", request: HttpRequest) -> Evidence:
    with TemporaryDirectory(prefix="evidence-") as folder:
        # The reader judges by content; the name only has to end as workbooks do.
        path = Path(folder) / "evidence.xlsx"
        path.write_bytes(file.read(MOST_BYTES))
        return actions.enter_evidence(cycle, path=path, file_name=file.name or "", actor=signed_in(request))


def _lang() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"
