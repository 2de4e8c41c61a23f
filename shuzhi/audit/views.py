from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuzhi.audit import queries
from shuzhi.audit.forms import LogFilter
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import Refusal, require
from shuzhi.web.sheets import workbook_response


@require_GET
def list_entries(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("audit.read"):
        require(Refusal(_("Only auditors read the log; an administrator grants that role."), status=403))
    entries = queries.readable_by(cast(queries.Reader, request.user))
    form = LogFilter(request.GET, verbs=queries.verbs_in(entries))
    # An address with a wrong date shows the form with its fault and no lines, rather than all of them.
    wanted = queries.filtered(entries, **form.cleaned_data) if form.is_valid() else entries.none()
    if "export" in request.GET:
        headings = [_("No."), _("Time"), _("Who"), _("What happened"), _("Record"), _("Hash")]
        return workbook_response(_("Log"), headings, queries.lines_of(wanted))
    return render(request, "audit/list_entries.html", {"form": form, "page": page_of(request, wanted)})
