"""The same settlement in a PostgreSQL server of its own: loaded first, then timed without the load.

The server is thrown away afterwards. The tables are unlogged and analysed, and memory is generous, as one would set it
for this job.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from bench import statements

SETTINGS = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=3GB "
    "-c work_mem=1500MB -c hash_mem_multiplier=2 -c max_parallel_workers_per_gather=2 -c jit=off -c max_wal_size=8GB"
)
TABLES = {
    "ballots": 'reporter int, "group" smallint, ' + ", ".join(f"{row} smallint" for row in statements.ROWS),
    "reporters": "reporter int, code text, village text, township text, county text, city text, province text, "
    "organiser text, category text",
    "fields": "reporter int, 指标 int",
    "adjustments": "reporter int, adjustment text, item text, value int",
    "vetoes": "reporter int, veto text",
}


@contextmanager
def server() -> Iterator[str]:
    """The address of a running server; it needs an account that is not root."""
    root = Path(tempfile.mkdtemp(prefix="pgb-", dir=tempfile.gettempdir()))
    user: dict[str, object] = {}
    if os.geteuid() == 0:
        account = pwd.getpwnam(os.environ.get("PG_TEST_USER", "postgres"))
        user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        os.chown(root, account.pw_uid, account.pw_gid)

    def run(program: str, *arguments: str) -> None:
        command = [str(_binaries() / program), *arguments]
        environment = {**os.environ, "HOME": str(root)}
        subprocess.run(command, check=True, cwd=root, env=environment, stdout=subprocess.DEVNULL, **user)

    run(
        "initdb",
        "-D",
        f"{root}/d",
        "-U",
        "bench",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    )
    run("pg_ctl", "-D", f"{root}/d", "-w", "-l", f"{root}/log", "-o", f"-k {root} {SETTINGS}", "start")
    try:
        yield f"postgresql://bench@/postgres?host={root}"
    finally:
        run("pg_ctl", "-D", f"{root}/d", "-m", "immediate", "stop")
        shutil.rmtree(root, ignore_errors=True)


def _binaries() -> Path:
    if given := os.environ.get("PG_BIN"):
        return Path(given)
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))
    return found[-1]


def load(address: str, folder: Path) -> float:
    """Loads the folder's tables; gives the seconds."""
    began = time.perf_counter()
    with psycopg.connect(address, autocommit=True) as connection:
        for name, columns in TABLES.items():
            connection.execute(f"create unlogged table {name} ({columns})")
            _copy(connection, name, folder / f"{'ballots_测评' if name == 'ballots' else name}.parquet")
            connection.execute(f"vacuum analyze {name}")
    return time.perf_counter() - began


def _copy(connection: psycopg.Connection, name: str, path: Path) -> None:
    options = pa_csv.WriteOptions(include_header=False)
    with connection.cursor().copy(f"copy {name} from stdin (format csv)") as copy:
        for batch in pq.ParquetFile(path).iter_batches(batch_size=200_000):
            sink = pa.BufferOutputStream()
            pa_csv.write_csv(_whole(batch), sink, options)
            copy.write(sink.getvalue().to_pybytes())


def _whole(batch: pa.RecordBatch) -> pa.Table:
    """Decimals as whole hundredths."""
    table = pa.Table.from_batches([batch])
    for at, field in enumerate(table.schema):
        if pa.types.is_decimal(field.type):
            hundredths = pc.multiply(table.column(at), pa.scalar(100)).cast(pa.int32())
            table = table.set_column(at, field.name, hundredths)
    return table


def settle(address: str) -> float:
    """Settles into tables; gives the seconds."""
    at = statements.postgres()
    columns = ", ".join(f'{theirs} as "{theirs}"' for theirs, _ in statements.columns())
    began = time.perf_counter()
    with psycopg.connect(address, autocommit=True) as connection:
        for name in ("voted", "judged", "settled", "rollup"):
            connection.execute(f"drop table if exists {name}")
        connection.execute(f"create unlogged table voted as {statements.voted(at)}")
        connection.execute("analyze voted")
        connection.execute(f"create unlogged table judged as {statements.judged(at)}")
        connection.execute("analyze judged")
        joined = statements.joined(at, f"p.code, p.organiser, {columns}")
        connection.execute(f"create unlogged table settled as {joined}")
        connection.execute(f"create unlogged table rollup as {statements.rollup(at)}")
    return time.perf_counter() - began


def export(address: str, out: Path) -> None:
    """Writes the result as the other engines do, for comparing only."""
    out.mkdir(parents=True)
    names = dict(statements.columns())
    with psycopg.connect(address) as connection:
        for name in ("settled", "rollup"):
            source = out / f"{name}.csv"
            with (
                source.open("wb") as sink,
                connection.cursor().copy(f"copy {name} to stdout (format csv, header)") as copy,
            ):
                for chunk in copy:
                    sink.write(chunk)
            texts = {column: pa.string() for column in ("code", "organiser", "level", "key")}
            convert = pa_csv.ConvertOptions(column_types=texts)
            table = pa_csv.read_csv(source, convert_options=convert)
            table = table.rename_columns([names.get(column, column) for column in table.column_names])
            pq.write_table(table, out / f"{name}.parquet")
            source.unlink()
