"""A topic's answers side by side."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.cycles.models import Topic
from shuzhi.cycles.queries import cycles_for
from shuzhi.reports import queries
from shuzhi.web.sheets import workbook_response


@require_safe
def side_by_side(request: SignedInRequest, topic: int) -> HttpResponse:
    found = get_object_or_404(
        Topic.objects.filter(cycle__in=cycles_for(request.user)).select_related("cycle"), pk=topic
    )
    wanted = {name: request.GET.get(name, "") for name in ("category", "text")}
    answers = queries.answers_side_by_side(request.user, found, **wanted)
    if request.GET.get("export") == "xlsx":
        return workbook_response(str(found), *queries.answers_sheet(answers))
    handed_in = [one for one in answers if one.round]
    context = {
        "topic": found,
        "cycle": found.cycle,
        "answers": [one for one in handed_in if one.is_given],
        "silent": [one for one in handed_in if not one.is_given],
        "waiting": [one for one in answers if not one.round],
        "categories": queries.categories_asked(request.user, found),
        "wanted": wanted,
    }
    return render(request, "reports/side_by_side.html", context)


@require_safe
def topic_answered(request: SignedInRequest, topic: int) -> HttpResponse:
    """How many answered, as a piece of the page of a topic over the years."""
    rows = Topic.objects.filter(cycle__in=cycles_for(request.user)).select_related("cycle")
    found = get_object_or_404(rows, pk=topic)
    answers = queries.answers_side_by_side(request.user, found)
    context = {
        "topic": found,
        "count": sum(one.is_given for one in answers),
        "done": sum(one.done for one in answers),
        "parts": sum(len(one.parts) for one in answers),
    }
    return render(request, "reports/_topic_answered.html", context)
