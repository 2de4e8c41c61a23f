from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.meetings import actions, queries, rules
from shuzhi.meetings.forms import AttendantForm, GroupForm, HeadsForm, RemarkForm, VenueForm
from shuzhi.meetings.models import Meeting
from shuzhi.meetings.queries.papers import papers_of
from shuzhi.web.refusal import require


@require_safe
def show_room(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where the meeting is held and with whom: sub-venues, groups, observers, guests, heads, remarks."""
    return _page(request, queries.meeting_or_404(request.user, pk))


@require_safe
def show_room_panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """The short form beside the agenda."""
    meeting = queries.meeting_or_404(request.user, pk)
    return render(request, "meetings/_room.html", _room(request, meeting))


@require_POST
def add_venue(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    form = VenueForm(request.POST, prefix="venue")
    if not form.is_valid():
        return _page(request, meeting, venue_form=form)
    actions.add_venue(meeting, actor=request.user, **form.cleaned_data)
    return _back(pk, "venues")


@require_POST
def remove_venue(request: SignedInRequest, pk: int, venue: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    actions.remove_venue(_one(meeting.venues, meeting, venue), actor=request.user)
    return _back(pk, "venues")


@require_POST
def add_group(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    form = GroupForm(request.POST, meeting=meeting, prefix="group")
    if not form.is_valid():
        return _page(request, meeting, group_form=form)
    actions.add_group(meeting, actor=request.user, **form.cleaned_data)
    return _back(pk, "groups")


@require_POST
def remove_group(request: SignedInRequest, pk: int, group: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    actions.remove_group(_one(meeting.groups, meeting, group), actor=request.user)
    return _back(pk, "groups")


@require_POST
def invite(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    form = AttendantForm(request.POST, meeting=meeting, prefix="person")
    if not form.is_valid():
        return _page(request, meeting, person_form=form)
    actions.invite(meeting, actor=request.user, **form.cleaned_data)
    return _back(pk, "people")


@require_POST
def uninvite(request: SignedInRequest, pk: int, attendant: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    actions.uninvite(_one(meeting.attendants, meeting, attendant), actor=request.user)
    return _back(pk, "people")


@require_POST
def note_remark(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    form = RemarkForm(request.POST, meeting=meeting, user=request.user, prefix="remark")
    if not form.is_valid():
        return _page(request, meeting, remark_form=form)
    actions.note_remark(actor=request.user, **form.cleaned_data)
    messages.success(request, _("The remark is noted."))
    return _back(pk, "remarks")


def count_heads(request: SignedInRequest, pk: int) -> HttpResponse:
    """Heads by voter group and venue: who is expected, who came, why the others did not."""
    meeting = queries.meeting_or_404(request.user, pk)
    require(rules.may_view(request.user, meeting))
    form = HeadsForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        actions.count_heads(meeting, form.counts(), actor=request.user)
        messages.success(request, _("The heads are counted."))
        return redirect("meetings:count-heads", pk)
    context = {
        "meeting": meeting,
        "cycle": meeting.cycle,
        "form": form,
        "refusal": rules.may_count_heads(request.user, meeting),
        "presence": queries.presence_of(meeting),
        "history": queries.history_for(request.user, meeting),
    }
    return render(request, "meetings/heads.html", context, status=422 if form.errors else 200)


def _page(request: SignedInRequest, meeting: Meeting, **forms: BaseForm) -> HttpResponse:
    context = {
        **_room(request, meeting),
        "venue_form": VenueForm(prefix="venue"),
        "group_form": GroupForm(meeting=meeting, prefix="group"),
        "person_form": AttendantForm(meeting=meeting, prefix="person"),
        "remark_form": RemarkForm(meeting=meeting, user=request.user, prefix="remark"),
        "no_people": rules.may_count_heads(request.user, meeting),
        "programme": queries.programme_of(meeting),
        **forms,
    }
    faulty = any(form.errors for form in forms.values())
    return render(request, "meetings/room.html", context, status=422 if faulty else 200)


def _room(request: SignedInRequest, meeting: Meeting) -> dict[str, Any]:
    voices = list(queries.voices_of(request.user, meeting))
    observers, guests = list(queries.observers_of(meeting)), list(queries.guests_of(meeting))
    return {
        "meeting": meeting,
        "cycle": meeting.cycle,
        "venues": list(meeting.venues.all()),
        "reporting_groups": list(meeting.groups.select_related("venue")),
        "observers": observers,
        "guests": guests,
        "both": (observers, guests),
        "presence": queries.presence_of(meeting),
        "sees_heads": rules.may_view(request.user, meeting) is None,
        "remarks": list(queries.remarks_for(request.user, meeting)),
        "voices": voices,
        "no_remark": rules.may_remark(request.user, voices[0]) if voices else None,
        "no_change": rules.may_arrange(request.user, meeting),
        "papers": papers_of(meeting),
        "lays_down": rules.may_lay_down(request.user, meeting.cycle) is None,
    }


def _one(rows: Any, meeting: Meeting, key: int) -> Any:
    found: QuerySet[Model] = rows.all()
    row = get_object_or_404(found, pk=key)
    row.meeting = meeting  # type: ignore[attr-defined]
    return row


def _back(pk: int, place: str) -> HttpResponse:
    response = redirect("meetings:show-room", pk)
    response["Location"] += f"#{place}"
    return response
