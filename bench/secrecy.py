"""The database-reader suite in full, on both databases. usage: python -m bench.secrecy [quick]

Asked for: rank correlation of any order a reader sees with the order of casting below 0.1; the last ballot guessed no
better than 1.5 times chance.
"""

from __future__ import annotations

import sys
import tempfile

import psycopg

from shuzhi.ballots.tests.bench import Bench
from shuzhi.ballots.tests.reader import correlations, last_ballot_guesses
from tests.postgres import Server

# 600 looks at 6 ballots: 1.5 times chance is five standard deviations away.
RUNS, BALLOTS, GUESSES, SMALL = 40, 200, 600, 6


def main(arguments: list[str]) -> int:
    quick = 4 if "quick" in arguments else 1
    server = Server()
    server.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            faults = _measure("SQLite", f"sqlite://{folder}/box.sqlite3", quick)
        with psycopg.connect(server.url("postgres"), autocommit=True) as db:
            db.execute("CREATE DATABASE box")
        faults += _measure("PostgreSQL", server.url("box"), quick)
    finally:
        server.stop()
    return int(faults > 0)


def _measure(name: str, url: str, quick: int) -> int:
    bench = Bench(url)
    followed = correlations(bench, RUNS // quick, BALLOTS)
    bench.close()
    # A fresh box for the small meetings: the orders of a large file take longer to read than to make.
    bench = Bench(url)
    guessed = last_ballot_guesses(bench, GUESSES // quick, SMALL)
    bench.close()
    for order, value in followed.items():
        print(f"{name}: rank correlation with the order of casting by {order}: {value:+.4f}")
    for place, factor in guessed.items():
        print(f"{name}: last ballot guessed as {place}: {factor:.2f} times chance")
    return sum(abs(value) >= 0.1 for value in followed.values()) + sum(
        factor > 1.5 for factor in guessed.values()
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
