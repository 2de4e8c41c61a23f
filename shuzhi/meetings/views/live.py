"""The small answer that every page of the day asks for; it needs no session and writes nothing."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.views.decorators.http import require_safe

from shuzhi.meetings.models import Meeting
from shuzhi.meetings.queries import live


@login_not_required
@require_safe
def hall_state(request: HttpRequest, key: str) -> HttpResponse:
    state = live.hall_state(key)
    if state is None:
        raise Http404
    unchanged = request.headers.get("If-None-Match") == state.etag
    response = HttpResponseNotModified() if unchanged else HttpResponse(state.body, "application/json")
    response["ETag"] = state.etag
    response["Cache-Control"] = "max-age=1"
    return response


def live_address(meeting: Meeting) -> str:
    """Where the pages of the day ask whether anything has changed."""
    return reverse("meetings:hall-state", args=[live.hall_key(meeting)])
