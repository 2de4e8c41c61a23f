"""Inputs as bytes and back: what a stored settlement keeps so that it can be run again years later."""

from __future__ import annotations

import io
import json
import zipfile

import pyarrow as pa

from shuzhi.scoring.inputs import Inputs

TABLES = ("reporters", "fields", "checklist", "adjustments", "vetoes", "turnout")
# A ZIP entry has to carry a date; a fixed one keeps the bytes a function of the content.
EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(inputs: Inputs) -> bytes:
    """A ZIP of Arrow streams; the same tables give the same bytes."""
    tables = {name: getattr(inputs, name) for name in TABLES}
    tables |= {f"tallies/{form}": table for form, table in sorted(inputs.tallies.items())}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in tables.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), _stream_of(table), zipfile.ZIP_DEFLATED)
        understood = json.dumps(inputs.understood, ensure_ascii=False)
        archive.writestr(zipfile.ZipInfo("understood", EPOCH), understood, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def unpack(content: bytes) -> Inputs:
    """The inputs that were packed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        read = {name: archive.read(name) for name in archive.namelist()}
    tallies = {
        name.removeprefix("tallies/"): _table_of(data)
        for name, data in read.items()
        if name.startswith("tallies/")
    }
    return Inputs(
        tallies=tallies,
        understood=tuple(json.loads(read["understood"])),
        **{name: _table_of(read[name]) for name in TABLES},
    )


def _stream_of(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return sink.getvalue()


def _table_of(data: bytes) -> pa.Table:
    return pa.ipc.open_stream(pa.BufferReader(data)).read_all()
