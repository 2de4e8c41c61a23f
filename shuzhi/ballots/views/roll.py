"""The roll for those who keep it, and the entitlement for whoever stands on it."""

import json

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.ballots import actions, queries, rules
from shuzhi.ballots.forms.roll import HandOutForm, RollForm
from shuzhi.ballots.models.roll import RollEntry
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.views.found import sent_from, session_or_404
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import Refused, require

FORBIDDEN = 403
# 2,048 bits in hexadecimal digits.
LONGEST_REQUEST = 4096


@require_http_methods(["GET", "POST"])
def show_roll(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.may_see_roll(request.user, session))
    form = RollForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            added = actions.add_to_roll(session, form.cleaned_data["rows"], actor=request.user)
        except Refused as refused:
            for fault in str(refused.refusal).split("\n"):
                form.add_error(None, fault)
        else:
            messages.success(request, _("Put on the roll: %(count)d people.") % {"count": added})
            return redirect("ballots:show-roll", pk)
    return _roll_page(request, session, form, status=422 if request.method == "POST" else 200)


@sent_from("ballots:show-roll")
def hand_out(request: SignedInRequest, pk: int, entry_pk: int) -> HttpResponse:
    form = HandOutForm(request.POST)
    entry = _entry_or_404(request, pk, entry_pk)
    if form.is_valid():
        try:
            entry = actions.hand_out_by_roll(entry, form.cleaned_data["channel"], actor=request.user)
        except Refused as refused:
            return _refused_at(request, entry, refused)
        messages.success(request, _("Handed out: %(channel)s.") % {"channel": entry.get_channel_display()})
    return redirect("ballots:show-roll", pk)


@sent_from("ballots:show-roll")
def drop(request: SignedInRequest, pk: int, entry_pk: int) -> HttpResponse:
    entry = _entry_or_404(request, pk, entry_pk)
    try:
        actions.drop_from_roll(entry, actor=request.user)
    except Refused as refused:
        return _refused_at(request, entry, refused)
    messages.success(request, _("Taken off the roll."))
    return redirect("ballots:show-roll", pk)


@require_GET
def list_mine(request: SignedInRequest) -> HttpResponse:
    entries = queries.entries_for(request.user)
    return render(request, "ballots/my_entitlements.html", {"page": page_of(request, entries)})


@require_GET
def take(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = _own_entry_or_404(request, pk)
    key = queries.roll_key_of(entry.session, entry.group)
    given = {
        "form": entry.session.box_form,
        "group": entry.group,
        "drawer": queries.drawer_of(entry),
        "key": json.loads(key.public) if key else None,
        "door": settings.DOOR_URL,
    }
    context = {
        "entry": entry,
        "session": entry.session,
        "given": given,
        "refusal": rules.may_take(request.user, entry),
        "is_over": entry.session.has_ended,
    }
    # Nothing of it comes back by the browser's own way back, when the next person sits at the same device.
    response = render(request, "ballots/take.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """The blind signature, as JSON: a refusal says why, for the script to show."""
    entry = _own_entry_or_404(request, pk)
    text = request.POST.get("blinded", "")
    try:
        blinded = bytes.fromhex(text) if len(text) <= LONGEST_REQUEST else b""
    except ValueError:
        blinded = b""
    try:
        signature = actions.take_entitlement(entry.session, blinded, actor=request.user)
    except Refused as refused:
        return JsonResponse({"why": str(refused.refusal)}, status=refused.refusal.status)
    return JsonResponse({"signature": signature.hex()}, headers={"Cache-Control": "no-store"})


def _roll_page(
    request: SignedInRequest,
    session: BallotSession,
    form: RollForm,
    *,
    status: int = 200,
    refused: dict[str, object] | None = None,
) -> HttpResponse:
    context = {
        "session": session,
        "cycle": session.meeting.cycle,
        "form": form,
        "page": page_of(request, queries.roll_of(session)),
        "counts": queries.roll_counts(session),
        "groups": queries.counts(session).values(),
        "keep_refusal": rules.may_keep_roll(request.user, session),
        "refused": refused,
    }
    return render(request, "ballots/roll.html", context, status=status)


def _refused_at(request: SignedInRequest, entry: RollEntry, refused: Refused) -> HttpResponse:
    """The roll again, with the reason beside the person it is about; what is no business of theirs stays a 403."""
    if refused.refusal.status == FORBIDDEN:
        raise refused
    said = {"entry": entry.pk, "why": refused.refusal}
    return _roll_page(request, entry.session, RollForm(), status=refused.refusal.status, refused=said)


def _entry_or_404(request: SignedInRequest, pk: int, entry_pk: int) -> RollEntry:
    session: BallotSession = session_or_404(request, pk)
    require(rules.may_see_roll(request.user, session))
    return get_object_or_404(queries.roll_of(session), pk=entry_pk)


def _own_entry_or_404(request: SignedInRequest, pk: int) -> RollEntry:
    return get_object_or_404(queries.entries_for(request.user), session=pk)
