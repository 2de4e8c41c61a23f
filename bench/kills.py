"""Kills the ballot door, and PostgreSQL itself, at random moments under load. usage: python -m bench.kills [200]

Half of the kills on SQLite (the door, which holds the database), half on PostgreSQL (the door and the database in
turn; fsync as it is set up by default). Fails when an accepted ballot is missing, one is counted twice, or one that
was refused is in the box.
"""

from __future__ import annotations

import sys
import tempfile
import time

import psycopg

from shuzhi.ballots.tests import kills
from shuzhi.ballots.tests.bench import Bench
from tests.postgres import DURABLE, Server

# More than one fifth of the slips are copied and pressed a second time; a mark holds at most 2,000 slips a box.
ROUND, SLIPS = 50, 1500


def main(arguments: list[str]) -> int:
    wanted = int(arguments[0]) if arguments else 200
    faults = 0
    for name, play in (("SQLite", _on_sqlite), ("PostgreSQL", _on_postgres)):
        left = wanted // 2
        while left > 0:
            began = time.monotonic()
            report = play(min(ROUND, left))
            done = report.door_kills + report.database_kills
            left -= max(done, 1)
            faults += not report.is_sound
            print(
                f"{name}: {report.door_kills} kills of the door, {report.database_kills} of the database in "
                f"{time.monotonic() - began:.0f} s; told {dict(report.told)}; {report.in_box} in the box, "
                f"{report.lost} accepted lost, {report.doubled} doubled, {report.unasked} refused but counted"
            )
    return int(faults > 0)


def _on_sqlite(count: int) -> kills.Report:
    with tempfile.TemporaryDirectory() as folder:
        return kills.play(Bench(f"sqlite://{folder}/box.sqlite3"), count, slips=SLIPS)


def _on_postgres(count: int) -> kills.Report:
    server = Server(DURABLE)
    server.start()
    try:
        with psycopg.connect(server.url("postgres"), autocommit=True) as db:
            db.execute("CREATE DATABASE box")
        return kills.play(Bench(server.url("box")), count, slips=SLIPS, server=server)
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
