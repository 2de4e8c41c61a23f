"""Local worker processes that go when their parent goes, and whose death is an error and no endless wait."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread

import pyarrow as pa

from shuzhi.scoring.refusal import Refused


@contextmanager
def workers(processes: int) -> Iterator[ProcessPoolExecutor]:
    """A pool; what is still waiting is dropped when the block is left by an error."""
    pool = ProcessPoolExecutor(processes, mp_context=get_context(), initializer=enlist)
    try:
        yield pool
    except BrokenProcessPool as error:
        zh, en = (
            "一个计算进程意外终止，可能是内存不足。",
            "a worker process ended unexpectedly, perhaps for lack of memory.",
        )
        raise Refused("processes", zh, en) from error
    finally:
        pool.shutdown(cancel_futures=True)


def enlist() -> None:
    """What every worker does first.

    Arrow takes its memory from the system, so that freed pages serve the next block instead of being cleared anew;
    and a thread waits for the parent to end, since a worker would otherwise wait for work for ever.
    """
    pa.set_memory_pool(pa.system_memory_pool())
    Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
