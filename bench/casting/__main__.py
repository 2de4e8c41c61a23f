"""500 phones within ten seconds, the door against a plain Django view, pages that look, closing and declaring.

usage: python -m bench.casting [--postgres] [--small] [--rounds 5] [--only hall|door|rate]

On the same two cores as everything that is measured. What must hold is asserted: no error, accepted = stored = opened,
pages below 60 kB, states below 300 bytes. Times and ratios are printed and asserted by nobody: other programs decide.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.casting import phones, servers
from bench.casting.office import REPORTERS, SHAPE
from shuzhi.ballots.sheet import Sheet
from shuzhi.ballots.tests.bench import Bench, DoorProcess, hall_sheet

MOST_PAGE, MOST_STATE = 60_000, 300


@dataclass(frozen=True)
class Size:
    voters: int
    seconds: float
    # Ballots in a round: forms of so many voters one after the other for the door, slips for the plain view.
    forms: int
    form_voters: int
    plain: int
    rounds: int
    at_once: int = 64


FULL = Size(500, 10, 4, 1000, 800, 5)
SMALL = Size(120, 3, 2, 300, 150, 1)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--postgres", action="store_true", help="PostgreSQL after SQLite")
    parser.add_argument(
        "--small", action="store_true", help="what every test run does: a door without the site"
    )
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--only", choices=["hall", "door", "rate"], default="")
    asked = parser.parse_args(arguments)
    size = SMALL if asked.small else FULL
    for postgres in [False, True] if asked.postgres else [False]:
        folder = Path(tempfile.mkdtemp(prefix="shuzhi-casting-"))
        try:
            with servers.databases(folder, postgres=postgres) as urls:
                name = "PostgreSQL" if postgres else "SQLite"
                if asked.only in {"", "hall", "door"}:
                    alone = asked.small or asked.only == "door"
                    (_door_alone if alone else _hall)(name, folder, urls, size)
                if asked.only in {"", "rate"}:
                    _rates(name, urls, size, asked.rounds or size.rounds)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return 0


def demand(holds: bool, what: str) -> None:  # noqa: FBT001 - reads as demand(a == b, "…")
    if not holds:
        raise SystemExit(f"FAILED: {what}")


def spread(times: Sequence[float]) -> str:
    cuts = statistics.quantiles(times, n=100)
    return f"p50 {cuts[49] * 1000:.1f}, p95 {cuts[94] * 1000:.1f}, p99 {cuts[98] * 1000:.1f} ms"


# ---- a hall ----


def _hall(name: str, folder: Path, urls: dict[str, str], size: Size) -> None:
    """The product as it is served: phones, pages that look, closing, declaring."""
    site = servers.Site(folder, urls)
    told = site.prepare(size.voters)
    site.serve()
    try:
        seen = asyncio.run(phones.hall(site.door_port, told["codes"], size.seconds, SHAPE))
        _tell_hall(name, seen, size)
        (door,) = site.processes("uvicorn")
        print(f"  memory of the door: {servers.memory_of(door):.0f} MB")
        gunicorn = site.processes("gunicorn")
        _watch(
            "1,000 phones with the ballot open", site.door_port, f"/state/{told['form']}", [door], (15, 17)
        )
        hall = f"/meetings/hall/{told['hall']}/state/"
        _watch("1,000 pages of leaders", site.port, hall, gunicorn, (4, 6), seconds=36, warm=60)
        _watch("10 projectors", site.port, hall, gunicorn, (1, 2), pages=10)
        done = site.end()
    finally:
        site.stop()
    print(f"  close to sealed {done['closing']:.2f} s, declare to opened {done['declaring']:.2f} s, ", end="")
    print(f"to settled scores of {done['proposals']} reporters {done['settling']:.2f} s more")
    accepted = seen.told["accepted"]
    demand(accepted == done["stored"] == done["opened"], f"accepted {accepted}, then {done['stored']}")
    demand(
        seen.receipts == {_shown(code) for code in done["receipts"]}, "receipts told are receipts published"
    )
    print(f"  accepted = stored = opened = {accepted}; every receipt is in the published list")


def _door_alone(name: str, folder: Path, urls: dict[str, str], size: Size) -> None:
    """The door alone on a box of its own: what is asserted is the same."""
    bench, sheet = Bench(urls["door"]), hall_sheet()
    codes = bench.add_form(sheet, {"A": size.voters})
    ((form,),) = bench.run("SELECT id FROM ballots_boxform")
    door = DoorProcess(urls["door"]).start()
    try:
        seen = asyncio.run(phones.hall(door.port, codes, size.seconds, SHAPE))
        _tell_hall(name, seen, size)
        process = servers.pid_of(door)
        _watch("200 phones", door.port, f"/state/{form}", [process], (1, 2), pages=200, seconds=3)
    finally:
        door.stop()
    found = bench.contents(sheet)
    demand(len(found) == bench.spent() == size.voters, f"{len(found)} ballots in the box")
    demand(seen.receipts == {_shown(one.receipt) for one in found}, "receipts told are receipts sealed")
    bench.close()


def _shown(receipt: str) -> str:
    return f"{receipt[:5]}-{receipt[5:]}"


def _tell_hall(name: str, seen: phones.Seen, size: Size) -> None:
    print(f"{name}: {size.voters} phones within {size.seconds:.0f} s, {REPORTERS} reporters, {SHAPE[1]} rows")
    print(f"  pages, style, script: {spread(seen.pages)}; at most {max(seen.weights):,} bytes a phone")
    print(f"  casts: {spread(seen.casts)}, longest {max(seen.casts) * 1000:.0f} ms")
    print(
        f"  told {dict(seen.told)}; {seen.lost_on_purpose} never heard the first answer, {seen.again} asked again"
    )
    demand(not seen.faults, f"pages: {seen.faults[:3]}")
    demand(seen.told == {"accepted": size.voters}, f"phones were told {dict(seen.told)}")
    demand(seen.again == 0, f"{seen.again} requests were not answered at once")
    demand(len(seen.receipts) == size.voters, "every receipt differs")
    demand(max(seen.weights) < MOST_PAGE, f"a page of {max(seen.weights)} bytes")


def _watch(
    who: str,
    port: int,
    path: str,
    processes: list[int],
    every: tuple[float, float],
    *,
    pages: int = 1000,
    seconds: float = 12,
    warm: float = 0,
) -> None:
    before = 0.0

    def begin() -> None:
        nonlocal before
        before = servers.seconds_of(processes)

    seen = asyncio.run(phones.watch(port, path, pages, every, seconds, warm, begin))
    used = servers.seconds_of(processes) - before
    pace = f"a look every {every[0]:.0f} to {every[1]:.0f} s"
    if warm:
        pace = (
            f"as often as they are told after {warm:.0f} s ({seen.answers / seconds:.0f} a second together)"
        )
    print(
        f"  {who}, {pace}: {used / seconds:.1%} of a core, {used / seen.answers * 1000:.2f} ms a look, "
        f"at most {seen.largest} bytes with all headers ({seen.largest_body} of them body)"
    )
    demand(seen.faults == 0, f"{seen.faults} looks were not answered")
    demand(seen.largest < MOST_STATE, f"a state of {seen.largest} bytes")


# ---- as fast as it goes ----


def _rates(name: str, urls: dict[str, str], size: Size, rounds: int) -> None:
    """Door and plain view in turn, each in two manners; the ratio of each pair."""
    print(f"{name}: {size.at_once} phones that press without a pause, {rounds} paired rounds")
    for manner, kept in (("a connection for every ballot", False), ("connections kept as by a proxy", True)):
        pairs = []
        for _ in range(rounds):
            door, memory = _door_round(urls["door"], size, kept=kept)
            pairs.append((door, _plain_round(urls["plain"], size, kept=kept)))
        ratios = [door.a_second / plain.a_second for door, plain in pairs]
        print(f"  {manner}:")
        print(f"    door {_told([door for door, _plain in pairs])}; memory {memory:.0f} MB")
        print(f"    plain view {_told([plain for _door, plain in pairs])}")
        print(f"    ratio {statistics.median(ratios):.1f} [{min(ratios):.1f}–{max(ratios):.1f}]")


def _told(rates: Sequence[phones.Rate]) -> str:
    late = [statistics.quantiles(rate.times, n=100)[98] * 1000 for rate in rates]
    return f"{_range([rate.a_second for rate in rates])} ballots a second, p99 {_range(late)} ms"


def _range(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.0f} [{min(values):.0f}–{max(values):.0f}]"


def _door_round(url: str, size: Size, *, kept: bool) -> tuple[phones.Rate, float]:
    """Ballots of 1,000 voters one after the other; everything accepted is in the box, once."""
    bench, sheet = Bench(url), hall_sheet()
    codes = [code for _ in range(size.forms) for code in bench.add_form(sheet, {"A": size.form_voters})]
    door = DoorProcess(url).start()
    try:
        rate = asyncio.run(phones.flood(door.port, _bodies(codes, sheet), size.at_once, kept=kept))
        memory = servers.memory_of(servers.pid_of(door))
    finally:
        door.stop()
    found = bench.contents(sheet)
    demand(rate.accepted == len(codes), f"{rate.accepted} of {len(codes)} accepted")
    demand(len(found) == bench.spent() == len(codes), f"{len(found)} of {len(codes)} in the box")
    demand(len({one.receipt for one in found}) == len(codes), "no ballot twice")
    bench.close()
    return rate, memory


def _plain_round(url: str, size: Size, *, kept: bool) -> phones.Rate:
    from shuzhi.ballots.codes import new_code

    sheet = hall_sheet()
    codes = [new_code() for _ in range(size.plain)]
    with servers.plain_view(url, codes, sheet) as port:
        rate = asyncio.run(phones.flood(port, _bodies(codes, sheet), size.at_once, kept=kept))
    demand(rate.accepted == len(codes), f"plain view: {rate.accepted} of {len(codes)} accepted")
    return rate


def _bodies(codes: Sequence[str], sheet: Sheet) -> list[bytes]:
    shape = len(sheet.reporters), len(sheet.rows), len(sheet.rows[0].options)
    choices: list[list[list[Any]]] = [phones.some_choices(*shape) for _ in range(50)]
    return [phones.ballot(code, choices[at % 50]) for at, code in enumerate(codes)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
