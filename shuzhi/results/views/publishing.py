"""What everybody may know: the office looks at it before it is published, readers after."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from shuzhi.accounts.queries import signed_in
from shuzhi.cycles.queries import cycle_or_404
from shuzhi.results import actions, rules
from shuzhi.results.models import Settlement
from shuzhi.results.queries import pages, publishing
from shuzhi.web.keys import key_from
from shuzhi.web.refusal import require


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = cycle_or_404(signed_in(request), pk)
    require(rules.may_see_what_would_be_published(signed_in(request), cycle))
    settlement = get_object_or_404(Settlement.objects.filter(cycle=cycle)[:1])
    if request.method == "POST":
        chosen = get_object_or_404(
            Settlement, cycle=cycle, number=key_from(request.POST.get("settlement")) or 0
        )
        seen = key_from(request.POST.get("seen")) or 0
        made = actions.publish_results(chosen, seen=seen, actor=signed_in(request))
        messages.success(request, _("Edition %(number)d is published.") % {"number": made.number})
        return redirect("results:show-published", cycle.pk)
    lines, said = publishing.plan_of(settlement)
    editions = publishing.publications_of(cycle)
    context: dict[str, Any] = {
        "cycle": cycle,
        "settlement": settlement,
        "refusal": rules.may_publish_results(signed_in(request), settlement),
        "editions": editions,
        "seen": editions[0].number if editions else 0,
        "held_back": publishing.held_back(said, lines),
        **publishing.table_of(lines, pages.grade_names(cycle), publishing.policy_of(cycle)),
    }
    return render(request, "results/publish.html", context)


@require_GET
def show_published(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = cycle_or_404(signed_in(request), pk)
    editions = publishing.publications_of(cycle)
    if not editions:
        raise Http404
    newest = editions[0]
    table = publishing.table_of(newest.lines, pages.grade_names(cycle), publishing.policy_of(cycle))
    return render(
        request,
        "results/published.html",
        {"cycle": cycle, "publication": newest, "editions": editions, **table},
    )
