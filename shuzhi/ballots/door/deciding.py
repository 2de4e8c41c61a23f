"""What becomes of each ballot of a batch: pure, and the same for every database."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shuzhi.ballots.sheet import BoxState, Channel, SlipState


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    USED = "used"
    UNKNOWN = "unknown"
    VOID = "void"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Cast:
    """A sealed ballot on its way; of the slip and of the phone's nonce it carries the keyed hashes only."""

    mark: str
    nonce: str
    form: str
    sealed: str
    channel: str = Channel.PHONE


@dataclass(slots=True)
class SlipRow:
    form: str
    group: str
    channel: str
    state: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the box says at the moment of the commit, under its lock."""

    states: Mapping[str, str]
    slips: Mapping[str, SlipRow]
    blanks: Mapping[tuple[str, str], list[str]]


@dataclass(slots=True)
class Changes:
    """What the commit writes: the nonce of each slip now spent, and the sealed text of each row now filled."""

    spent: dict[str, str] = field(default_factory=dict)
    filled: dict[str, str] = field(default_factory=dict)


REFUSED_BY_STATE = {
    BoxState.PREPARED: Outcome.NOT_OPEN,
    BoxState.CLOSED: Outcome.CLOSED,
    BoxState.COUNTED: Outcome.CLOSED,
}


def decide(batch: Iterable[Cast], standing: Standing) -> tuple[list[Outcome], Changes]:
    """One outcome for each cast, in order; a slip is spent at most once, also within the batch."""
    changes = Changes()
    return [_decide_one(cast, standing, changes) for cast in batch], changes


def _decide_one(cast: Cast, standing: Standing, changes: Changes) -> Outcome:
    slip = standing.slips.get(cast.mark)
    # By channel too: the number on a paper ballot, which eyes can read, is no code for a phone.
    if slip is None or (slip.form, slip.channel) != (cast.form, cast.channel):
        return Outcome.UNKNOWN
    if slip.state == SlipState.VOID:
        return Outcome.VOID
    if slip.state == SlipState.SPENT:
        # The answer to the first press was lost; the ballot is in, whatever the state is by now.
        return Outcome.ACCEPTED if secrets.compare_digest(slip.nonce, cast.nonce) else Outcome.USED
    if refused := REFUSED_BY_STATE.get(BoxState(standing.states[slip.form])):
        return refused
    blanks = standing.blanks.get((slip.form, slip.group))
    if not blanks:
        return Outcome.BROKEN
    row = blanks.pop(secrets.randbelow(len(blanks)))
    slip.state, slip.nonce = SlipState.SPENT, cast.nonce
    changes.spent[cast.mark] = cast.nonce
    changes.filled[row] = cast.sealed
    return Outcome.ACCEPTED
