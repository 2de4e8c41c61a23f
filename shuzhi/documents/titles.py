"""A long title is set in lines of about the same length, broken between words and never before a particle."""

import rjieba

from shuzhi.documents.measures import TEXT_WIDTH, TITLE_SIZE, width_of

ROOM = int(TEXT_WIDTH / TITLE_SIZE)
NOT_FIRST = frozenset("的、，。：；！？）》」』”’)]")
NOT_LAST = frozenset("（《「『“‘([")


def balanced(text: str) -> list[str]:
    """The title in as few lines as it needs, each as long as the others as far as its words allow."""
    count = -(-int(width_of(text) + 0.5) // ROOM)
    if count < 2:
        return [text]
    lines: list[str] = []
    pieces = _pieces(text)
    while len(lines) < count - 1 and len(pieces) > 1:
        rest = sum(width_of(piece) for piece in pieces)
        cut = _cut(pieces, rest / (count - len(lines)))
        lines.append("".join(pieces[:cut]).strip())
        pieces = pieces[cut:]
    return [*lines, "".join(pieces).strip()]


def _pieces(text: str) -> list[str]:
    """Words, with what may not begin or end a line tied to its neighbour."""
    pieces: list[str] = []
    for word in rjieba.cut(text):
        if pieces and (word[0] in NOT_FIRST or pieces[-1][-1] in NOT_LAST):
            pieces[-1] += word
        else:
            pieces.append(word)
    return pieces


def _cut(pieces: list[str], wanted: float) -> int:
    """After how many pieces the line comes nearest to the wanted width without passing the room."""
    best, width = 1, 0.0
    nearest = float("inf")
    for place, piece in enumerate(pieces[:-1], 1):
        width += width_of(piece)
        if width > ROOM and place > 1:
            break
        if abs(width - wanted) < nearest:
            best, nearest = place, abs(width - wanted)
    return best
