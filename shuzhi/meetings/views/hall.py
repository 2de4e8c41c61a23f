from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.audit.queries import history_of
from shuzhi.cycles.queries import voters_by_form
from shuzhi.meetings import actions, queries, rules
from shuzhi.meetings.forms import AnswerForm, PostponeForm, QuestionForm, StepForm
from shuzhi.meetings.models import AgendaItem, Meeting, Question
from shuzhi.web.refusal import require


@require_safe
def show_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    items = queries.agenda(meeting)
    context = {
        **_board(request, meeting, items),
        "no_start": rules.may_start(request.user, meeting),
        "no_running": rules.may_run(request.user, meeting),
        "question_form": QuestionForm(),
        "groups": [group for groups in voters_by_form(meeting.cycle).values() for group in groups],
        "postpone_form": PostponeForm(),
        "history": history_of(meeting, *items, limit=15),
    }
    return render(request, "meetings/show.html", context)


@require_safe
def show_board(request: SignedInRequest, pk: int) -> HttpResponse:
    """The part of the page that follows the hall by itself."""
    meeting = queries.meeting_or_404(request.user, pk)
    context = _board(request, meeting, queries.agenda(meeting))
    context["live"] = True
    context["moved_on"] = request.GET.get("seen", "") not in ("", context["seen"])
    return render(request, "meetings/_board.html", context)


def _board(request: SignedInRequest, meeting: Meeting, items: list[AgendaItem]) -> dict[str, object]:
    current = queries.current_item(items)
    return {
        "meeting": meeting,
        "cycle": meeting.cycle,
        "items": items,
        "current": current,
        "next": queries.next_step(request.user, items) if meeting.is_running else None,
        "seen": f"{current.pk}-{current.step}" if current else f"{meeting.state}",
        "no_ballot": rules.may_open_ballot(meeting),
        "waiting": rules.waiting_for(meeting, items),
        "no_end": rules.may_end(request.user, meeting),
        "no_voice": rules.may_draft_comment(request.user, current) if current else None,
        "can_run": rules.may_run(request.user, meeting) is None,
        "reads": queries.reads_reports(request.user, meeting),
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
    if form.is_valid():
        actions.advance(row, form.cleaned_data["step"], actor=request.user)
    return redirect("meetings:show-meeting", pk)


@require_POST
def postpone_item(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    row = get_object_or_404(meeting.items, pk=item)
    form = PostponeForm(request.POST)
    if form.is_valid():
        actions.postpone(row, form.cleaned_data["reason"], actor=request.user)
    else:
        messages.warning(request, _("Say why the reporter goes to the end of the agenda."))
    return redirect("meetings:show-meeting", pk)


@require_POST
def ask_question(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    row = get_object_or_404(meeting.items, pk=item)
    form = QuestionForm(request.POST)
    if form.is_valid():
        actions.ask_question(row, actor=request.user, **form.cleaned_data)
    else:
        messages.warning(request, _("A question has a text and the group that asks."))
    return redirect(f"{_page_of(meeting)}#questions")


@require_POST
def answer_question(request: SignedInRequest, pk: int, question: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    asked = Question.objects.select_related("item__meeting__cycle__organiser")
    row = get_object_or_404(asked, pk=question, item__meeting=meeting)
    form = AnswerForm(request.POST)
    if form.is_valid():
        actions.answer_question(row, actor=request.user, **form.cleaned_data)
    else:
        messages.warning(request, _("Write the answer, or note that it follows in writing."))
    return redirect(f"{_page_of(meeting)}#questions")


@require_safe
def show_projector(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    require(rules.may_view(request.user, meeting))
    return render(request, "meetings/projector.html", _screen(meeting))


@require_safe
def projector_board(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the wall shows now: speaker, clock, next; nothing that is not said aloud in the hall."""
    meeting = queries.meeting_or_404(request.user, pk)
    require(rules.may_view(request.user, meeting))
    return render(request, "meetings/_projector.html", _screen(meeting))


def _screen(meeting: Meeting) -> dict[str, object]:
    items = queries.agenda(meeting)
    current = queries.current_item(items)
    return {
        "meeting": meeting,
        "cycle": meeting.cycle,
        "current": current,
        "next": queries.next_item(items),
        "done": sum(item.step == "done" for item in items),
        "total": len(items),
        "seconds": meeting.minutes_each * 60,
        "now": timezone.now(),
    }


def _page_of(meeting: Meeting) -> str:
    return reverse("meetings:show-meeting", args=[meeting.pk])
