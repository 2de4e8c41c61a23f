"""How soon a page of the day should look again, so that many pages together ask little of the server.

A few pages look every few seconds. A thousand that did so would take a fifth of a core for nothing; they are
told to look less often, and so they ask together about `LOOKS` times a second. Projectors and the control page,
of which there are a few, keep their own pace.
"""

import threading
import time
from collections.abc import Callable

# Looks a second that one process answers without being noticed: about 3 % of a core (docs/benchmarks.md, Casting).
LOOKS = 60.0
RUNGS = (5, 8, 12, 17, 25, 40)
# What the page adds by chance, on average, in seconds; static/meetings/live.js.
JITTER = 1.0


class Pace:
    """Counts the looks of one process and says, in seconds, how long a page waits before the next."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._since = clock()
        self._looks = 0
        self.told = RUNGS[0]

    def look(self) -> int:
        """One page looks; what it is told."""
        now = self._clock()
        with self._lock:
            passed = now - self._since
            # Twice the pace: every page has looked at least once, also one that was told the pace before.
            if passed >= 2 * (self.told + JITTER):
                pages = self._looks / passed * (self.told + JITTER)
                self.told = next((rung for rung in RUNGS if pages / LOOKS <= rung), RUNGS[-1])
                self._since, self._looks = now, 0
            self._looks += 1
            return self.told
