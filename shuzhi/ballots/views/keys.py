"""The key ceremony: the holders are named, the sheets are printed once, every share is confirmed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.ballots import actions, forms, queries, rules, slips
from shuzhi.ballots.models.keys import HOLDERS, KeyHolder
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.views.found import sent_from, session_or_404
from shuzhi.web.forms import show_refusal
from shuzhi.web.refusal import Refused, require

WITHOUT = "without"


@require_GET
def show_key(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, session_or_404(request, pk))


@require_http_methods(["GET", "POST"])
def make_key(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.may_make_key(request.user, session))
    sent = request.POST or None
    key = queries.key_of(session)
    made_before = _made_before(request)
    if sent and (refusal := rules.refuse_made_since(key, made_before)):
        return _stands(request, session, Refused(refusal))
    roles = queries.usual_roles(superior=request.GET.get("superior") != WITHOUT)
    people = queries.possible_holders(session)
    holders = [
        forms.HolderForm(sent, place=place, role=role, people=people) for place, role in enumerate(roles, 1)
    ]
    repeat = forms.RepeatForm(sent) if key else None
    fault = None
    if sent and all([form.is_valid() for form in [*holders, *([repeat] if repeat else [])]]):  # noqa: C419 - every form shows its faults
        reason = repeat.cleaned_data["reason"] if repeat else ""
        try:
            shares = actions.make_key(
                session,
                [form.candidate for form in holders],
                actor=request.user,
                reason=reason,
                made_before=made_before,
            )
        except Refused as refused:
            if refused.refusal.about == "made_before":
                return _stands(request, session, refused)
            fault = refused.refusal
        else:
            return _sheets(request, session, shares)
    context = {
        "session": session,
        "cycle": session.meeting.cycle,
        "holders": holders,
        "repeat": repeat,
        "fault": fault,
        "count": HOLDERS,
        "made_before": key.ceremony if key else 0,
        "without": request.GET.get("superior") == WITHOUT,
    }
    return render(request, "ballots/make_key.html", context, status=422 if sent else 200)


@sent_from("ballots:show-key")
def confirm_share(request: SignedInRequest, pk: int, place: int) -> HttpResponse:
    session = session_or_404(request, pk)
    holder = get_object_or_404(KeyHolder.objects.select_related("key"), key__session=session, place=place)
    form = forms.ConfirmShareForm(request.POST, holder=holder)
    if form.is_valid():
        try:
            actions.confirm_share(
                holder,
                actor=request.user,
                words=form.words,
                password=form.cleaned_data.get("password", ""),
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The share of %(name)s is confirmed.") % {"name": holder.name})
            return redirect("ballots:show-key", pk)
    return _page(request, session, form)


def _made_before(request: SignedInRequest) -> int:
    """The ceremony that the page knew of; none is as many as none."""
    number = request.POST.get("made_before", "")
    return int(number) if number.isdecimal() and len(number) < 6 else 0


def _stands(request: SignedInRequest, session: BallotSession, refused: Refused) -> HttpResponse:
    """To the page of the key, which a reload sends nothing to."""
    messages.warning(request, str(refused.refusal))
    return redirect("ballots:show-key", session.pk)


def _page(
    request: SignedInRequest, session: BallotSession, wrong: forms.ConfirmShareForm | None = None
) -> HttpResponse:
    lines = []
    for holder in queries.holders_of(session):
        form = forms.ConfirmShareForm(holder=holder)
        if wrong is not None and wrong.prefix == form.prefix:
            form = wrong
        lines.append({"holder": holder, "form": form, "refusal": rules.may_confirm(request.user, holder)})
    context = {
        "session": session,
        "cycle": session.meeting.cycle,
        "key": queries.key_of(session),
        "lines": lines,
        "make_refusal": rules.may_make_key(request.user, session),
    }
    return render(request, "ballots/key.html", context, status=422 if wrong is not None else 200)


def _sheets(request: SignedInRequest, session: BallotSession, shares: list[actions.Share]) -> HttpResponse:
    """The only time that the words are shown: nothing may keep this page."""
    context = {
        "session": session,
        "key": queries.key_of(session),
        "sheets": [
            {"share": share, "words": share.words.split(), "qr": slips.qr_of(share.words)}
            for share in shares
            if share.words
        ],
        "locked": [share for share in shares if not share.words],
    }
    response = render(request, "ballots/shares.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
