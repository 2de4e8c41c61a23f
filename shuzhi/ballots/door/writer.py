"""The one writer: takes all that waits, commits it as one group, and only then answers."""

import asyncio
import logging
import queue
import threading
import time
from typing import NamedTuple

from shuzhi.ballots.door.deciding import Cast, Outcome
from shuzhi.ballots.door.store import Store

MOST_IN_A_GROUP = 256
MOST_WAITING = 5000
PAUSE = 2.0
# Seconds that the first ballot of a group waits for others. Nobody notices them, and a full hall is written in a
# tenth of the commits: measured 40 % more ballots a second (python -m bench.casting --only rate).
LINGER = 0.006

log = logging.getLogger("shuzhi.door")


class Waiting(NamedTuple):
    cast: Cast
    answer: "asyncio.Future[Outcome]"
    loop: asyncio.AbstractEventLoop


class Writer:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self._run, name="box-writer", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        """Writes what waits, then ends."""
        self.queue.put(None)
        self.thread.join(timeout=30)

    async def put(self, cast: Cast) -> Outcome:
        """The outcome of a ballot; ACCEPTED means that it stands on the disk."""
        if self.queue.qsize() > MOST_WAITING:
            return Outcome.BROKEN
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Outcome] = loop.create_future()
        self.queue.put(Waiting(cast, answer, loop))
        return await answer

    def _run(self) -> None:
        # Whoever was killed before may have left traces: the first pause removes them.
        restless = True
        while True:
            try:
                first = self.queue.get(timeout=PAUSE if restless else None)
            except queue.Empty:
                self.store.settle_down()
                restless = False
                continue
            group, last = self._gather(first)
            if group:
                self._commit(group)
                restless = True
            if last:
                self.store.settle_down()
                self.store.close()
                return

    def _gather(self, first: Waiting | None) -> tuple[list[Waiting], bool]:
        group: list[Waiting] = []
        waiting = first
        if first is not None:
            time.sleep(LINGER)
        while waiting is not None:
            group.append(waiting)
            if len(group) == MOST_IN_A_GROUP or self.queue.empty():
                return group, False
            waiting = self.queue.get()
        return group, True

    def _commit(self, group: list[Waiting]) -> None:
        try:
            outcomes = self.store.commit([waiting.cast for waiting in group])
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody may be told "accepted"
            # The kind of the error only: its text could carry what was being written.
            log.error("a group of ballots was not written: %s", type(error).__name__)  # noqa: TRY400
            outcomes = [Outcome.BROKEN] * len(group)
        # One call for the group: waking the loop for each ballot would cost more than the ballot.
        group[0].loop.call_soon_threadsafe(_answer, group, outcomes)


def _answer(group: list[Waiting], outcomes: list[Outcome]) -> None:
    for waiting, outcome in zip(group, outcomes, strict=True):
        if not waiting.answer.done():
            waiting.answer.set_result(outcome)
