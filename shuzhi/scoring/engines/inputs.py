"""Records that fit into memory: settled in process, or over local processes by blocks of organisers."""

from __future__ import annotations

from collections.abc import Callable

from shuzhi import __version__
from shuzhi.scoring.block import Block, Columns, ends_of_organisers, joined, stretches
from shuzhi.scoring.canonical import canonical
from shuzhi.scoring.engines import digests
from shuzhi.scoring.engines.workers import workers
from shuzhi.scoring.inputs import Inputs
from shuzhi.scoring.plan import Plan, compile_plan
from shuzhi.scoring.reading import block_of
from shuzhi.scoring.rulebook.model import Rulebook
from shuzhi.scoring.settle import settle
from shuzhi.scoring.settlement import Settlement

__all__ = ["BLOCK", "Progress", "Settlement", "settle_inputs"]

BLOCK = 16_384  # reporters: small enough for the caches, large enough for long vectors

Progress = Callable[[int, int], None]


def settle_inputs(
    inputs: Inputs,
    rulebook: Rulebook,
    *,
    processes: int = 1,
    block_reporters: int | None = None,
    progress: Progress | None = None,
) -> Settlement:
    """The settlement of all reporters. The result is the same for every block size and number of processes."""
    plan = compile_plan(rulebook)
    ordered = canonical(inputs)
    block = block_of(ordered, plan)
    columns = _settled(block, plan, processes, block_reporters or BLOCK, progress)
    records, results = digests.whole(block, columns, plan)
    return Settlement(ordered, plan, block, columns, rulebook.digest, records, results, __version__)


def _settled(block: Block, plan: Plan, processes: int, size: int, progress: Progress | None) -> Columns:
    cuts = stretches(ends_of_organisers(block.organiser), size)
    if len(cuts) < 2:
        return settle(block, plan)
    jobs = ((block.part(start, stop), plan) for start, stop in cuts)
    parts = []
    if processes == 1:
        for (_, stop), job in zip(cuts, jobs, strict=True):
            parts.append(_settle(job))
            _tell(progress, stop, len(block))
    else:
        with workers(min(processes, len(cuts))) as pool:
            for (_, stop), part in zip(cuts, pool.map(_settle, jobs), strict=True):
                parts.append(part)
                _tell(progress, stop, len(block))
    return joined(parts)


def _settle(job: tuple[Block, Plan]) -> Columns:
    return settle(*job)


def _tell(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None:
        progress(done, total)
