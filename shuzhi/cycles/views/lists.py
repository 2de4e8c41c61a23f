from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.audit.queries import history_of
from shuzhi.cycles import actions, queries, rules
from shuzhi.cycles.forms.topic_book import read_topic_book
from shuzhi.cycles.forms.topics import IssuedTopicForm, ListFilterForm, NewListForm, TopicBookForm
from shuzhi.cycles.queries.topic_book import topic_book
from shuzhi.cycles.states import Stage
from shuzhi.cycles.views.topics import topic_workbook
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import require


@require_safe
def list_lists(request: SignedInRequest) -> HttpResponse:
    form = ListFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    context = {
        "form": form,
        "page": page_of(request, queries.lists_shown(queries.lists_for(request.user), **wanted)),
        "can_create": queries.issuers_for(request.user).exists(),
    }
    return render(request, "cycles/lists.html", context)


def create_list(request: SignedInRequest) -> HttpResponse:
    issuers = queries.issuers_for(request.user)
    form = NewListForm(request.POST or None, issuers=issuers, initial=queries.usual_year())
    if request.method == "POST" and form.is_valid():
        made = actions.create_list(**form.cleaned_data, actor=request.user)
        messages.success(request, _("The list is begun. Write its topics, or read them from a workbook."))
        return redirect("cycles:show-list", made.pk)
    return render(request, "cycles/create_list.html", {"form": form, "can_create": issuers.exists()})


def show_list(request: SignedInRequest, pk: int) -> HttpResponse:
    row = queries.list_or_404(request.user, pk)
    refusal = rules.may_change_list(request.user, row)
    form = IssuedTopicForm(request.POST or None, topic_list=row)
    if request.method == "POST" and form.is_valid():
        actions.add_issued(row, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The topic is added."))
        return redirect("cycles:show-list", pk)
    context = {
        "list": row,
        "topics": list(row.topics.prefetch_related("parts")),
        "form": form,
        "refusal": refusal,
        "no_issuing": rules.may_issue_list(request.user, row),
        "no_edition": rules.may_revise_list(request.user, row),
        "is_own": rules.may_create_list(request.user, row.issuer, row.guides) is None,
        "intact": queries.list_is_intact(row),
        "answers": queries.answers_to(row).filter(cycle__in=queries.cycles_for(request.user)),
        "history": history_of(row, limit=12),
    }
    return render(request, "cycles/show_list.html", context)


def issue_list(request: SignedInRequest, pk: int) -> HttpResponse:
    row = queries.list_or_404(request.user, pk)
    if request.method == "POST":
        proposals = actions.issue_list(row, actor=request.user)
        said = ngettext(
            "The list is issued; %(n)d proposal went to cycles that are open.",
            "The list is issued; %(n)d proposals went to cycles that are open.",
            len(proposals),
        )
        messages.success(request, said % {"n": len(proposals)})
        return redirect("cycles:show-list", pk)
    context = {
        "list": row,
        "topics": row.topics.count(),
        "preparing": rules.cycles_reached(row, Stage.PREPARING).count(),
        "open": rules.cycles_reached(row, Stage.OPEN).count(),
        "refusal": rules.may_issue_list(request.user, row),
    }
    return render(request, "cycles/issue_list.html", context)


@require_POST
def revise_list(request: SignedInRequest, pk: int) -> HttpResponse:
    draft = actions.revise_list(queries.list_or_404(request.user, pk), actor=request.user)
    messages.success(
        request, _("This is the draft of the new edition; the one in force stands until it is issued.")
    )
    return redirect("cycles:show-list", draft.pk)


@require_POST
def carry_list_over(request: SignedInRequest, pk: int) -> HttpResponse:
    draft = actions.carry_list_over(queries.list_or_404(request.user, pk), actor=request.user)
    messages.success(request, _("This is the draft for the next year, with the topics that stay."))
    return redirect("cycles:show-list", draft.pk)


@require_POST
def drop_list(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.drop_list(queries.list_or_404(request.user, pk), actor=request.user)
    messages.success(request, _("The draft is dropped."))
    return redirect("cycles:list-lists")


def edit_issued(request: SignedInRequest, pk: int, topic: int) -> HttpResponse:
    row = queries.list_or_404(request.user, pk)
    issued = get_object_or_404(row.topics, pk=topic)
    require(rules.may_change_list(request.user, row))
    form = IssuedTopicForm(request.POST or None, instance=issued, topic_list=row)
    if request.method == "POST" and form.is_valid():
        actions.change_issued(issued, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The topic is saved."))
        return redirect("cycles:show-list", pk)
    return render(request, "cycles/edit_issued.html", {"list": row, "topic": issued, "form": form})


@require_POST
def move_issued(request: SignedInRequest, pk: int, topic: int, places: int) -> HttpResponse:
    issued = get_object_or_404(queries.list_or_404(request.user, pk).topics, pk=topic)
    actions.move_issued(issued, places, actor=request.user)
    return redirect("cycles:show-list", pk)


@require_POST
def remove_issued(request: SignedInRequest, pk: int, topic: int) -> HttpResponse:
    issued = get_object_or_404(queries.list_or_404(request.user, pk).topics, pk=topic)
    actions.remove_issued(issued, actor=request.user)
    messages.success(request, _("The topic is removed."))
    return redirect("cycles:show-list", pk)


@require_safe
def download_list(request: SignedInRequest, pk: int) -> HttpResponse:
    row = queries.list_or_404(request.user, pk)
    return topic_workbook(row.title, topic_book(list(row.topics.prefetch_related("parts"))))


def import_list(request: SignedInRequest, pk: int) -> HttpResponse:
    row = queries.list_or_404(request.user, pk)
    require(rules.may_change_list(request.user, row))
    form = TopicBookForm(request.POST or None, request.FILES or None)
    book = read_topic_book(form.cleaned_data["workbook"]) if form.is_valid() else None
    if book and not book.faults:
        taken = actions.fill_list(row, book.topics, actor=request.user)
        said = ngettext(
            "%(n)d topic is read from the workbook.", "%(n)d topics are read from the workbook.", taken
        )
        messages.success(request, said % {"n": taken})
        return redirect("cycles:show-list", pk)
    context = {"list": row, "form": form, "faults": book.faults if book else []}
    return render(request, "cycles/import_list.html", context, status=422 if book else 200)
