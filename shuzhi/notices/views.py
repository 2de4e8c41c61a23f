from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.notices import actions, queries
from shuzhi.web.paging import page_of


@require_safe
def list_notices(request: SignedInRequest) -> HttpResponse:
    unread = request.GET.get("show") != "all"
    page = page_of(request, queries.notices_for(request.user, unread=unread), size=30)
    context = {
        "page": page,
        "lines": [(notice, queries.sentence_of(notice)) for notice in page],
        "unread": unread,
        "waiting": queries.unread_count(request.user),
    }
    return render(request, "notices/list.html", context)


@require_POST
def open_notice(request: SignedInRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(queries.notices_for(request.user), pk=pk)
    actions.mark_read(notice, actor=request.user)
    return redirect(notice.url)


@require_POST
def mark_read(request: SignedInRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(queries.notices_for(request.user), pk=pk)
    actions.mark_read(notice, actor=request.user)
    return redirect("notices:list-notices")


@require_POST
def mark_all_read(request: SignedInRequest) -> HttpResponse:
    count = actions.mark_all_read(actor=request.user)
    said = ngettext("%(n)d notice is marked as read.", "%(n)d notices are marked as read.", count)
    messages.success(request, said % {"n": count})
    return redirect("notices:list-notices")
