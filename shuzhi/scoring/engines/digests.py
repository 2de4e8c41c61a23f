"""Fingerprints of records and results that do not depend on file format, order of rows, block size or processes.

Reporters in canonical order are cut into *portions* at ends of organisers; each portion is hashed for itself and the
digest is the hash of the portions' hashes. Portions depend on the records alone, so any engine arrives at the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shuzhi.scoring.block import MISSING, Block, Columns, Counts, Ints, Key, ends_of_organisers, stretches
from shuzhi.scoring.plan.model import Plan

PORTION = 65_536  # reporters at most before a portion is closed; part of what a digest means
BINS = 2**24  # tally bins at most in a portion, for forms with many possible marks


def portion_size(plan: Plan) -> int:
    """How many reporters close a portion. It follows from the rulebook alone."""
    bins = 1
    for form in plan.rulebook.forms:
        for row in form.rows:
            scale = row.scale
            marks = int((scale.high - scale.low) / scale.step) + 1 if scale.numeric else len(scale.options)
            bins += marks * len(form.groups)
    return max(64, min(PORTION, BINS // bins))


def combined(parts: Iterable[bytes]) -> str:
    """The digest of all portions, in order."""
    total = sha256(b"shuzhi 1\n")
    for part in parts:
        total.update(part)
    return total.hexdigest()


def records_digest(block: Block, plan: Plan) -> bytes:
    """The hash of everything one portion is computed from."""
    state = sha256()

    def put(name: str, values: npt.NDArray[Any]) -> None:
        state.update(f"{name}\0{values.dtype.str}{values.shape}\0".encode())
        state.update(np.ascontiguousarray(values).data)

    for name in ("code", "unit", "person"):
        _put_text(put, name, block.identity.column(name))
    for name, key in sorted(block.keys.items()):
        labels, codes = _canonical(key)
        put(f"key/{name}/{chr(31).join(labels)}", codes)
    put("excluded", block.excluded)
    for form in plan.rulebook.forms:
        for row, tally in zip(form.rows, block.tallies[form.name], strict=True):
            counts, marks = tally.counts, tally.marks
            if marks is not None:
                seen = counts.any(axis=(1, 2))
                counts, marks = counts[seen], marks[seen]
                put("marks", marks)
            put(f"tally/{form.name}/{row.name}", _narrow(counts))
    for name, values in sorted(block.fields.items()):
        put(f"field/{name}", values)
    for (owner, item), values in sorted(block.entries.items()):
        put(f"entry/{owner}/{item}", values)
    for name, flags in sorted(block.vetoes.items()):
        put(f"veto/{name}", flags)
    return state.digest()


def _put_text(put: Any, name: str, column: pa.ChunkedArray) -> None:
    text = column.cast(pa.large_string()).fill_null("").combine_chunks()
    data = text.buffers()[2]
    offsets = np.frombuffer(text.buffers()[1], np.int64)[text.offset : text.offset + len(text) + 1]
    put(f"{name}/lengths", np.diff(offsets))
    if data is not None and len(text):
        put(name, np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]])


def _canonical(key: Key) -> tuple[list[str], Ints]:
    """Labels that occur, in code-point order, and the codes that go with them."""
    used = np.bincount(key.codes + 1, minlength=len(key.labels) + 1)[1:] > 0
    labels = sorted({label for label, here in zip(key.labels, used, strict=True) if here and label})
    place = {label: number for number, label in enumerate(labels)}
    table = np.array([*(place.get(label, -1) for label in key.labels), -1], np.int64)
    return labels, table[key.codes].astype(np.int32)


def _narrow(counts: Counts) -> Counts:
    largest = int(counts.max(initial=0))
    kinds = (np.uint8, np.uint16, np.uint32)
    return counts.astype(next(kind for kind in kinds if largest <= np.iinfo(kind).max), copy=False)


def column_types(plan: Plan, names: Iterable[str]) -> dict[str, pa.DataType]:
    """The narrowest type that holds what the plan proved a column can hold, its least value kept free."""
    found = {}
    for name in names:
        span = plan.span(name)
        size = max(abs(span.low), abs(span.high))
        kinds = ((2**7, pa.int8()), (2**15, pa.int16()), (2**31, pa.int32()))
        found[name] = next((kind for limit, kind in kinds if size < limit), pa.int64())
    return found


def result_digest(columns: Columns, types: dict[str, pa.DataType]) -> bytes:
    """The hash of one portion of a result."""
    state = sha256()
    for name, values in columns.values.items():
        kind = np.dtype(types[name].to_pandas_dtype())
        narrow = np.where(values == MISSING, np.iinfo(kind).min, values).astype(kind)
        state.update(f"{name}\0{kind.str}{len(values)}\0".encode())
        state.update(narrow.data)
    return state.digest()


def whole(block: Block, columns: Columns, plan: Plan) -> tuple[str, str]:
    """The digests of the records and of the result of a block that holds everything."""
    types = column_types(plan, columns.values)
    records, results = [], []
    for start, stop in stretches(ends_of_organisers(block.organiser), portion_size(plan)):
        records.append(records_digest(block.part(start, stop), plan))
        results.append(result_digest(columns.part(start, stop), types))
    return combined(records), combined(results)
