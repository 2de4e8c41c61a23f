from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import SignedInRequest
from shuzhi.fieldwork.models import Finding
from shuzhi.fieldwork.queries import findings_about
from shuzhi.fieldwork.states import Kind
from shuzhi.meetings import actions, queries, rules
from shuzhi.meetings.forms import CommentDraftForm, CommentForm, SpokenCommentForm
from shuzhi.meetings.models import AgendaItem, CommentDraft
from shuzhi.meetings.queries import live
from shuzhi.meetings.states import Step
from shuzhi.meetings.views.live import live_address
from shuzhi.reports.queries import last_edition
from shuzhi.web.forms import show_refusal
from shuzhi.web.refusal import Refusal, Refused, require

NOT_ONES_OWN = 403


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
    row = _row(items, item)
    if request.method == "POST" and rules.may_sit_at_the_desk(request.user, row):
        # Refused by the action, before a field is looked at: it logs who tried.
        actions.give_comment(row, request.POST.get("text", ""), actor=request.user)
    require(rules.may_sit_at_the_desk(request.user, row))
    speaks = queries.speaks_here(request.user, meeting)
    form = _form(request, row, speaks=speaks)
    if request.method == "POST":
        return _give(request, row, form, items, speaks=speaks)
    return _page(request, row, form, items, speaks=speaks)


def _page(
    request: SignedInRequest, row: AgendaItem, form: CommentForm, items: list[AgendaItem], *, speaks: bool
) -> HttpResponse:
    meeting, reporter = row.meeting, row.reporter
    report = getattr(reporter, "report", None)
    own = queries.draft_of(row, request.user)
    mine = queries.reporters_in_portfolio(request.user, meeting.cycle) if speaks else set()
    context = {
        "meeting": meeting,
        "cycle": meeting.cycle,
        "portfolio": [one for one in items if one.reporter_id in mine],
        "others": [one for one in items if one.reporter_id not in mine],
        "item": row,
        "form": form,
        "speaks": speaks,
        "own": own,
        "stands": speaks and any(one.speaker_id == request.user.pk for one in row.comments.all()),
        "live_address": live_address(meeting),
        "ballot_done": row.step == Step.DONE and live.ballot_is_done(meeting.pk),
        "portrait": reporter is not None and _sees_portrait(request, row),
        "edition": last_edition(report) if report and report.is_accepted else None,
        **_turn(request, row, items, speaks=speaks),
    }
    return render(request, "meetings/comment.html", context, status=422 if form.is_bound else 200)


def _give(
    request: SignedInRequest, row: AgendaItem, form: CommentForm, items: list[AgendaItem], *, speaks: bool
) -> HttpResponse:
    """The comment of the own voice, or what the office writes down; a page with scripts hears it as JSON."""
    asks_json = request.headers.get("Accept") == "application/json"
    if not form.is_valid():
        faults = JsonResponse({"refused": _faults(form)}, status=422)
        return faults if asks_json else _page(request, row, form, items, speaks=speaks)
    speaker = form.cleaned_data.get("speaker", request.user)
    given = form.cleaned_data["text"], form.problem_lines
    try:
        actions.give_comment(row, *given, actor=request.user, speaker=speaker, findings=form.pointed)
    except Refused as refused:
        if asks_json:
            return _refused_press(row, speaker, given[0], refused.refusal)
        show_refusal(form, refused)
        return _page(request, row, form, items, speaks=speaks)
    messages.success(request, _("The comment stands."))
    if asks_json:
        return JsonResponse({"given": True})
    if speaks:
        return redirect("meetings:comment-item", row.meeting_id, row.pk)
    return redirect("meetings:show-meeting", row.meeting_id)


def _refused_press(item: AgendaItem, speaker: User, text: str, refusal: Refusal) -> JsonResponse:
    """Where the comment stands, this is no failure: the answer to the first press was lost, or another was faster."""
    standing = item.comments.filter(speaker=speaker).first()
    if standing is None:
        return JsonResponse({"refused": str(refusal)}, status=refusal.status)
    same = standing.text == text.strip()
    return JsonResponse({"given": True} if same else {"over": str(refusal)})


