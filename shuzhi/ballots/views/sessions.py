"""The ballot of a meeting: its panel, its page, its irreversible steps."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.audit.queries import history_of
from shuzhi.ballots import actions, counting, forms, queries, rules
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.views.found import session_or_404
from shuzhi.meetings.queries import halls_for
from shuzhi.meetings.rules import may_count_heads
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import require

Action = Callable[..., BallotSession]


@require_GET
def list_sessions(request: SignedInRequest) -> HttpResponse:
    page = page_of(request, queries.sessions_for(request.user).order_by("-meeting__date", "form"))
    # Whoever only sees the meeting reads that there is a ballot; its page is for those who handle it.
    opened = {session.pk for session in page if rules.may_look(request.user, session) is None}
    return render(request, "ballots/list_sessions.html", {"page": page, "opened": opened})


@require_GET
def panel(request: SignedInRequest, meeting_pk: int) -> HttpResponse:
    meeting = get_object_or_404(halls_for(request.user), pk=meeting_pk)
    sessions = list(queries.sessions_of(meeting))
    context = {
        "meeting": meeting,
        "sessions": [_told(request, session) for session in sessions],
        "unprepared": queries.unprepared_forms(meeting),
        "prepare_refusal": rules.may_prepare(request.user, meeting),
        "hidden": rules.may_see_counts_of(request.user, meeting),
    }
    return render(request, "ballots/_panel.html", context)


@require_POST
def prepare_session(request: SignedInRequest, meeting_pk: int) -> HttpResponse:
    meeting = get_object_or_404(halls_for(request.user), pk=meeting_pk)
    session = actions.prepare_session(meeting, request.POST.get("form", ""), actor=request.user)
    messages.success(request, _("The ballot is prepared. Print the slips next."))
    return redirect("ballots:show-session", session.pk)


@require_GET
def show_session(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    require(rules.may_look(request.user, session))
    issues = list(session.issues.all())
    context = {
        **_told(request, session),
        "cycle": session.meeting.cycle,
        "only_reads": rules.may_see_counts(request.user, session),
        "issues": issues,
        "total": queries.sum_of(issues),
        "refresh_refusal": rules.may_refresh(request.user, session),
        "differs": queries.agenda_differs(session),
        "account_refusal": rules.may_account(request.user, session),
        "unbalanced": rules.refuse_unbalanced(issues),
        "door_url": settings.DOOR_URL,
        **attendance(request, session),
        "history": history_of(session),
        "waiting": queries.waiting_for(session) if session.is_closed else None,
    }
    return render(request, "ballots/show_session.html", context)


@require_GET
def turnout(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request, pk)
    return render(
        request, "ballots/_turnout.html", {"session": session, "turnout": counting.turnout(session.box_form)}
    )


@require_POST
def refresh_session(request: SignedInRequest, pk: int) -> HttpResponse:
    changed = actions.refresh_session(session_or_404(request, pk), actor=request.user)
    messages.success(request, _("The ballot follows the agenda.") if changed else _("Nothing has changed."))
    return redirect("ballots:show-session", pk)


@require_http_methods(["GET", "POST"])
def open_session(request: SignedInRequest, pk: int) -> HttpResponse:
    return _confirmed(request, pk, "ballots/open_session.html", rules.may_open, actions.open_session, OPENED)


@require_http_methods(["GET", "POST"])
def close_session(request: SignedInRequest, pk: int) -> HttpResponse:
    return _confirmed(
        request, pk, "ballots/close_session.html", rules.may_close, actions.close_session, CLOSED
    )


OPENED = gettext_lazy("The ballot is open. Voters may now rate.")


CLOSED = gettext_lazy("The ballot is closed. Count the slips, then two people declare it.")


def _told(request: SignedInRequest, session: BallotSession) -> dict[str, object]:
    """A session with its next steps, each with the reason where it is not possible."""
    return {
        "session": session,
        "turnout": counting.turnout(session.box_form) if session.is_open else None,
        "print_refusal": rules.may_print(request.user, session),
        "open_refusal": rules.may_open(request.user, session) if session.is_prepared else None,
        "close_refusal": rules.may_close(request.user, session) if session.is_open else None,
        "declare_refusal": rules.may_declare(request.user, session) if session.is_closed else None,
    }


def attendance(request: SignedInRequest, session: BallotSession) -> dict[str, object]:
    """What is still to be counted of the people present, and the way there for whom it opens."""
    return {
        "uncounted": 0 if session.is_declared else queries.heads_not_counted(session),
        "counts_heads": may_count_heads(request.user, session.meeting) is None,
    }


def _confirmed(
    request: SignedInRequest, pk: int, page: str, rule: Callable[..., object], action: Action, done: object
) -> HttpResponse:
    """A step that cannot be undone: its own page, a typed word, then the action."""
    session = session_or_404(request, pk)
    require(rules.may_see_counts(request.user, session))
    refusal = rule(request.user, session)
    form = forms.ConfirmForm(request.POST or None)
    if form.is_valid():
        action(session, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, str(done))
        return redirect("ballots:show-session", pk)
    context = {
        "session": session,
        "cycle": session.meeting.cycle,
        "refusal": refusal,
        "form": form,
        "issues": list(session.issues.all()),
        **attendance(request, session),
    }
    return render(request, page, context, status=422 if form.is_bound else 200)
