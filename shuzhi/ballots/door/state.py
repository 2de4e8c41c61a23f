"""The state of a form for whoever waits: small, cacheable, and read from the box at most once a second."""

import asyncio
import hashlib
import json
import re
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from shuzhi.ballots.door.store import Turnout
from shuzhi.ballots.sheet import TURNOUT_STEP

PATH = "/state/"
FORM = re.compile(r"[0-9a-f]{32}")
FRESH = 1.0
MOST_FORMS = 64


class State(NamedTuple):
    body: bytes
    tag: bytes


class Board:
    """Keeps each form's state for a moment: a thousand pages that poll cost one look into the box a second."""

    def __init__(self, look: Callable[[str], Awaitable[Turnout | None]]) -> None:
        self.look = look
        self.known: dict[str, tuple[float, State]] = {}
        self.one_at_a_time = asyncio.Lock()

    async def state(self, form: str) -> State | None:
        if not FORM.fullmatch(form):
            return None
        if (fresh := self._fresh(form)) is not None:
            return fresh
        async with self.one_at_a_time:
            if (fresh := self._fresh(form)) is not None:
                return fresh
            turnout = await self.look(form)
            if turnout is None:
                return None
            if len(self.known) >= MOST_FORMS:
                self.known.clear()
            self.known[form] = time.monotonic() + FRESH, told(turnout)
            return self.known[form][1]

    def _fresh(self, form: str) -> State | None:
        until, state = self.known.get(form, (0.0, None))
        return state if until > time.monotonic() else None


def told(turnout: Turnout) -> State:
    """What everybody may know: the state, ballots in the box rounded down to a step, slips that are out."""
    coarse = turnout.spent - turnout.spent % TURNOUT_STEP
    body = json.dumps(
        {"state": turnout.state, "turnout": coarse, "slips": turnout.slips}, separators=(",", ":")
    )
    tag = hashlib.sha256(body.encode()).hexdigest()[:12]
    return State(body.encode(), f'"{tag}"'.encode())
