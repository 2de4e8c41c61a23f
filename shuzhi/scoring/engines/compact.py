"""A country from a compact folder: portions of whole organisers dealt out to local processes, written part by part.

The folder holds ``reporters.parquet`` (one row each, sorted by organiser, then code) and, sorted by the number of the
reporter's row, ``ballots_FORM.parquet``, ``fields.parquet``, ``checklist.parquet``, ``adjustments.parquet`` and
``vetoes.parquet``. The result is a folder of the same order: ``part-00000.parquet`` …, ``rollup.parquet`` and
``settlement.json``. It appears whole or not at all, and its bytes depend on the records and the rulebook alone.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from shuzhi import __version__
from shuzhi.scoring.block import Block, Key, ends_of_organisers, stretches
from shuzhi.scoring.cells import key_of
from shuzhi.scoring.engines.digests import (
    Narrow,
    arrow_of,
    combined,
    narrow_types,
    narrowed,
    portion_size,
    records_digest,
    result_digest,
)
from shuzhi.scoring.engines.inputs import BLOCK, Progress
from shuzhi.scoring.engines.rollups import added, counted
from shuzhi.scoring.engines.shards import Shard, present
from shuzhi.scoring.engines.sorted_files import ByRow, opened, reach
from shuzhi.scoring.engines.workers import workers
from shuzhi.scoring.plan import Plan, compile_plan
from shuzhi.scoring.plan.steps import AdjustStep, ChecklistStep
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rounding import Ints
from shuzhi.scoring.rulebook.model import Rulebook
from shuzhi.scoring.settle import settle

MANY = {"code", "g", "row", "v", "adj", "base", "composite", "share"}  # columns of many values: no dictionary
JOB = 4  # portions read in one go, so that few row groups are decoded twice


@dataclass(frozen=True, slots=True)
class Order:
    """What every worker is told once."""

    folder: Path
    out: Path
    plan: Plan
    block: int
    rollups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Portion:
    """What a worker hands back about one portion."""

    number: int
    reporters: int
    records: bytes
    result: bytes
    rollup: pa.Table | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What stands in ``settlement.json``."""

    title: str
    rulebook_version: str
    rulebook_digest: str
    input_digest: str
    result_digest: str
    version: str
    reporters: int
    parts: int


