from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.cycles.queries import voters_by_form
from shuzhi.meetings import actions, queries, rules
from shuzhi.meetings.forms import AnswerForm, PostponeForm, QuestionForm, StepForm
from shuzhi.meetings.models import AgendaItem, Meeting, Question
from shuzhi.meetings.queries import live
from shuzhi.meetings.states import Step
from shuzhi.meetings.views.live import live_address
from shuzhi.web.refusal import Refusal, require


@require_safe
def show_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    items = queries.agenda(meeting)
    context = {
        **_board(request, meeting, items, request.GET.get("group", "")),
        "live_address": live_address(meeting),
        "ballot_seen": live.ballot_version(meeting.pk),
        "no_start": rules.may_start(request.user, meeting),
        "no_rehearsal": rules.may_rehearse(request.user, meeting),
        "no_running": rules.may_run(request.user, meeting),
        "speaks": queries.speaks_here(request.user, meeting),
        "history": queries.history_for(request.user, meeting, items),
    }
    return render(request, "meetings/show.html", context)


@require_safe
def show_board(request: SignedInRequest, pk: int) -> HttpResponse:
    """The part of the page that follows the hall by itself."""
    return _show_board(request, queries.meeting_or_404(request.user, pk), request.GET.get("group", ""))


def _show_board(request: SignedInRequest, meeting: Meeting, group: str) -> HttpResponse:
    context = _board(request, meeting, queries.agenda(meeting), group)
    return render(request, "meetings/_board.html", context)


def _board(
    request: SignedInRequest, meeting: Meeting, items: list[AgendaItem], wanted: str
) -> dict[str, object]:
    track = _track(items, wanted)
    current = queries.current_item(track.items)
    return {
        "meeting": meeting,
        "cycle": meeting.cycle,
        "items": items,
        "group": track.group,
        "groups_heard": [one.group for one in queries.tracks_of(items) if one.group],
        "waiting_items": [item for item in track.items if item.step == Step.WAITING],
        "current": current,
        "next": queries.next_step(request.user, track.items) if meeting.is_running else None,
        "seen": live.hall_version(meeting.pk),
        "ballot_done": _is_declared(meeting, items),
        "no_ballot": rules.may_open_ballot(meeting),
        "waiting": rules.waiting_for(meeting, items),
        "no_end": rules.may_end(request.user, meeting),
        "no_voice": rules.may_draft_comment(request.user, current) if current else None,
        "can_run": rules.may_run(request.user, meeting) is None,
        "shows_wall": rules.may_view(request.user, meeting) is None,
        "reads": queries.reads_reports(request.user, meeting),
        "question_form": QuestionForm(),
        "groups": [group for groups in voters_by_form(meeting.cycle).values() for group in groups],
        **_wall(meeting, track),
    }


def _is_declared(meeting: Meeting, items: list[AgendaItem]) -> bool:
    """Asked only where somebody is done: before, no ballot can be."""
    return any(item.step == Step.DONE for item in items) and live.ballot_is_done(meeting.pk)


def _track(items: list[AgendaItem], wanted: str) -> queries.Track:
    """The group that the address names, else the first; the whole agenda where all are heard together."""
    tracks = queries.tracks_of(items)
    found = [one for one in tracks if one.group and str(one.group.pk) == wanted]
    return (found or tracks or [queries.Track(None, [])])[0]


def _wall(meeting: Meeting, track: queries.Track) -> dict[str, object]:
    """What the wall shows of one group; nothing that is not said aloud in the hall."""
    return {
        "after": queries.next_item(track.items),
        "done": sum(item.step == Step.DONE for item in track.items),
        "total": len(track.items),
        "seconds": meeting.minutes_each * 60,
        "now": timezone.now(),
    }


@require_POST
def start_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    actions.start_meeting(meeting, actor=request.user)
    messages.success(request, _("The meeting has begun."))
    return redirect("meetings:show-meeting", pk)


def end_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    if request.method == "POST":
        actions.end_meeting(meeting, actor=request.user)
        messages.success(request, _("The meeting has ended."))
        return redirect("meetings:show-meeting", pk)
    context = {"meeting": meeting, "cycle": meeting.cycle, "refusal": rules.may_end(request.user, meeting)}
    return render(request, "meetings/end.html", context)


@require_POST
def move_on(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    row = get_object_or_404(meeting.items, pk=item)
    form = StepForm(request.POST)
    asked = form.cleaned_data if form.is_valid() else {"step": "", "seen": ""}
    require(rules.refuse_stale(row, asked["seen"]))
    actions.advance(row, asked["step"], actor=request.user)
    return _back(request, meeting, row)


@require_POST
def postpone_item(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    row = get_object_or_404(meeting.items, pk=item)
    form = PostponeForm(request.POST)
    if not form.is_valid():
        require(Refusal(_("Say why the reporter goes to the end of the agenda.")))
    actions.postpone(row, form.cleaned_data["reason"], actor=request.user)
    return _back(request, meeting, row)


@require_POST
def ask_question(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    row = get_object_or_404(meeting.items, pk=item)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        require(Refusal(_("A question has a text and the group that asks.")))
    follows = meeting_question(meeting, request.POST.get("follows"))
    actions.ask_question(row, actor=request.user, follows=follows, **form.cleaned_data)
    return _back(request, meeting, row)


@require_POST
def answer_question(request: SignedInRequest, pk: int, question: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    asked = Question.objects.select_related("item__meeting__cycle__organiser")
    row = get_object_or_404(asked, pk=question, item__meeting=meeting)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        require(Refusal(_("Write the answer, or note that it follows in writing.")))
    actions.answer_question(row, actor=request.user, **form.cleaned_data)
    return _back(request, meeting, row.item)


def meeting_question(meeting: Meeting, key: str | None) -> Question | None:
    """The question that another one follows, of this meeting."""
    if not key:
        return None
    asked = Question.objects.filter(item__meeting=meeting)
    return get_object_or_404(asked, pk=int(key) if key.isdecimal() else 0)


def _back(request: SignedInRequest, meeting: Meeting, item: AgendaItem) -> HttpResponse:
    """The part that has changed; for a browser without scripts the page."""
    if request.headers.get("HX-Request"):
        return _show_board(request, meeting, str(item.group_id or ""))
    group = f"?group={item.group_id}" if item.group_id else ""
    return redirect(f"{_page_of(meeting)}{group}")


@require_safe
def show_projector(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    require(rules.may_view(request.user, meeting))
    context = {**_screen(request, meeting), "live_address": live_address(meeting)}
    return render(request, "meetings/projector.html", context)


@require_safe
def projector_board(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the wall shows now: speaker, clock, next; nothing that is not said aloud in the hall."""
    meeting = queries.meeting_or_404(request.user, pk)
    require(rules.may_view(request.user, meeting))
    return render(request, "meetings/_projector_main.html", _screen(request, meeting))


def _screen(request: SignedInRequest, meeting: Meeting) -> dict[str, object]:
    items = queries.agenda(meeting)
    track = _track(items, request.GET.get("group", ""))
    return {
        "meeting": meeting,
        "cycle": meeting.cycle,
        "group": track.group,
        "current": queries.current_item(track.items),
        "seen": live.hall_version(meeting.pk),
        "ballot_seen": live.ballot_version(meeting.pk),
        "everybody_done": rules.may_open_ballot(meeting) is None,
        **_wall(meeting, track),
    }


def _page_of(meeting: Meeting) -> str:
    return reverse("meetings:show-meeting", args=[meeting.pk])
