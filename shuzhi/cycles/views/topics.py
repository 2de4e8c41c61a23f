from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.cycles import actions, queries, rules
from shuzhi.cycles.forms.content import TopicForm
from shuzhi.web.refusal import require


def list_topics(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    refusal = rules.may_prepare(request.user, cycle)
    form = TopicForm(request.POST or None, cycle=cycle)
    if request.method == "POST" and form.is_valid():
        actions.add_topic(cycle, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The topic is added."))
        return redirect("cycles:list-topics", pk)
    context = {"cycle": cycle, "topics": list(cycle.topics.all()), "form": form, "refusal": refusal}
    return render(request, "cycles/topics.html", context)


def edit_topic(request: SignedInRequest, pk: int, topic: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    row = get_object_or_404(cycle.topics, pk=topic)
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
