"""What a ballot publishes: at closing the root, after declaration receipts, export and count sheet."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.ballots import counting, proving, queries, rules
from shuzhi.ballots.codes import tidy
from shuzhi.ballots.export import text_of
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.views.found import session_or_404
from shuzhi.web.papers import paper_response
from shuzhi.web.refusal import require
from shuzhi.web.sheets import workbook_response

KINDS = (("pdf", "PDF"), ("docx", "Word"), ("xlsx", "Excel"))


@require_GET
def show_closing(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.refuse_not_closed(session))
    context = {
        "session": session,
        "cycle": session.meeting.cycle,
        "closing": queries.closing_of(session),
        "lines": [issue for issue in session.issues.all() if issue.in_use],
    }
    return render(request, "ballots/closing.html", context)


@require_GET
def make_closing(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.refuse_not_closed(session))
    closing = queries.closing_of(session)
    if closing is None:
        raise Http404
    return paper_response(proving.closing_paper(session, closing), form)


@require_GET
def show_count_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.may_see_count_sheet(request.user, session))
    context = {
        "session": session,
        "cycle": session.meeting.cycle,
        "sheet": proving.count_sheet_of(session),
        "kinds": KINDS,
        "export_refusal": rules.may_export_all(request.user, session),
    }
    return render(request, "ballots/count_sheet.html", context)


@require_GET
def make_count_sheet(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.may_see_count_sheet(request.user, session))
    sheet = proving.count_sheet_of(session)
    if form == "xlsx":
        headings, rows = proving.count_rows(sheet)
        return workbook_response(sheet.form, headings, rows)
    return paper_response(proving.count_paper(sheet), form)


@login_not_required
@require_GET
def show_public_count(request: HttpRequest, box_form: str) -> HttpResponse:
    """The face for the hall: for everybody, like the receipts."""
    session = _published(box_form)
    sheet = proving.count_sheet_of(session, public=True)
    return render(request, "ballots/public_count_sheet.html", {"session": session, "sheet": sheet})


@require_GET
def make_public_count(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.refuse_not_declared(session))
    return paper_response(proving.count_paper(proving.count_sheet_of(session, public=True)), form)


@require_GET
def export_all(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.may_export_all(request.user, session))
    return _file(session, public=False)


@login_not_required
@require_GET
def export_public(request: HttpRequest, box_form: str) -> HttpResponse:
    session = _published(box_form)
    require(rules.refuse_export(session))
    return _file(session, public=True)


@login_not_required
@require_http_methods(["GET", "POST"])
def show_receipts(request: HttpRequest, box_form: str) -> HttpResponse:
    """For everybody in the hall: the codes alone, and whether one is among them. No code stands in an address."""
    session = _published(box_form)
    codes = counting.receipts(session.box_form)
    asked = tidy(request.POST.get("code", ""))[:20] if request.method == "POST" else ""
    context = {
        "session": session,
        "codes": codes,
        "asked": asked,
        "found": asked in codes,
        "closing": queries.closing_of(session),
    }
    return render(request, "ballots/receipts.html", context)


def _published(box_form: str) -> BallotSession:
    sessions = BallotSession.objects.select_related("meeting__cycle__organiser")
    session = get_object_or_404(sessions, box_form=box_form)
    require(rules.refuse_not_declared(session))
    return session


def _file(session: BallotSession, *, public: bool) -> HttpResponse:
    text = text_of(proving.export_of(session, public=public))
    response = HttpResponse(text.encode(), content_type="application/x-ndjson")
    edition = "public" if public else "full"
    name = f"ballot-{session.pk}-{edition}.jsonl"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
