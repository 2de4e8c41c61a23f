from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.cycles.states import ReportForm
from shuzhi.meetings import actions, queries, rules
from shuzhi.meetings.forms import (
    AgendaForm,
    ItemGroupForm,
    LotsForm,
    MeetingFilterForm,
    MeetingForm,
    NewMeetingForm,
)
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import require


@require_safe
def list_meetings(request: SignedInRequest) -> HttpResponse:
    meetings = queries.halls_for(request.user)
    form = MeetingFilterForm(request.GET, cycles=queries.cycles_in(meetings))
    wanted = form.cleaned_data if form.is_valid() else {}
    context = {
        "form": form,
        "page": page_of(request, queries.listed(meetings, **wanted)),
        "can_plan": queries.cycles_to_plan(request.user).exists(),
        "covered": _coverage(request, wanted.get("cycle")),
    }
    return render(request, "meetings/list.html", context)


def _coverage(request: SignedInRequest, wanted: int | None) -> dict[str, Any] | None:
    """Whom nobody hears yet, for the office of the chosen cycle, or of the only one it runs."""
    mine = list(queries.cycles_to_plan(request.user)[:2]) if wanted is None else []
    key = mine[0].pk if len(mine) == 1 else wanted
    cycle = queries.cycles_to_plan(request.user).filter(pk=key).first() if key else None
    if cycle is None:
        return None
    return {
        "cycle": cycle,
        "left": queries.not_on_an_agenda(cycle),
        "left_in_writing": queries.to_be_placed(cycle).filter(form=ReportForm.WRITTEN),
        "portfolios": queries.coverage_of(cycle),
        "hearings": queries.hearings_of(cycle),
    }


def plan_meeting(request: SignedInRequest) -> HttpResponse:
    cycles = queries.cycles_to_plan(request.user)
    form = NewMeetingForm(
        request.POST or None, cycles=cycles, initial=queries.usual_plan(cycles, request.GET.get("cycle"))
    )
    if request.method == "POST" and form.is_valid():
        meeting = actions.plan_meeting(**form.cleaned_data, actor=request.user)
        messages.success(request, _("The meeting is planned. Next: its agenda."))
        return redirect("meetings:arrange-agenda", meeting.pk)
    return render(request, "meetings/plan.html", {"form": form, "can_plan": cycles.exists()})


def edit_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    require(rules.may_arrange(request.user, meeting))
    form = MeetingForm(request.POST or None, instance=meeting)
    if request.method == "POST" and form.is_valid():
        actions.change_meeting(meeting, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The meeting is saved."))
        return redirect("meetings:show-meeting", pk)
    return render(request, "meetings/edit.html", {"meeting": meeting, "cycle": meeting.cycle, "form": form})


@require_POST
def cancel_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    actions.cancel_meeting(meeting, actor=request.user)
    messages.success(request, _("The meeting is cancelled; its reporters are free for another one."))
    return redirect("meetings:list-meetings")


def arrange_agenda(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    form = AgendaForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.place_on_agenda(meeting, given["reporter"], actor=request.user, group=given["group"])
        messages.success(request, _("The agenda is longer."))
        return redirect("meetings:arrange-agenda", pk)
    draws, groups = list(queries.draws_of(meeting)), list(meeting.groups.all())
    context = {
        "meeting": meeting,
        "cycle": meeting.cycle,
        "items": queries.agenda(meeting),
        "others": queries.to_be_placed(meeting.cycle),
        "elsewhere": queries.heard_elsewhere(meeting),
        "groups": groups,
        "draws": draws,
        "lots": LotsForm(again=bool(draws), grouped=bool(groups)),
        "no_lots": rules.may_draw_lots(request.user, meeting),
        "refusal": rules.may_arrange(request.user, meeting),
        "reads": queries.reads_reports(request.user, meeting),
    }
    return render(request, "meetings/agenda.html", context)


@require_POST
def draw_lots(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    form = LotsForm(request.POST, again=meeting.draws.exists(), grouped=meeting.groups.exists())
    given = form.cleaned_data if form.is_valid() else {"seed": "", "reason": ""}
    actions.draw_lots(meeting, actor=request.user, **given)
    messages.success(request, _("The lots are drawn; seed and lots stand below for everyone to check."))
    return redirect("meetings:arrange-agenda", pk)


@require_POST
def move_item(request: SignedInRequest, pk: int, item: int, places: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    row = get_object_or_404(meeting.items.select_related("reporter"), pk=item)
    actions.move_item(row, places, actor=request.user)
    return redirect("meetings:arrange-agenda", pk)


@require_POST
def group_item(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    row = get_object_or_404(meeting.items.select_related("reporter", "stand_in"), pk=item)
    form = ItemGroupForm(request.POST, meeting=meeting)
    if form.is_valid():
        actions.put_in_group(row, form.cleaned_data["group"], actor=request.user)
    return redirect("meetings:arrange-agenda", pk)


@require_POST
def remove_item(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    row = get_object_or_404(meeting.items.select_related("reporter"), pk=item)
    actions.remove_from_agenda(row, actor=request.user)
    return redirect("meetings:arrange-agenda", pk)