@require_safe
def show_turn(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """Where the hall is, and whether the comment can be given now; fetched when the hall has moved on."""
    meeting = queries.meeting_or_404(request.user, pk)
    items = queries.agenda(meeting)
    row = _row(items, item)
    speaks = queries.speaks_here(request.user, meeting)
    stands = speaks and any(one.speaker_id == request.user.pk for one in row.comments.all())
    context = {"meeting": meeting, "item": row, "stands": stands}
    context |= _turn(request, row, items, speaks=speaks)
    return render(request, "meetings/_turn.html", context)


@require_POST
def save_comment_draft(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """Saves what is being written; another device's later draft comes back instead, and nothing is lost."""
    meeting = queries.meeting_or_404(request.user, pk)
    row = get_object_or_404(queries.item_with_everything(AgendaItem.objects.filter(meeting=meeting)), pk=item)
    form = CommentDraftForm(request.POST, findings=_findings(request, row), cycle=row.meeting.cycle)
    if not form.is_valid():
        return JsonResponse({"refused": _faults(form)}, status=422)
    asked = form.cleaned_data
    words = asked["text"], asked["problems"]
    device = {"base": asked["base"], "window": asked["window"]}
    try:
        draft = actions.save_comment_draft(row, *words, actor=request.user, findings=form.pointed, **device)
    except actions.DraftOvertaken as overtaken:
        return JsonResponse({"clash": _told(request, overtaken.draft)})
    except Refused as refused:
        return _rest(refused.refusal)
    return JsonResponse({"saved": _told(request, draft)})


def _rest(refusal: Refusal) -> JsonResponse:
    """Where the comment stands or the meeting has ended, nothing went wrong: the page hears that saving is over."""
    if refusal.status == NOT_ONES_OWN:
        return JsonResponse({"refused": str(refusal)}, status=refusal.status)
    return JsonResponse({"over": str(refusal)})


def _told(request: SignedInRequest, draft: CommentDraft) -> dict[str, object]:
    said = render_to_string("meetings/_draft_saved.html", {"own": draft}, request)
    return {"n": draft.n, "text": draft.text, "problems": draft.problems, "said": said}


def _faults(form: CommentForm) -> str:
    return " ".join(str(fault) for faults in form.errors.values() for fault in faults)


def _row(items: list[AgendaItem], key: int) -> AgendaItem:
    return next((one for one in items if one.pk == key), None) or get_object_or_404(AgendaItem, pk=0)


def _sees_portrait(request: SignedInRequest, item: AgendaItem) -> bool:
    if item.reporter is None:
        return False
    item.reporter.cycle = item.meeting.cycle
    return rules.may_see_portrait(request.user, item.reporter) is None


def _findings(request: SignedInRequest, item: AgendaItem) -> QuerySet[Finding] | None:
    """The problems found about this reporter, for those who may read them."""
    if item.reporter is None or not _sees_portrait(request, item):
        return None
    about = findings_about(item.reporter).filter(kind=Kind.PROBLEM)
    return about.exclude(reporters__tenure__person__user=request.user)


def _form(request: SignedInRequest, item: AgendaItem, *, speaks: bool) -> CommentForm:
    found = _findings(request, item)
    if not speaks:
        return SpokenCommentForm(request.POST or None, findings=found, cycle=item.meeting.cycle)
    draft = queries.draft_of(item, request.user)
    initial: dict[str, object] = {}
    if draft:
        initial = {"text": draft.text, "problems": draft.problems, "findings": draft.findings}
    return CommentForm(request.POST or None, initial=initial, findings=found, cycle=item.meeting.cycle)


def _turn(
    request: SignedInRequest, item: AgendaItem, items: list[AgendaItem], *, speaks: bool
) -> dict[str, object]:
    voice = request.user if speaks else queries.speakers_for(item.meeting.cycle).first()
    return {
        "current": queries.current_item(queries.of_group(items, str(item.group_id))),
        "seen": live.hall_version(item.meeting_id),
        "refusal": rules.may_comment(request.user, item, voice),
    }
