"""Paths for many new nodes at once: one read of what is there, no query for each node."""

from collections.abc import Iterable

from shuzhi.organisations.models import Organisation

STEP = Organisation.steplen
ALPHABET = Organisation.alphabet
LONGEST = Organisation._meta.get_field("path").max_length  # noqa: SLF001 - Django's public way to a field


class FreeSteps:
    """Gives out the next free path below any parent, as the tree itself would, one after the other."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.last: dict[str, int] = {}
        for path in paths:
            parent, step = path[:-STEP], _number(path[-STEP:])
            if step > self.last.get(parent, 0):
                self.last[parent] = step

    def below(self, parent_path: str) -> str:
        step = self.last.get(parent_path, 0) + 1
        self.last[parent_path] = step
        path = parent_path + _text(step)
        if len(path) > (LONGEST or 0):
            raise ValueError(f"The tree is deeper than {LONGEST} characters of path allow.")
        return path


def _number(step: str) -> int:
    return int(step, len(ALPHABET))


def _text(step: int) -> str:
    digits = ""
    while step:
        step, rest = divmod(step, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    if len(digits) > STEP:
        raise ValueError("A parent has more children than its paths can number.")
    return digits.rjust(STEP, ALPHABET[0])
