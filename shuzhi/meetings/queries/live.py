"""What the pages of the day ask every few seconds: has anything changed in the hall?

The answer names nobody: two digests, whether the meeting runs, and how soon to ask again. A page fetches the
heavy part only when a digest differs from the one it shows. One process asks the database at most once a second
for each meeting.
"""

import hashlib
import json
import time
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.db.models import Count, Q

from shuzhi.meetings.models import Meeting
from shuzhi.meetings.queries.pace import Pace
from shuzhi.meetings.states import State
from shuzhi.web.steps import said_by_steps

FRESH = 1.0
MOST_KEPT = 200
_kept: dict[str, tuple[float, "HallState"]] = {}
_pace = Pace()


@dataclass(frozen=True, slots=True)
class HallState:
    """What stands behind the address: the body of the answer and its tag."""

    body: bytes
    etag: str


def hall_key(meeting: Meeting) -> str:
    """The unguessable part of the address: whoever sees a page of the meeting was given it."""
    return _signer().sign(str(meeting.pk))


def meeting_of(key: str) -> int | None:
    """The meeting that a key was made for, nothing for a key that this server did not make."""
    try:
        return int(_signer().unsign(key))
    except (BadSignature, ValueError):
        return None


def hall_version(meeting: int) -> str | None:
    """A digest of all that the hall sees of a meeting: its state, every step, question and comment."""
    rows = Meeting.objects.filter(pk=meeting).order_by("items__order", "items__pk")
    answered = Q(items__questions__in_writing=True) | Q(items__questions__answer__gt="")
    facts = list(
        rows.annotate(
            asked=Count("items__questions", distinct=True),
            answered=Count("items__questions", filter=answered, distinct=True),
            said=Count("items__comments", distinct=True),
        ).values_list(
            "state",
            "title",
            "minutes_each",
            "items__pk",
            "items__order",
            "items__step",
            "items__step_since",
            "asked",
            "answered",
            "said",
        )
    )
    return _digest(facts) if facts else None


def ballot_version(meeting: int) -> str:
    """A digest of what later steps show in the hall; a step says it by `hall_facts` in its AppConfig."""
    return _digest([ask(meeting) for ask in said_by_steps("hall_facts")])


def ballot_is_done(meeting: int) -> bool:
    """Whether what was rated here is declared; a later step says it by `ballot_is_done` in its AppConfig."""
    return any(ask(meeting) for ask in said_by_steps("ballot_is_done"))


def is_running(meeting: int) -> bool:
    """Whether pages ask every few seconds, or rarely."""
    return Meeting.objects.filter(pk=meeting, state=State.RUNNING).exists()


def fresh_state(key: str) -> HallState | None:
    """The answer that is not older than a second, without a look at the database; nothing where there is none."""
    until, state = _kept.get(key, (0.0, None))
    return state if state is not None and time.monotonic() < until else None


def hall_state(key: str) -> HallState | None:
    """The answer for this key, asked of the database where the last one is too old."""
    soon = _pace.look()
    if found := fresh_state(key):
        return found
    meeting = meeting_of(key)
    version = hall_version(meeting) if meeting is not None else None
    if meeting is None or version is None:
        return None
    told = {"v": version, "b": ballot_version(meeting), "on": int(is_running(meeting)), "s": soon}
    body = json.dumps(told, separators=(",", ":")).encode()
    state = HallState(body, f'"{hashlib.sha256(body).hexdigest()[:16]}"')
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[key] = (time.monotonic() + FRESH, state)
    return state


def forget_states() -> None:
    """The next question is asked of the database."""
    _kept.clear()


def _digest(facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:12]


def _signer() -> Signer:
    return Signer(sep=".", salt="meetings.hall")
