"""Where a passage of one round stands in another: still there, changed, or gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from shuzhi.reports.models import Part, ReturnNote, parts_of
from shuzhi.reports.models.editions import Edition
from shuzhi.reports.queries.redline import words_of
from shuzhi.reports.states import AnchorState

# A passage of which less is left counts as gone.
LEFT = 0.3
AROUND = 24
# A shorter quote may stand anywhere by chance, so it is not looked for in other parts.
LONG_ENOUGH = 6


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the passage of a note stands in a text: in `part` from `start` to before `end`."""

    state: AnchorState
    part: str
    start: int = 0
    end: int = 0
    quote: str = ""


def anchors_in(notes: Sequence[ReturnNote], edition: Edition) -> dict[int, Anchor]:
    """The anchor of every note in an edition, by the key of the note."""
    parts = parts_of(edition.sections, edition.answers)
    rounds: dict[int, list[Part]] = {}
    found = {}
    for note in notes:
        if note.edition_id not in rounds:
            rounds[note.edition_id] = parts_of(note.edition.sections, note.edition.answers)
        found[note.pk] = _anchor_of(note, rounds[note.edition_id], parts)
    return found


def _anchor_of(note: ReturnNote, old: Sequence[Part], new: Sequence[Part]) -> Anchor:
    was, now = ({part.key: part.text for part in parts}.get(note.section) for parts in (old, new))
    if not note.quote:
        state = AnchorState.WHOLE if now is not None or not note.section else AnchorState.GONE
        return Anchor(state, note.section)
    if now is not None and was is not None:
        there = anchor(note.quote, note.start, was, now)
        if there[0] != AnchorState.GONE:
            return _placed(note.section, now, there)
    for part in new if len(note.quote) >= LONG_ENOUGH else []:
        if (start := part.text.find(note.quote)) >= 0:
            return _placed(part.key, part.text, (AnchorState.THERE, start, start + len(note.quote)))
    return Anchor(AnchorState.GONE, note.section)


def _placed(part: str, text: str, there: tuple[AnchorState, int, int]) -> Anchor:
    state, start, end = there
    return Anchor(state, part, start, end, text[start:end])


def anchor(quote: str, start: int, was: str, now: str) -> tuple[AnchorState, int, int]:
    """Finds a passage of an older text in a newer one.

    The same words win: of several places the one in the most similar surroundings. Otherwise the words that
    are left lead to the place, as long as enough of them are left.
    """
    places = list(_places(quote, now))
    if places:
        before, after = was[max(0, start - AROUND) : start], was[start + len(quote) :][:AROUND]
        moved = len(now) - len(was)
        best = max(places, key=lambda at: (_alike(quote, at, now, before, after), -abs(at - start - moved)))
        return AnchorState.THERE, best, best + len(quote)
    return _what_is_left(start, start + len(quote), was, now)


def _places(quote: str, text: str) -> list[int]:
    found, at = [], text.find(quote)
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1)
    return found


def _alike(quote: str, at: int, now: str, before: str, after: str) -> int:
    """How many characters right before and right after the place are the same as they were."""
    return _shared(before[::-1], now[max(0, at - AROUND) : at][::-1]) + _shared(after, now[at + len(quote) :])


def _shared(one: str, two: str) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two))
    )


def _what_is_left(start: int, end: int, was: str, now: str) -> tuple[AnchorState, int, int]:
    left = 0
    first, last = len(now), 0
    for old, new, size in _same_runs(was, now):
        low, high = max(old, start), min(old + size, end)
        if low < high:
            left += high - low
            first, last = min(first, new + low - old), max(last, new + high - old)
    if left < LEFT * (end - start):
        return AnchorState.GONE, 0, 0
    return AnchorState.CHANGED, first, last


def _same_runs(was: str, now: str) -> list[tuple[int, int, int]]:
    """Runs of characters both texts have in the same order: place in the old, place in the new, length."""
    old, new = words_of(was), words_of(now)
    from_old, from_new = _starts(old), _starts(new)
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return [(from_old[i], from_new[k], from_old[i + n] - from_old[i]) for i, k, n in blocks if n]


def _starts(words: list[str]) -> list[int]:
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return starts
