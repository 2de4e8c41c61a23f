"""A paper ballot is cast as a phone's: the same seal, the same decision, the same write; its set number is its code."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.conf import settings
from django.db import connections

from shuzhi.ballots import issuing, paper
from shuzhi.ballots.codes import mark_of
from shuzhi.ballots.door.arriving import arrive
from shuzhi.ballots.door.deciding import Outcome
from shuzhi.ballots.door.postgresql import PostgresStore
from shuzhi.ballots.door.sqlite import SqliteStore
from shuzhi.ballots.door.store import Found, Store
from shuzhi.ballots.paper.layout import shown_mark
from shuzhi.ballots.sheet import Channel, Sheet, SheetRow

BOX = "box"
MOST_IN_A_GROUP = 200
Choices = Sequence[Sequence[int | str | None]]


@dataclass(frozen=True, slots=True)
class PaperBallot:
    """A whole set as read: its number and what was marked, reporter by reporter, as a phone would send it."""

    number: str
    choices: Choices


def issue_numbers(form_id: str, group: str, wanted: int) -> list[str]:
    """Fresh set numbers, each with a slip and a blank row in the box, as a phone's code has them."""
    numbers = _unused(form_id, wanted)
    codes = iter([code_of(form_id, number) for number in numbers])
    issuing.add_slips(form_id, {group: wanted}, Channel.PAPER, lambda: next(codes))
    return numbers


def find(form_id: str, number: str) -> Found | None:
    """What the box knows of a set number; None when it was never printed for this form."""
    found = _store().find(_mark(form_id, number))
    return found if found and (found.form, found.channel) == (form_id, Channel.PAPER) else None


def void(form_id: str, number: str) -> bool:
    """Whether the set's slip was fresh and is now void; a cast at the same moment wins or loses, never both."""
    return issuing.void_slip(_mark(form_id, number))


def cast(form_id: str, ballots: Sequence[PaperBallot]) -> Mapping[str, Outcome]:
    """Casts whole sets, in drawn order, and says by number what became of each.

    USED is a set that is in the box already: only paper spends a paper's slip, so it was this one.
    """
    drawn = sorted(ballots, key=lambda ballot: secrets.token_bytes(8))
    outcomes: dict[str, Outcome] = {}
    for first in range(0, len(drawn), MOST_IN_A_GROUP):
        outcomes |= _cast_group(form_id, drawn[first : first + MOST_IN_A_GROUP])
    return outcomes


def settle_down() -> None:
    """Leaves no trace of what came last, as the door does in each of its pauses."""
    if not connections[BOX].in_atomic_block:
        _store().settle_down()


def is_blank(choices: Choices) -> bool:
    """Whether nothing at all was marked."""
    return all(choice is None for line in choices for choice in line)


def as_sent(row: SheetRow, place: int | None) -> int | str | None:
    """A place on the scale as a phone would send it: an option's place, or a mark as written."""
    if place is None or row.options:
        return place
    return shown_mark(Fraction(row.low) + place * Fraction(row.step))


def code_of(form_id: str, number: str) -> str:
    """What a set is called where a phone has its code; no phone can type it."""
    return f"paper {form_id} {number}"


def _cast_group(form_id: str, ballots: Sequence[PaperBallot]) -> dict[str, Outcome]:
    outcomes: dict[str, Outcome] = {}
    casts = {}
    for ballot in ballots:
        found = find(form_id, ballot.number)
        if found is None:
            outcomes[ballot.number] = Outcome.UNKNOWN
            continue
        # A nonce that nobody keeps: the receipt inside the seal leads nobody from a number to a ballot.
        arrival = arrive(
            found,
            Sheet.from_text(found.sheet),
            ballot.choices,
            code=code_of(form_id, ballot.number),
            nonce=secrets.token_hex(32),
            key=settings.SLIP_KEY,
            channel=Channel.PAPER,
        )
        casts[ballot.number] = arrival.cast
    return outcomes | dict(zip(casts, _store().commit(list(casts.values())), strict=True))


def _unused(form_id: str, wanted: int) -> list[str]:
    numbers: list[str] = []
    while len(numbers) < wanted:
        drawn = paper.new_numbers(wanted - len(numbers), numbers)
        # Ten million numbers are few: one that is printed already is drawn again.
        numbers += [number for number in drawn if not issuing.slip_is(_mark(form_id, number))]
    return numbers


def _mark(form_id: str, number: str) -> str:
    return mark_of(code_of(form_id, number), settings.SLIP_KEY)


def _store() -> Store:
    box = connections[BOX]
    box.ensure_connection()
    return SqliteStore.on(box.connection) if box.vendor == "sqlite" else PostgresStore.on(box.connection)