def settle_folder(
    folder: Path,
    rulebook: Rulebook,
    out: Path,
    *,
    processes: int = 1,
    block_reporters: int | None = None,
    rollups: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> Summary:
    """Settles a compact folder into the folder ``out``, which must not exist yet."""
    plan = compile_plan(rulebook)
    _possible(folder, out, plan, rollups)
    temporary = Path(mkdtemp(prefix=f".{out.name}.", suffix=".partial", dir=out.parent))
    try:
        order = Order(folder, temporary, plan, block_reporters or BLOCK, rollups)
        summary = _written(order, processes, progress)
        temporary.rename(out)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return summary


def _possible(folder: Path, out: Path, plan: Plan, rollups: tuple[str, ...]) -> None:
    if out.exists():
        raise Refused(str(out), "结果文件夹已经存在。", "the result folder exists already.")
    known = {"organiser", "category", "form", *plan.rulebook.attributes}
    for name in rollups:
        if name not in known:
            raise Refused(name, "不是附加属性，不能汇总。", "is no attribute and cannot be rolled up.")
    for step in (*plan.leaves, *plan.composite.adjustments):
        if isinstance(step, ChecklistStep | AdjustStep) and any(item.table for item in step.items):
            raise Refused(
                step.name, "按选项评定的条目请用工作簿录入。", "items rated by options need a workbook."
            )
    reporters = opened(folder / "reporters.parquet").metadata.num_rows
    for path in sorted(folder.glob("*.parquet")):
        if path.stem != "reporters":
            _within(path, reporters)


def _within(path: Path, reporters: int) -> None:
    file = opened(path)
    if "reporter" not in file.schema_arrow.names:
        raise Refused(path.name, "缺少“reporter”一列。", "column 'reporter' is missing.")
    ends = reach(file, path.name)
    if ends and not (min(low for low, _ in ends) >= 0 and max(high for _, high in ends) < reporters):
        raise Refused(path.name, "有一行指向不存在的述职人。", "a row points at a reporter who is not there.")


def _written(order: Order, processes: int, progress: Progress | None) -> Summary:
    """Deals the portions out, adds up what comes back, writes the roll-up and the summary."""
    cuts = list(enumerate(stretches(organiser_ends(order.folder), portion_size(order.plan))))
    total = cuts[-1][1][1] if cuts else 0
    jobs = dealt(cuts, processes)
    done, found = 0, []
    for portions in _run(order, jobs, processes):
        found += portions
        done += sum(portion.reporters for portion in portions)
        if progress is not None:
            progress(done, total)
    found.sort(key=lambda portion: portion.number)
    if order.rollups and found:
        rollup = added([portion.rollup for portion in found if portion.rollup is not None], order.plan)
        pq.write_table(rollup, order.out / "rollup.parquet")
    book = order.plan.rulebook
    summary = Summary(
        title=book.title,
        rulebook_version=book.version,
        rulebook_digest=book.digest,
        input_digest=combined(portion.records for portion in found),
        result_digest=combined(portion.result for portion in found),
        version=__version__,
        reporters=total,
        parts=len(found),
    )
    text = json.dumps(asdict(summary), ensure_ascii=False, indent=2)
    (order.out / "settlement.json").write_text(text + "\n", encoding="utf-8")
    return summary


Cut = tuple[int, tuple[int, int]]


def dealt(cuts: list[Cut], processes: int) -> list[list[Cut]]:
    """Runs of consecutive portions: long enough to read files in one go, short enough that no process idles long."""
    size = max(1, min(JOB, len(cuts) // (4 * processes)))
    return [cuts[at : at + size] for at in range(0, len(cuts), size)]


def _run(order: Order, jobs: list[list[Cut]], processes: int) -> Iterator[list[Portion]]:
    if processes == 1 or len(jobs) < 2:
        yield from (_job((order, job)) for job in jobs)
        return
    with workers(min(processes, len(jobs))) as pool:
        for done in as_completed([pool.submit(_job, (order, job)) for job in jobs]):
            yield done.result()


def organiser_ends(folder: Path) -> Ints:
    """The row after the last reporter of each organiser."""
    path = folder / "reporters.parquet"
    rows = opened(path).metadata.num_rows
    if not rows:
        raise Refused(path.name, "没有述职人。", "holds no reporter.")
    if "organiser" not in present(path):
        return np.array([rows], np.int64)
    # Ordinals differ from row group to row group, so only the joints between groups are compared as text.
    people = ByRow(path, ("organiser",), ("organiser",), 0, rows)
    ends, at, last = [], 0, None
    for table in people.tables:
        if not table.num_rows:
            continue
        key = key_of(table.column("organiser"))
        first, final = label_at(key, 0), label_at(key, -1)
        joint = [at] if at and first != last else []
        ends += [joint, ends_of_organisers(key.codes)[:-1] + at]
        at, last = at + len(key.codes), final
    return np.concatenate([*ends, [at]]).astype(np.int64)


def label_at(key: Key, place: int) -> str | None:
    """The text of one row; None for an empty cell."""
    code = int(key.codes[place])
    return None if code < 0 else str(key.labels[code])


def _job(work: tuple[Order, list[Cut]]) -> list[Portion]:
    """Settles consecutive portions and writes a part for each."""
    order, cuts = work
    shard = Shard(order.folder, order.plan, cuts[0][1][0], cuts[-1][1][1])
    return [_portion(order, shard.block(stop), number) for number, (_, stop) in cuts]


def _portion(order: Order, block: Block, number: int) -> Portion:
    plan = order.plan
    pieces = stretches(ends_of_organisers(block.organiser), order.block)
    columns = _settled(block, plan, pieces)
    write_part(order.out / f"part-{number:05d}.parquet", block, columns)
    rollup = counted(block, columns, plan, order.rollups) if order.rollups else None
    return Portion(number, len(block), records_digest(block, plan), result_digest(columns), rollup)


def _settled(block: Block, plan: Plan, pieces: list[tuple[int, int]]) -> Narrow:
    """The columns of a portion, each piece narrowed while it is still in the cache."""
    found = []
    for start, stop in pieces:
        columns = settle(block.part(start, stop), plan)
        found.append(narrowed(columns, narrow_types(plan, columns.values)))
    return {name: np.concatenate([piece[name] for piece in found]) for name in found[0]}


def write_part(path: Path, block: Block, columns: Narrow) -> None:
    """One part: who it is, then every column of the settlement."""
    names = {"code": block.identity.column("code"), "organiser": _labels(block)}
    table = pa.table(names | {name: arrow_of(values) for name, values in columns.items()})
    few = [name for name in table.column_names if name.partition("/")[0] not in MANY]
    pq.write_table(table, path, row_group_size=len(block), compression="none", use_dictionary=few)


def _labels(block: Block) -> pa.Array:
    key = block.keys["organiser"]
    codes = pa.array(key.codes, mask=key.codes < 0)
    return pa.DictionaryArray.from_arrays(codes.cast(pa.int32()), key.labels)


def parts_of(out: Path) -> Iterable[Path]:
    """The parts of a result, in the order of the reporters."""
    return sorted(out.glob("part-*.parquet"))
