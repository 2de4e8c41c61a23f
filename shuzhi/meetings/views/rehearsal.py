from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.meetings import actions, queries


@require_POST
def rehearse(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    made = actions.rehearse(meeting, actor=request.user)
    messages.success(request, _("The rehearsal stands ready. Everything works as on the day."))
    return redirect("meetings:show-meeting", made.pk)
