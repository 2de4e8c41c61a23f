from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.meetings import actions, queries, rules
from shuzhi.meetings.forms import CommentDraftForm, CommentForm, SpokenCommentForm
from shuzhi.meetings.models import AgendaItem
from shuzhi.reports.queries import last_edition
from shuzhi.web.refusal import require


@require_safe
def comment_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    """The speaker's page begins with whoever is under way, else with whoever comes next."""
    meeting = queries.meeting_or_404(request.user, pk)
    items = queries.agenda(meeting)
    item = queries.current_item(items) or queries.next_item(items) or (items[-1] if items else None)
    if item is None:
        return redirect("meetings:show-meeting", pk)
    return redirect("meetings:comment-item", pk, item.pk)


def comment_item(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    items = queries.agenda(meeting)
    row = next((one for one in items if one.pk == item), None) or get_object_or_404(AgendaItem, pk=0)
    require(rules.may_read_item(request.user, row))
    speaks = queries.speaks_here(request.user, meeting)
    form = _form(request, row, speaks=speaks)
    if request.method == "POST" and form.is_valid():
        speaker = form.cleaned_data.get("speaker", request.user)
        given = form.cleaned_data["text"], form.problem_lines
        actions.give_comment(row, *given, actor=request.user, speaker=speaker)
        messages.success(request, _("The comment stands."))
        return redirect(
            "meetings:comment-item" if speaks else "meetings:show-meeting", pk, *([item] if speaks else [])
        )
    report = getattr(row.reporter, "report", None)
    row.reporter.cycle = meeting.cycle
    context = {
        "meeting": meeting,
        "cycle": meeting.cycle,
        "items": items,
        "item": row,
        "form": form,
        "speaks": speaks,
        "own": queries.draft_of(row, request.user),
        "no_portrait": rules.may_see_portrait(request.user, row.reporter),
        "edition": last_edition(report) if report and report.is_accepted else None,
        **_turn(request, row, items, speaks=speaks),
    }
    return render(request, "meetings/comment.html", context)


@require_safe
def show_turn(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """Where the hall is, and whether the comment can be given now; the phone asks every few seconds."""
    meeting = queries.meeting_or_404(request.user, pk)
    items = queries.agenda(meeting)
    row = next((one for one in items if one.pk == item), None) or get_object_or_404(AgendaItem, pk=0)
    speaks = queries.speaks_here(request.user, meeting)
    context = {"meeting": meeting, "item": row, **_turn(request, row, items, speaks=speaks)}
    return render(request, "meetings/_turn.html", context)


@require_POST
def save_comment_draft(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    row = get_object_or_404(queries.item_with_everything(AgendaItem.objects.filter(meeting=meeting)), pk=item)
    form = CommentDraftForm(request.POST)
    if not form.is_valid():
        return render(request, "meetings/_draft_saved.html", {"form": form, "item": row}, status=422)
    draft = actions.save_comment_draft(
        row, form.cleaned_data["text"], form.cleaned_data["problems"], actor=request.user
    )
    return render(request, "meetings/_draft_saved.html", queries.draft_facts(row, draft))


def _form(request: SignedInRequest, item: AgendaItem, *, speaks: bool) -> CommentForm:
    if not speaks:
        return SpokenCommentForm(request.POST or None, cycle=item.meeting.cycle)
    draft = queries.draft_of(item, request.user)
    initial = {"text": draft.text, "problems": draft.problems} if draft else {}
    return CommentForm(request.POST or None, initial=initial)


def _turn(
    request: SignedInRequest, item: AgendaItem, items: list[AgendaItem], *, speaks: bool
) -> dict[str, object]:
    voice = request.user if speaks else queries.speakers_for(item.meeting.cycle).first()
    return {
        "current": queries.current_item(items),
        "refusal": rules.may_comment(request.user, item, voice),
        "least": item.meeting.cycle.comment_minimum,
    }
