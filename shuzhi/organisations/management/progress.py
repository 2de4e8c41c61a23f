"""One line that says how far a long command is, and what it is doing."""

import time
from typing import IO

WIDTH = 28


class Progress:
    """A bar on a terminal; a line for each step where the output is kept in a file."""

    def __init__(self, out: IO[str], total: int) -> None:
        self.out = out
        self.total = total
        self.done = 0
        self.began = time.monotonic()
        self.is_terminal = bool(getattr(out, "isatty", lambda: False)())

    def step(self, said: str) -> None:
        self.done += 1
        filled = WIDTH * self.done // max(self.total, 1)
        bar = "█" * filled + "░" * (WIDTH - filled)
        line = f"[{bar}] {self.done}/{self.total}  {time.monotonic() - self.began:.0f} s  {said}"
        if self.is_terminal:
            self.out.write(f"\r\033[K{line}")
        else:
            self.out.write(f"{line}\n")
        self.out.flush()

    def close(self) -> None:
        if self.is_terminal and self.done:
            self.out.write("\n")
