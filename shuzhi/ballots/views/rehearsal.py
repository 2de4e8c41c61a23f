from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.ballots import actions
from shuzhi.ballots.models.session import BallotSession
from shuzhi.meetings.queries import halls_for
from shuzhi.meetings.rules import may_discard_rehearsal


@require_http_methods(["GET", "POST"])
def discard_rehearsal(request: SignedInRequest, meeting_pk: int) -> HttpResponse:
    meeting = get_object_or_404(halls_for(request.user), pk=meeting_pk)
    if request.method == "POST":
        actions.discard_rehearsal(meeting, actor=request.user)
        messages.success(request, _("The rehearsal is deleted; the log keeps that it was."))
        return redirect("meetings:list-meetings")
    context = {
        "meeting": meeting,
        "cycle": meeting.cycle,
        "refusal": may_discard_rehearsal(request.user, meeting),
        "ballots": BallotSession.objects.filter(meeting=meeting).count(),
    }
    return render(request, "ballots/discard_rehearsal.html", context)
