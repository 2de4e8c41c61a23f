"""Paper ballots: printed, handed in as scans, watched while they are read."""

from base64 import b64encode
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.ballots.actions import paper as actions
from shuzhi.ballots.forms.paper import PrintPaperForm
from shuzhi.ballots.models.paper import PaperBatch, PaperPage
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.queries import paper as queries
from shuzhi.ballots.queries.slips import counts
from shuzhi.ballots.rules import may_see_counts
from shuzhi.ballots.rules import paper as rules
from shuzhi.ballots.states import SlipChannel
from shuzhi.ballots.taking import vault
from shuzhi.ballots.views.found import sent_from, session_or_404
from shuzhi.files.backends import BoundedUploadHandler
from shuzhi.web.refusal import Refusal, Refused, TooLarge, require

MOST_EDGES = 60


class MemoryOnlyHandler(MemoryFileUploadHandler):
    """Keeps every file in memory: a scan of a filled ballot is written nowhere before it is under lock."""

    def handle_raw_input(
        self,
        input_data: object,
        META: dict[str, str],  # noqa: N803 - the name is Django's
        content_length: int,
        boundary: object,
        encoding: str | None = None,
    ) -> None:
        self.activated = True


@require_GET
def show_paper(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(may_see_counts(request.user, session))
    return _show(request, session)


@sent_from("ballots:show-paper")
def print_paper(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(may_see_counts(request.user, session))
    form = _print_form(session, request.POST)
    if not form.is_valid():
        return _show(request, session, form)
    group, wanted = form.cleaned_data["group"], form.cleaned_data["wanted"]
    pdf = actions.print_paper(
        session,
        group,
        wanted,
        actor=request.user,
        printed_before=form.cleaned_data["printed_before"],
        language=_language(),
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"{session.form}-{group}-{wanted}.pdf"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    response.headers["Cache-Control"] = "no-store"
    return response


@csrf_exempt
@sent_from("ballots:show-paper")
def upload_scans(request: HttpRequest, pk: int) -> HttpResponse:
    """The token is checked behind this: only before anything is read can the files be kept off the disk."""
    request.upload_handlers = [BoundedUploadHandler(request), MemoryOnlyHandler(request)]
    signed_in = cast(SignedInRequest, request)
    try:
        return _upload_scans(signed_in, pk)
    except TooLarge as large:
        session = session_or_404(signed_in, pk)
        require(rules.may_read(signed_in.user, session))
        return _show(signed_in, session, scans=rules.refuse_too_much(large.sent, large.most))


@csrf_protect
def _upload_scans(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    handed = [actions.Handed(file.name or "", file.read()) for file in request.FILES.getlist("files")]
    try:
        batch = actions.upload_scans(session, handed, actor=request.user)
    except Refused as refused:
        if refused.refusal.about != "files":
            raise
        return _show(request, session, scans=refused.refusal)
    return redirect("ballots:show-batch", pk, batch.pk)


@require_GET
def show_batch(request: SignedInRequest, pk: int, batch_pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(may_see_counts(request.user, session))
    batch = get_object_or_404(queries.batches_of(session), pk=batch_pk)
    part = request.headers.get("HX-Request") and batch.is_under_way
    page = "ballots/_batch.html" if part else "ballots/batch.html"
    response = render(request, page, _told(request, session, batch))
    if request.headers.get("HX-Request") and not batch.is_under_way:
        # The bar has come to its end: the whole page with what was refused.
        response.headers["HX-Refresh"] = "true"
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def cancel_batch(request: SignedInRequest, pk: int, batch_pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    batch = get_object_or_404(queries.batches_of(session), pk=batch_pk)
    actions.cancel_batch(batch, actor=request.user)
    messages.success(request, _("The batch is cancelled. What had been read stays read."))
    return redirect("ballots:show-batch", pk, batch_pk)


def _show(
    request: SignedInRequest,
    session: BallotSession,
    form: PrintPaperForm | None = None,
    scans: Refusal | None = None,
) -> HttpResponse:
    """The page of paper; `scans` is why what was handed in was not taken."""
    mine, others, differ = queries.doubts_left(session, request.user)
    context = {
        "session": session,
        "cycle": session.meeting.cycle,
        "form": form or _print_form(session, None),
        "scans_refusal": scans,
        "largest": rules.LARGEST_FILE,
        "most": rules.MOST_AT_ONCE,
        "issues": list(counts(session, SlipChannel.PAPER).values()),
        "sets": queries.sets_by_state(session),
        "waiting": queries.waiting_sets(session),
        "batches": queries.batches_of(session)[:30],
        "mine": mine,
        "others": others,
        "differ": differ,
        "print_refusal": rules.may_print_paper(request.user, session),
        "read_refusal": rules.may_read(request.user, session),
    }
    return render(request, "ballots/paper.html", context, status=422 if form or scans else 200)


def _told(request: SignedInRequest, session: BallotSession, batch: PaperBatch) -> dict[str, object]:
    progress = queries.progress_of(batch)
    not_taken = [] if batch.is_under_way else list(queries.not_taken(batch)[:500])
    salt = queries.salt_of(session)
    own = vault.Vault(salt, settings.SLIP_KEY) if salt else None
    return {
        "session": session,
        "cycle": session.meeting.cycle,
        "batch": batch,
        "progress": progress,
        "refused": [
            (page, queries.reason_of(page), _edge(page, own) if at < MOST_EDGES else "")
            for at, page in enumerate(not_taken)
        ],
        "unopened": [(file, queries.reason_of_file(file)) for file in batch.files.all() if file.refusal],
        "cancel_refusal": rules.may_cancel(request.user, batch),
    }


def _edge(page: PaperPage, own: vault.Vault | None) -> str:
    """The upper edge of a refused page, to find it in the stack; empty when there is none."""
    if own is None or not page.sealed:
        return ""
    return f"data:image/png;base64,{b64encode(own.unlock(page.sealed)).decode()}"


def _print_form(session: BallotSession, sent: QueryDict | None) -> PrintPaperForm:
    printed = sum(issue.printed for issue in counts(session, SlipChannel.PAPER).values())
    return PrintPaperForm(sent, issues=list(counts(session).values()), printed=printed)


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"
