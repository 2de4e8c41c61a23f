from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.cycles import actions, queries, rules
from shuzhi.cycles.forms.topics import ReasonForm, TopicForm
from shuzhi.cycles.queries.topic_book import topic_book
from shuzhi.web.refusal import require
from shuzhi.web.sheets import MIME


def list_topics(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    refusal = rules.may_prepare(request.user, cycle)
    form = TopicForm(request.POST or None, cycle=cycle)
    if request.method == "POST" and form.is_valid():
        actions.add_topic(cycle, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The topic is added."))
        return redirect("cycles:list-topics", pk)
    context = {
        "cycle": cycle,
        "topics": list(queries.topics_of(cycle)),
        "form": form,
        "refusal": refusal,
        "pending": queries.pending_from_above(cycle) if cycle.is_preparing else None,
        "lasting": [] if refusal else queries.lasting_topics(cycle),
        "proposals": [] if cycle.is_preparing else list(queries.proposals_of(cycle)),
    }
    return render(request, "cycles/topics.html", context)


def edit_topic(request: SignedInRequest, pk: int, topic: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    row = get_object_or_404(queries.topics_of(cycle), pk=topic)
    require(rules.may_prepare(request.user, cycle))
    form = TopicForm(request.POST or None, instance=row, cycle=cycle)
    if request.method == "POST" and form.is_valid():
        actions.change_topic(row, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The topic is saved."))
        return redirect("cycles:list-topics", pk)
    return render(request, "cycles/edit_topic.html", {"cycle": cycle, "topic": row, "form": form})


@require_POST
def move_topic(request: SignedInRequest, pk: int, topic: int, places: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    row = get_object_or_404(cycle.topics, pk=topic)
    actions.move_topic(row, places, actor=request.user)
    return redirect("cycles:list-topics", pk)


@require_POST
def remove_topic(request: SignedInRequest, pk: int, topic: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    row = get_object_or_404(cycle.topics, pk=topic)
    actions.remove_topic(row, actor=request.user)
    messages.success(request, _("The topic is removed."))
    return redirect("cycles:list-topics", pk)


@require_POST
def take_over(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    changed = actions.take_over_topics(cycle, actor=request.user)
    said = ngettext("%(n)d topic follows the levels above.", "%(n)d topics follow the levels above.", changed)
    messages.success(request, said % {"n": changed})
    return redirect("cycles:list-topics", pk)


@require_POST
def carry_over(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    carried = actions.carry_over_topics(cycle, actor=request.user)
    said = ngettext("%(n)d topic is carried over.", "%(n)d topics are carried over.", carried)
    messages.success(request, said % {"n": carried})
    return redirect("cycles:list-topics", pk)


def answer_proposal(request: SignedInRequest, pk: int, proposal: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    row = get_object_or_404(queries.proposals_of(cycle), pk=proposal)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = actions.accept_proposal if "accept" in request.POST else actions.decline_proposal
        answer(row, form.cleaned_data["reason"], actor=request.user)
        messages.success(request, _("The answer is on record; the level above can read it."))
        return redirect("cycles:list-topics", pk)
    context = {
        "cycle": cycle,
        "proposal": row,
        "form": form,
        "lines": queries.lines_of_proposal(row),
        "refusal": rules.may_answer_proposal(request.user, row),
    }
    return render(request, "cycles/proposal.html", context)


@require_safe
def over_years(request: SignedInRequest, pk: int, topic: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    row = get_object_or_404(queries.topics_of(cycle), pk=topic)
    years = queries.topic_over_years(request.user, row)
    context = {
        "cycle": cycle,
        "topic": row,
        "same": [one for one in years if one.topic.lineage == row.lineage],
        "event": [one for one in years if one.topic.lineage != row.lineage],
    }
    return render(request, "cycles/over_years.html", context)


@require_safe
def download_topics(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    name = " ".join([cycle.title, _("topics")])
    return topic_workbook(name, topic_book(list(queries.topics_of(cycle))))


def topic_workbook(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=MIME)
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{name}.xlsx"
    )
    return response
