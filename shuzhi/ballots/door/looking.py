"""Looks slips up: all that wait in one question to the box, as the writer commits in groups."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor

from shuzhi.ballots.door.store import Found

MOST_AT_ONCE = 256


class Looker:
    """Used by one loop alone; `look` runs in `reader`, one question at a time."""

    def __init__(self, look: Callable[[Sequence[str]], Mapping[str, Found]], reader: Executor) -> None:
        self.look, self.reader = look, reader
        self.waiting: list[tuple[str, asyncio.Future[Found | None]]] = []
        self.turn: asyncio.Task[None] | None = None

    async def find(self, mark: str) -> Found | None:
        """The slip with this mark, or None; raises what the box raised."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Found | None] = loop.create_future()
        self.waiting.append((mark, answer))
        if self.turn is None:
            self.turn = loop.create_task(self._look())
        return await answer

    async def _look(self) -> None:
        loop = asyncio.get_running_loop()
        while self.waiting:
            group, self.waiting = self.waiting[:MOST_AT_ONCE], self.waiting[MOST_AT_ONCE:]
            try:
                found = await loop.run_in_executor(
                    self.reader, self.look, list({mark for mark, _answer in group})
                )
            except Exception as error:  # noqa: BLE001 - each who asked is told, and answers the phone
                for _mark, answer in group:
                    if not answer.done():
                        answer.set_exception(error)
                continue
            for mark, answer in group:
                if not answer.done():
                    answer.set_result(found.get(mark))
        self.turn = None
