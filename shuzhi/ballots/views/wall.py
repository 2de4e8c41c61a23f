"""What the whole hall may see of a ballot: whether it is open, a coarse turnout, the root after closing."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.ballots import counting
from shuzhi.ballots.models.keys import Closing
from shuzhi.ballots.models.session import BallotSession
from shuzhi.meetings.models import Meeting
from shuzhi.meetings.queries import halls_for
from shuzhi.meetings.rules import may_view
from shuzhi.web.refusal import require

SHORT = 16


@dataclass(frozen=True, slots=True)
class WallLine:
    """One ballot on the wall."""

    session: BallotSession
    turnout: int | None = None
    closing: Closing | None = None

    @property
    def root(self) -> str:
        """The beginning of the root, in fours: to be read aloud and compared with the published one."""
        text = self.closing.root[:SHORT] if self.closing else ""
        return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


@require_safe
def show_on_wall(request: SignedInRequest, meeting_pk: int) -> HttpResponse:
    meeting = get_object_or_404(halls_for(request.user), pk=meeting_pk)
    require(may_view(request.user, meeting))
    return render(request, "ballots/_wall.html", {"meeting": meeting, "lines": wall_of(meeting)})


def wall_of(meeting: Meeting) -> list[WallLine]:
    """The ballots of a meeting as the hall sees them; nothing of a ballot that is only prepared."""
    sessions = BallotSession.objects.filter(meeting=meeting).select_related("closing").order_by("form")
    return [
        WallLine(one, counting.turnout(one.box_form) if one.is_open else None, getattr(one, "closing", None))
        for one in sessions
        if not one.is_prepared
    ]


def hall_facts(meeting: int) -> list[object]:
    """What makes the wall and the panel differ: states, and the turnout in its coarse steps."""
    rows = BallotSession.objects.filter(meeting=meeting).order_by("pk")
    return [
        (one.pk, one.state, counting.turnout(one.box_form) if one.is_open else None)
        for one in rows.only("state", "box_form")
    ]


def ballot_is_done(meeting: int) -> bool:
    """Whether a meeting had ballots and each of them is declared."""
    sessions = list(BallotSession.objects.filter(meeting=meeting).only("declared_at"))
    return bool(sessions) and all(session.declared_at for session in sessions)
