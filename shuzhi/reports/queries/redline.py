"""What changed between two rounds, word by word: Chinese words are cut first, then compared."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

import rjieba

from shuzhi.reports.models import characters_in
from shuzhi.reports.models.markup import Kind
from shuzhi.reports.models.parts import Line, Part, lines_of

# Two lines that share fewer of their words are not the same line mended, but one gone and one new.
LIKE = 0.4
# Where a whole page was written anew, lines are paired in their order: the exact pairing grows too dear.
MOST_PAIRS = 10_000


@dataclass(frozen=True, slots=True)
class Run:
    """Words that are "same", "new" or "gone"."""

    change: str
    text: str


@dataclass(frozen=True, slots=True)
class RedLine:
    """A line of the redline: "same", "mended", "new" or "gone"; `was` is its former kind when that changed."""

    kind: str
    spoken: bool
    change: str
    cells: tuple[tuple[Run, ...], ...]
    was: str = ""


@dataclass(frozen=True, slots=True)
class RedPart:
    """A part in both rounds with its lines, and how many characters came and went."""

    key: str
    title: str
    lines: tuple[RedLine, ...]
    came: int
    went: int

    @property
    def changed(self) -> bool:
        return any(line.change != "same" for line in self.lines)


def words_of(text: str) -> list[str]:
    """The words and signs of a text in their order; together they are the text."""
    words = rjieba.cut(text, False)
    return words if "".join(words) == text else list(text)


def redline(old: Sequence[Part], new: Sequence[Part]) -> list[RedPart]:
    """The parts of the newer text beside the older one; parts that are gone stand at the end."""
    before = {part.key: part for part in old}
    after = {part.key for part in new}
    pairs = [(part, before[part.key].text if part.key in before else "", part.text) for part in new]
    pairs += [(part, part.text, "") for part in old if part.key not in after]
    return [_part(part, was, now) for part, was, now in pairs]


def _part(part: Part, was: str, now: str) -> RedPart:
    lines = tuple(compare_lines(lines_of(was), lines_of(now)))
    runs = [run for line in lines for cell in line.cells for run in cell]
    came, went = (
        sum(characters_in(run.text) for run in runs if run.change == kind) for kind in ("new", "gone")
    )
    return RedPart(part.key, part.title, lines, came, went)


def compare_lines(old: list[Line], new: list[Line]) -> list[RedLine]:
    """Every line of both texts once: unchanged, mended word by word, new, or gone."""
    found: list[RedLine] = []
    was, now = ([(_what(line), line.text) for line in lines] for lines in (old, new))
    for tag, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [_whole(line, "same") for line in new[k:m]]
        else:
            found += _mended(old[i:j], new[k:m])
    return found


def compare_words(old: str, new: str) -> tuple[Run, ...]:
    """The words of both texts once, in reading order: what is gone before what is new."""
    was, now = words_of(old), words_of(new)
    runs: list[Run] = []
    for tag, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run("same", "".join(now[k:m])))
            continue
        runs += [Run("gone", "".join(was[i:j]))] if j > i else []
        runs += [Run("new", "".join(now[k:m]))] if m > k else []
    return tuple(_calm(runs))


def _calm(runs: list[Run]) -> list[Run]:
    """Folds single signs left standing between two changes into them: fewer marks read more easily."""
    found: list[Run] = []
    gone = new = ""
    for place, run in enumerate(runs):
        inside = 0 < place < len(runs) - 1
        if run.change == "same" and not (inside and len(run.text) == 1):
            found += [*_changed(gone, new), run]
            gone = new = ""
            continue
        gone += run.text if run.change in ("gone", "same") else ""
        new += run.text if run.change in ("new", "same") else ""
    return [*found, *_changed(gone, new)]


def _changed(gone: str, new: str) -> list[Run]:
    return [Run(change, text) for change, text in (("gone", gone), ("new", new)) if text]


def _whole(line: Line, change: str) -> RedLine:
    return RedLine(line.kind, line.spoken, change, tuple((Run(change, cell.text),) for cell in line.cells))


def _mended(old: list[Line], new: list[Line]) -> list[RedLine]:
    found: list[RedLine] = []
    i = k = 0
    for one, two in [*_pairs(old, new), (len(old), len(new))]:
        found += [_whole(line, "gone") for line in old[i:one]]
        found += [_whole(line, "new") for line in new[k:two]]
        if one < len(old):
            found.append(_pair(old[one], new[two]))
        i, k = one + 1, two + 1
    return found


def _pair(old: Line, new: Line) -> RedLine:
    cells = tuple(compare_words(was.text, now.text) for was, now in zip(old.cells, new.cells, strict=True))
    return RedLine(new.kind, new.spoken, "mended", cells, _what(old) if _what(old) != _what(new) else "")


def _what(line: Line) -> str:
    return "spoken" if line.spoken else str(line.kind)


def _pairs(old: list[Line], new: list[Line]) -> list[tuple[int, int]]:
    """Which old line became which new one: the pairing, in order, that shares the most."""
    if len(old) * len(new) > MOST_PAIRS:
        likes = ((n, n, _likeness(*lines)) for n, lines in enumerate(zip(old, new, strict=False)))
        return [(one, two) for one, two, like in likes if like >= LIKE]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    like = [[_likeness(one, two) for two in new] for one in old]
    for i in reversed(range(len(old))):
        for k in reversed(range(len(new))):
            together = best[i + 1][k + 1] + like[i][k] if like[i][k] >= LIKE else 0.0
            best[i][k] = max(best[i + 1][k], best[i][k + 1], together)
    found, i, k = [], 0, 0
    while i < len(old) and k < len(new):
        if like[i][k] >= LIKE and best[i][k] == best[i + 1][k + 1] + like[i][k]:
            found.append((i, k))
            i, k = i + 1, k + 1
        elif best[i][k] == best[i + 1][k]:
            i += 1
        else:
            k += 1
    return found


def _likeness(old: Line, new: Line) -> float:
    """The share of characters, counted with their neighbours, that both lines have."""
    if len(old.cells) != len(new.cells) or (old.kind == Kind.ROW) != (new.kind == Kind.ROW):
        return 0.0
    one, two = (Counter(_couples(line.text)) for line in (old, new))
    return 2 * sum((one & two).values()) / max(1, one.total() + two.total())


def _couples(text: str) -> list[str]:
    return ["".join(couple) for couple in pairwise(f" {text} ")]
