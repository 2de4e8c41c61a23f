"""The draw itself: pure, from frame, sizes and seed alone. docs/verify_draw.py says the same in 30 lines."""

import hashlib
from collections.abc import Iterable

Unit = tuple[str, str, str]  # code, name, stratum


def lot(seed: str, code: str) -> str:
    """The lot of a unit: SHA-256 of "seed:code"; the smallest lots of a stratum are drawn."""
    return hashlib.sha256(f"{seed}:{code}".encode()).hexdigest()


def seed_of(commitment: str, beacon_value: str, words: Iterable[str]) -> str:
    """The seed: SHA-256 of "commitment:public number:first word:second word"."""
    return hashlib.sha256(":".join([commitment, beacon_value, *words]).encode()).hexdigest()


def drawn(frame: Iterable[Iterable[str]], sizes: dict[str, int], seed: str) -> list[tuple[Unit, str]]:
    """The units drawn with their lots, stratum by stratum, the smallest lot first."""
    found: list[tuple[Unit, str]] = []
    units: list[Unit] = [(code, name, stratum) for code, name, stratum in frame]
    for stratum in sorted(sizes):
        lots = sorted((lot(seed, unit[0]), unit) for unit in units if unit[2] == stratum)
        found += [(unit, ticket) for ticket, unit in lots[: sizes[stratum]]]
    return found


def allocate(counts: dict[str, int], total: int, least: int = 0) -> dict[str, int]:
    """How many of each stratum: by size, with the largest remainder, ties to the name that comes first.

    A stratum below `least` takes places, one by one, from the one with most; when nobody can give, the sample grows.
    """
    everything = sum(counts.values())
    total = min(total, everything)
    given = {name: total * count // everything for name, count in counts.items()} if everything else {}
    rest = total - sum(given.values())
    for name in sorted(given, key=lambda name: (-(total * counts[name] % everything), name))[:rest]:
        given[name] += 1
    floor = {name: min(least, count) for name, count in counts.items()}
    for name in sorted(given):
        while given[name] < floor[name]:
            giver = min(given, key=lambda one: (floor[one] - given[one], one))
            if given[giver] > floor[giver]:
                given[giver] -= 1
            given[name] += 1
    return given
