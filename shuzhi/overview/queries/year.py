"""The organiser's year on one page, as one person may see it."""

from typing import Any

from shuzhi.accounts.models import User
from shuzhi.ballots.models.session import BallotSession
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.rules import opening_checks
from shuzhi.meetings.queries import meetings_for
from shuzhi.overview.queries.coverage import figures_of, grades_of, turnout_of
from shuzhi.overview.queries.lines import lines_of
from shuzhi.overview.queries.sight import sight_of
from shuzhi.overview.queries.steps import next_steps
from shuzhi.overview.queries.track import days_of, track_of
from shuzhi.results.models import Publication

MOST_NAMES = 24


def year_of(user: User, cycle: Cycle, which: str = "") -> dict[str, Any]:
    """Everything the page shows. `which` narrows the lines to those that are complete or still open."""
    sight = sight_of(user, cycle)
    lines = [] if cycle.is_preparing else lines_of(user, cycle, sight)
    held = list(meetings_for(user).filter(cycle=cycle).order_by("date", "pk"))
    sessions = _sessions(cycle) if sight.meetings else []
    checks = opening_checks(cycle) if cycle.is_preparing and sight.runs else []
    track = track_of(cycle, sight, lines, sessions, checks)
    steps = next_steps(user, cycle, lines, held, sessions)
    missing = [line for line in lines if line.missing] if sight.reports or sight.figures else []
    return {
        "sight": sight,
        "track": track,
        "next": steps[0] if steps else None,
        "later": steps[1:],
        "days": days_of(cycle, track, lines),
        "checks": [check for check in checks if check.refusal],
        "missing": missing[:MOST_NAMES],
        "more_missing": max(0, len(missing) - MOST_NAMES),
        "lines": _chosen(lines, which),
        "line_count": len(lines),
        "complete_count": sum(line.complete for line in lines),
        "open_count": sum(not line.complete for line in lines),
        "columns": {
            name: any(getattr(line, name) is not None for line in lines)
            for name in ("report", "meeting", "result", "feedback", "problems")
        },
        "figures": figures_of(cycle, lines) if sight.figures and lines else [],
        "turnout": turnout_of(sessions) if sight.slips else [],
        "published": Publication.objects.filter(cycle=cycle).exists(),
        "grades": grades_of(cycle, lines) if sight.results else [],
    }


def _sessions(cycle: Cycle) -> list[BallotSession]:
    rows = BallotSession.objects.filter(meeting__cycle=cycle, meeting__rehearsal=False).select_related(
        "meeting__cycle__organiser", "first_declarer"
    )
    return list(
        rows.defer("meeting__cycle__rulebook_text").prefetch_related("issues").order_by("meeting", "form")
    )


def _chosen(lines: list[Any], which: str) -> list[Any]:
    if which == "complete":
        return [line for line in lines if line.complete]
    if which == "open":
        return [line for line in lines if not line.complete]
    return lines
