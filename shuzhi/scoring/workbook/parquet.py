"""Every column of a settlement as Parquet, with the reporters beside it and the digests in the file's metadata."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from shuzhi.scoring.engines.digests import arrow_of, narrow_types, narrowed
from shuzhi.scoring.engines.inputs import Settlement
from shuzhi.scoring.workbook.book import atomically

IDENTITY = ("organiser", "code", "unit", "person", "category", "form")
FILE = "result.parquet"


def write_columns(settlement: Settlement, folder: Path) -> Path:
    """Writes ``result.parquet`` into the folder; gives its path. Step values are scaled by 10^precision."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = settlement.columns
    computed = narrowed(columns, narrow_types(settlement.plan, columns.values))
    reporters = settlement.inputs.reporters
    table = pa.table(
        {f"reporter/{name}": reporters.column(name) for name in IDENTITY}
        | {name: arrow_of(values) for name, values in computed.items()}
    )
    facts = {
        "rulebook": settlement.rulebook_digest,
        "input": settlement.input_digest,
        "result": settlement.result_digest,
        "version": settlement.version,
        "precision": str(settlement.plan.rulebook.precision),
    }
    stream = io.BytesIO()
    pq.write_table(
        table.replace_schema_metadata({f"shuzhi.{name}": text for name, text in facts.items()}), stream
    )
    path = folder / FILE
    atomically(path, lambda file: file.write(stream.getbuffer()))
    return path
