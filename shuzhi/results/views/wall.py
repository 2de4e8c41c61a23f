"""The result on the wall of the hall."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.meetings.queries import halls_for
from shuzhi.meetings.rules import may_view
from shuzhi.results.queries.wall import wall_of
from shuzhi.web.refusal import require


@require_safe
def show_on_wall(request: SignedInRequest, meeting_pk: int) -> HttpResponse:
    meeting = get_object_or_404(halls_for(request.user), pk=meeting_pk)
    require(may_view(request.user, meeting))
    return render(request, "results/_wall.html", {"meeting": meeting, "wall": wall_of(meeting)})
