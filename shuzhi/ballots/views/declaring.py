"""Declaring: two people, two shares, on one screen or on two."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.ballots import actions, forms, queries, rules
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.views.found import session_or_404
from shuzhi.ballots.views.sessions import attendance
from shuzhi.web.forms import show_refusal
from shuzhi.web.refusal import Refused, require

DECLARED_FIRST = gettext_lazy(
    "Your share waits half an hour for the second one. A second person declares next."
)
SECOND = "second-"
DECLARED = gettext_lazy("The ballot is declared; the ballots are opened and counted.")


@require_http_methods(["GET", "POST"])
def declare_session(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    refusal = rules.may_declare(request.user, session)
    holders = queries.holders_of(session)
    if request.user.pk not in {holder.user_id for holder in holders}:
        # Whoever handles the ballot may look at the page; its button says why not.
        require(rules.may_see_counts(request.user, session))
    sent = request.POST or None
    mine = next((holder.place for holder in holders if holder.user_id == request.user.pk), 0)
    first = forms.ShareForm(sent, holders=holders, mine=mine)
    waiting = queries.waiting_for(session)
    second = None if waiting else forms.SecondShareForm(sent, holders=holders, request=request)
    if sent and first.is_valid() and (second is None or second.is_valid()):
        try:
            declared = _declare(request, session, first, second)
        except Refused as refused:
            _show(first, second, refused)
        else:
            messages.success(request, DECLARED if declared.is_declared else DECLARED_FIRST)
            return redirect("ballots:show-session", pk)
    context = {
        "session": session,
        "cycle": session.meeting.cycle,
        "issues": list(session.issues.all()),
        "declare_refusal": refusal,
        "first": first,
        "second": second,
        "waiting": waiting,
        **attendance(request, session),
    }
    response = render(request, "ballots/declare_session.html", context, status=422 if sent else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _show(first: forms.ShareForm, second: forms.SecondShareForm | None, refused: Refused) -> None:
    """Where the refusal belongs: at the own share, or at what the second person typed beside it."""
    entry = refused.refusal.about
    if second is not None and entry.startswith(SECOND):
        show_refusal(second, Refused(replace(refused.refusal, about=entry.removeprefix(SECOND))))
    else:
        show_refusal(first, refused)


def _declare(
    request: SignedInRequest,
    session: BallotSession,
    first: forms.ShareForm,
    second: forms.SecondShareForm | None,
) -> BallotSession:
    if second is not None and second.user is not None:
        return actions.declare_together(
            session, first.brought, second.user, second.brought, actor=request.user
        )
    return actions.declare(session, first.brought, actor=request.user)
