"""Fingerprints of records and results that do not depend on file format, order of rows, block size or processes.

Reporters in canonical order are cut into *portions* at ends of organisers; each portion is hashed for itself and the
digest is the hash of the portions' hashes. Portions depend on the records
and the rulebook alone, so any engine arrives at the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shuzhi.scoring.block import MISSING, Block, Columns, Counts, Key, ends_of_organisers, stretches
from shuzhi.scoring.plan.model import Plan
from shuzhi.scoring.rounding import Ints

PORTION = 65_536  # reporters at most before a portion is closed; part of what a digest means
Narrow = dict[str, npt.NDArray[Any]]

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
        _put_text(put, f"key/{name}", labels)
        put(f"key/{name}/codes", codes)
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


def _put_text(put: Any, name: str, column: pa.ChunkedArray | pa.Array) -> None:
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    text = whole.cast(pa.large_string()).fill_null("")
    data = text.buffers()[2]
    offsets = np.frombuffer(text.buffers()[1], np.int64)[text.offset : text.offset + len(text) + 1]
    put(f"{name}/lengths", np.diff(offsets))
    if data is not None and len(text):
        put(name, np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]])


def _canonical(key: Key) -> tuple[pa.StringArray, Ints]:
    """Labels that occur, in code-point order, and the codes that go with them."""
    order = pc.sort_indices(key.labels).to_numpy()
    seen = np.bincount(key.codes + 1, minlength=len(order) + 1)[1:] > 0
    order = order[seen[order]]
    place = np.full(len(key.labels) + 1, -1, np.int64)
    place[order] = np.arange(len(order))
    return key.labels.take(pa.array(order)), place[key.codes]


def _narrow(counts: Counts) -> Counts:
    largest = int(counts.max(initial=0))
    kinds = (np.uint8, np.uint16, np.uint32)
    return counts.astype(next(kind for kind in kinds if largest <= np.iinfo(kind).max), copy=False)


def narrow_types(plan: Plan, names: Iterable[str]) -> dict[str, np.dtype[Any]]:
    """The narrowest type that holds what the plan proved a column can hold, its least value kept free."""
    found = {}
    for name in names:
        span = plan.span(name)
        size = max(abs(span.low), abs(span.high))
        kinds = ((2**7, np.int8), (2**15, np.int16), (2**31, np.int32))
        found[name] = np.dtype(next((kind for limit, kind in kinds if size < limit), np.int64))
    return found


def narrowed(columns: Columns, types: dict[str, np.dtype[Any]]) -> Narrow:
    """The columns in their narrow types; the least value of the type stands for MISSING."""
    found = {}
    for name, values in columns.values.items():
        kind = types[name]
        narrow = values.astype(kind, copy=False)
        missing = values == MISSING
        if kind.itemsize < values.dtype.itemsize and missing.any():
            narrow[missing] = np.iinfo(kind).min
        found[name] = narrow
    return found


def arrow_of(values: npt.NDArray[Any]) -> pa.Array:
    """A narrow column as Arrow, the least value as a null."""
    missing = values == np.iinfo(values.dtype).min
    return pa.array(values, mask=missing if missing.any() else None)


def result_digest(columns: Narrow) -> bytes:
    """The hash of one portion of a result."""
    state = sha256()
    for name, values in columns.items():
        state.update(f"{name}\0{values.dtype.str}{len(values)}\0".encode())
        state.update(np.ascontiguousarray(values).data)
    return state.digest()


def whole(block: Block, columns: Columns, plan: Plan) -> tuple[str, str]:
    """The digests of the records and of the result of a block that holds everything."""
    narrow = narrowed(columns, narrow_types(plan, columns.values))
    records, results = [], []
    for start, stop in stretches(ends_of_organisers(block.organiser), portion_size(plan)):
        records.append(records_digest(block.part(start, stop), plan))
        results.append(result_digest({name: values[start:stop] for name, values in narrow.items()}))
    return combined(records), combined(results)
