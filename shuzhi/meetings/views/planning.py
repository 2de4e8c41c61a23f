from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.cycles.states import ReportForm
from shuzhi.meetings import actions, queries, rules
from shuzhi.meetings.forms import (
    AgendaForm,
    ByHandForm,
    ItemGroupForm,
    LotsForm,
    MeetingFilterForm,
    MeetingForm,
    NewMeetingForm,
)
from shuzhi.meetings.models import Meeting
from shuzhi.web.forms import show_refusal
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import Refused, require


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
        words = {"group": given["group"], "reason": given["reason"]}
        try:
            actions.place_on_agenda(meeting, given["reporter"], actor=request.user, **words)
        except Refused as refused:
            return _shown_at_its_field(request, meeting, form, refused)
        messages.success(request, _("The agenda is longer."))
        return redirect("meetings:arrange-agenda", pk)
    return _agenda_page(request, meeting, adding=form)


def _agenda_page(
    request: SignedInRequest, meeting: Meeting, *, adding: AgendaForm, by_hand: ByHandForm | None = None
) -> HttpResponse:
    items, groups = queries.agenda(meeting), list(meeting.groups.all())
    draws = queries.drawn_orders(meeting, items)
    context = {
        "meeting": meeting,
        "cycle": meeting.cycle,
        "items": items,
        "others": queries.to_be_placed(meeting.cycle),
        "elsewhere": queries.heard_elsewhere(meeting),
        "groups": groups,
        "draws": draws,
        "adding": adding,
        "ticked": adding["reporter"].value() or [],
        "by_hand": by_hand or ByHandForm(initial={"reason": request.GET.get("reason", "")}),
        "lots": LotsForm(again=bool(draws), grouped=bool(groups)),
        "no_lots": rules.may_draw_lots(request.user, meeting),
        "refusal": rules.may_arrange(request.user, meeting),
        "reads": queries.reads_reports(request.user, meeting),
    }
    faulty = adding.is_bound or (by_hand is not None)
    return render(request, "meetings/agenda.html", context, status=422 if faulty else 200)


def _shown_at_its_field(
    request: SignedInRequest, meeting: Meeting, form: AgendaForm | ByHandForm, refused: Refused
) -> HttpResponse:
    """A reason that is missing is asked for where it belongs; every other no has a page of its own."""
    if refused.refusal.about not in form.fields:
        raise refused
    if refused.refusal.about not in form.errors:
        show_refusal(form, refused)
    if isinstance(form, AgendaForm):
        return _agenda_page(request, meeting, adding=form)
    return _agenda_page(request, meeting, adding=AgendaForm(meeting=meeting), by_hand=form)


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
    return _by_hand(request, meeting, partial(actions.move_item, row, places))


@require_POST
def group_item(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    row = get_object_or_404(meeting.items.select_related("reporter", "stand_in"), pk=item)
    form = ItemGroupForm(request.POST, meeting=meeting, prefix=f"item-{item}")
    if not form.is_valid():
        return redirect("meetings:arrange-agenda", pk)
    return _by_hand(request, meeting, partial(actions.put_in_group, row, form.cleaned_data["group"]))


@require_POST
def remove_item(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    row = get_object_or_404(meeting.items.select_related("reporter"), pk=item)
    return _by_hand(request, meeting, partial(actions.remove_from_agenda, row))


def _by_hand(request: SignedInRequest, meeting: Meeting, change: Callable[..., None]) -> HttpResponse:
    """One change of the order, with the reason that a drawn one needs; it waits there for the next press."""
    form = ByHandForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        change(actor=request.user, reason=reason)
    except Refused as refused:
        return _shown_at_its_field(request, meeting, form, refused)
    again = f"?{urlencode({'reason': reason})}#by-hand" if reason else ""
    return redirect(reverse("meetings:arrange-agenda", args=[meeting.pk]) + again)
