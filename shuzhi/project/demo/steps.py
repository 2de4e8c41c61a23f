"""How the demo tells what it does: one line a step, with a bar while it works and what it produced at the end."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

Thing = TypeVar("Thing")
WIDTH = 24
ERASE = "\r\x1b[2K"


class Steps:
    """Numbered steps on a stream; the bar moves only where somebody watches."""

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self.total = total
        self.done = 0
        self.stream = stream or sys.stdout
        self.live = self.stream.isatty()
        self.title = ""
        self.began = 0.0

    def begin(self, title: str) -> None:
        """The next step starts."""
        self.title, self.began = title, time.monotonic()
        self.draw(0, 0)

    def over(self, things: Iterable[Thing], total: int) -> Iterator[Thing]:
        """The things one by one, the bar moving."""
        for number, thing in enumerate(things, start=1):
            yield thing
            self.draw(number, total)

    def draw(self, number: int, total: int) -> None:
        """The bar at its present place."""
        if not self.live:
            return
        full = WIDTH * number // total if total else 0
        figure = f" {number}/{total}" if total else ""
        self.stream.write(
            f"{ERASE}[{self.done + 1:>2}/{self.total}] {self.title} {'█' * full}{'░' * (WIDTH - full)}{figure}"
        )
        self.stream.flush()

    def end(self, produced: str) -> None:
        """The step is done and this is what it produced."""
        self.done += 1
        seconds = time.monotonic() - self.began
        start = ERASE if self.live else ""
        self.stream.write(
            f"{start}[{self.done:>2}/{self.total}] {self.title}：{produced}（{seconds:.1f} s）\n"
        )
        self.stream.flush()
