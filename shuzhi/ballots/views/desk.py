"""The slip desk: the account of all slips at any moment, handing out by count, voiding and replacing."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.ballots import actions, queries, rules
from shuzhi.ballots.forms.desk import CallBackForm, CountForm, LostForm, VoidForm, VoidPrintForm
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.ballots.states import SlipChannel
from shuzhi.ballots.views.found import sent_from, session_or_404
from shuzhi.web.forms import show_refusal
from shuzhi.web.refusal import Refused, require


@require_GET
def show_desk(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.may_look(request.user, session))
    if request.headers.get("HX-Request"):
        return render(request, "ballots/_account.html", _account(request, session))
    return render(request, "ballots/slip_desk.html", _account(request, session))


@sent_from("ballots:slip-desk")
def hand_out(request: SignedInRequest, pk: int) -> HttpResponse:
    return _by_count(request, pk, actions.hand_out_slips)


@sent_from("ballots:slip-desk")
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    return _by_count(request, pk, actions.take_slips_back)


@require_http_methods(["GET", "POST"])
def void_slip(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.may_void(request.user, session))
    form = VoidForm(request.POST or None, request=request)
    if form.is_valid():
        clean = form.cleaned_data
        try:
            issue = actions.void_slip(
                session,
                clean["code"],
                clean["why"],
                actor=request.user,
                second=form.second,
                replace_by=clean["replace_by"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            said = {"group": issue.label or issue.group, "channel": issue.get_channel_display()}
            messages.success(request, _("Void: one slip of %(group)s (%(channel)s).") % said)
            return redirect("ballots:slip-desk", pk)
    return _page(request, session, "ballots/void_slip.html", form)


@require_http_methods(["GET", "POST"])
def void_print(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.may_void_print(request.user, session))
    issues = [issue for issue in _countable(session) if issue.channel == SlipChannel.PHONE]
    form = VoidPrintForm(request.POST or None, request=request, issues=issues)
    if form.is_valid():
        try:
            actions.void_print(
                session,
                form.chosen.group,
                form.cleaned_data["why"],
                actor=request.user,
                second=form.second,
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The whole print of this group is void. Print it again."))
            return redirect("ballots:print-slips", pk)
    return _page(request, session, "ballots/void_print.html", form)


@require_http_methods(["GET", "POST"])
def lose_slip(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.may_take_back(request.user, session))
    form = LostForm(request.POST or None, request=request, issues=_countable(session))
    if form.is_valid():
        chosen, clean = form.chosen, form.cleaned_data
        try:
            actions.record_lost_slip(
                session,
                chosen.group,
                clean["why"],
                actor=request.user,
                second=form.second,
                channel=chosen.channel,
                replaced=clean["replaced"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Recorded as lost. It counts as spoiled."))
            return redirect("ballots:slip-desk", pk)
    return _page(request, session, "ballots/lose_slip.html", form)


@require_http_methods(["GET", "POST"])
def call_back_loss(request: SignedInRequest, pk: int, issue_pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    issue = get_object_or_404(session.issues.select_related("session__meeting__cycle"), pk=issue_pk)
    require(rules.may_call_back_loss(request.user, issue))
    form = CallBackForm(request.POST or None, request=request)
    if form.is_valid():
        try:
            actions.call_back_loss(issue, form.cleaned_data["why"], actor=request.user, second=form.second)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The loss is taken back; the account says so in the log."))
            return redirect("ballots:slip-desk", pk)
    return _page(request, session, "ballots/call_back_loss.html", form, issue=issue)


def _by_count(request: SignedInRequest, pk: int, action: Callable[..., SlipIssue]) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.may_see_counts(request.user, session))
    form = CountForm(request.POST, issues=_countable(session))
    if form.is_valid():
        chosen, count = form.chosen, form.cleaned_data["count"]
        try:
            action(session, chosen.group, count, actor=request.user, channel=chosen.channel)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The account has been brought up to date."))
            return redirect("ballots:slip-desk", pk)
    return render(request, "ballots/slip_desk.html", _account(request, session, form), status=422)


def _account(
    request: SignedInRequest, session: BallotSession, form: CountForm | None = None
) -> dict[str, object]:
    issues = [issue for issue in session.issues.all() if issue.in_use] or list(session.issues.all())
    return {
        "session": session,
        "cycle": session.meeting.cycle,
        "issues": issues,
        "total": queries.sum_of(issues),
        "form": form or CountForm(issues=_countable(session)),
        "only_reads": rules.may_see_counts(request.user, session),
        "hand_out_refusal": rules.may_hand_out(request.user, session),
        "take_back_refusal": rules.may_take_back(request.user, session),
        "void_refusal": rules.may_void(request.user, session),
        "over": queries.over_in(issues),
    }


def _countable(session: BallotSession) -> list[SlipIssue]:
    """What goes over the table; what is taken from afar counts itself."""
    issues = [issue for issue in session.issues.all() if issue.channel != SlipChannel.REMOTE]
    return [issue for issue in issues if issue.in_use] or issues


def _page(
    request: SignedInRequest, session: BallotSession, page: str, form: object, **more: object
) -> HttpResponse:
    bound = request.method == "POST"
    context = {"session": session, "cycle": session.meeting.cycle, "form": form, **more}
    return render(request, page, context, status=422 if bound else 200)
