"""Near-duplicates: signing, look-up, memory, a million signatures, recall, each beside what it is measured against.

usage: python -m bench.similarity [--reports 20000] [--million 1000000]

The peer is rensa's RMinHash (128 values, four-letter runs) with its own look-up; the limit is turning the texts into
code points and nothing else. Texts are invented, about 2,500 characters each, a tenth of them copies with known truth.
One thread; the memory is that of a process of its own that signs, indexes and looks up 20 thousand reports.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
from rensa import RMinHash, RMinHashLSH

from shuzhi.similarity import Index, Signatures, built, compare, opened, prepared, sign
from shuzhi.similarity.letters import code_points, letters_of
from shuzhi.similarity.signatures import MOST
from shuzhi.similarity.tests.corpus import MEANS, Corpus, corpus

PORTION = 1000
BANDS, VALUES, RUN = 32, 128, 4
ROUNDS = 5


def main(arguments: list[str]) -> int:
    """Prints every figure of the section on similarity in docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--million", type=int, default=1_000_000)
    parser.add_argument(
        "--memory", type=int, metavar="REPORTS", help="only this much, and the memory it took"
    )
    asked = parser.parse_args(arguments)
    if asked.memory:
        print(_memory(asked.memory))
        return 0
    _speed(corpus(PORTION, 1))
    _truth(corpus(PORTION * 2, 2, copies=0.2))
    command = [sys.executable, "-m", "bench.similarity", "--memory", str(asked.reports)]
    print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())
    _look_up(asked.million)
    return 0


def _speed(made: Corpus) -> None:
    """Paired rounds of the three on the same texts."""
    sign(made.texts[:64])
    found = [(_ours(made.texts), _rensa(made.texts), _limit(made.texts)) for _ in range(ROUNDS)]
    size = len(made.texts)
    mine, theirs, limit = (size / median(column) for column in zip(*found, strict=True))
    length = sum(map(len, made.texts)) / size
    print(f"{size:,} reports of {length:,.0f} characters, one core, signing and look-up, {ROUNDS} rounds:")
    print(f"  shuzhi {mine:,.0f} a second; rensa {theirs:,.0f} ({mine / theirs:.1f} times as fast);")
    print(f"  code points only {limit:,.0f} ({mine / limit:.2f} of that limit)")


def _ours(texts: list[str]) -> float:
    began = time.perf_counter()
    signatures = sign(texts)
    index = built(signatures)
    for number in range(len(texts)):
        index.candidates(signatures[number])
    return time.perf_counter() - began


def _rensa(texts: list[str]) -> float:
    began = time.perf_counter()
    index = RMinHashLSH(threshold=0.3, num_perm=VALUES, num_bands=BANDS)
    signatures = []
    for number, text in enumerate(texts):
        signature = RMinHash(num_perm=VALUES, seed=7)
        signature.update([text[at : at + RUN] for at in range(len(text) - RUN + 1)])
        index.insert(number, signature)
        signatures.append(signature)
    for signature in signatures:
        index.query(signature)
    return time.perf_counter() - began


def _limit(texts: list[str]) -> float:
    began = time.perf_counter()
    for text in texts:
        code_points(text)
    return time.perf_counter() - began


def _truth(made: Corpus) -> None:
    signatures = sign(made.texts)
    index, ready = built(signatures), [prepared(text) for text in made.texts]
    pairs = {
        (min(number, one.text), max(number, one.text))
        for number in range(len(made.texts))
        for one in index.candidates(signatures[number])
        if one.text != number
    }
    began = time.perf_counter()
    near = {(a, b) for a, b in pairs if compare(ready[a], ready[b]).near}
    rate = len(pairs) / (time.perf_counter() - began)
    true = set(made.copies)
    kin = {(x, y) for a, x in true for b, y in true if a == b and x < y}
    print(
        f"{len(true)} copies among {len(made.texts):,} reports, {len(pairs):,} pairs looked at ({rate:,.0f} a second):"
    )
    print(
        f"  recall {len(near & true) / len(true):.4f}, precision {len(near & (true | kin)) / len(near):.4f}"
    )
    for means in MEANS:
        these = {pair for pair, how in made.copies.items() if how == means}
        print(f"  {means}: {len(near & these)} of {len(these)}")


def _memory(reports: int) -> str:
    """Signs portion by portion, as the command does, then looks every report up."""
    pieces = [sign(corpus(PORTION, seed).texts) for seed in range(reports // PORTION)]
    sizes = np.concatenate([np.diff(piece.starts) for piece in pieces])
    whole = Signatures(
        np.concatenate([piece.prints for piece in pieces]), np.concatenate([[0], np.cumsum(sizes)])
    )
    index = built(whole)
    found = sum(len(index.candidates(whole[number])) for number in range(len(whole)))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stored = (whole.prints.nbytes + index.entries.nbytes) / 1e6
    return (
        f"{len(whole):,} reports signed, indexed, looked up ({found:,} candidates): {most / 1e3:.0f} MB at most, "
        f"of them {stored:.0f} MB signatures and index"
    )


def _look_up(texts: int) -> None:
    """A new report against that many signatures on disk: random prints, and a real report's among them."""
    chance = np.random.default_rng(7)
    new = corpus(1, 99, copies=0).texts[0]
    prints = sign([new])[0]
    rows = chance.integers(0, 2**32, (texts, MOST), dtype=np.uint32)
    rows.sort(axis=1)
    rows[texts // 2, : len(prints)] = prints
    index = built(Signatures(rows.reshape(-1), np.arange(0, texts * MOST + 1, MOST)))
    del rows
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder) / "prints.npy")
        del index
        mapped = opened(Path(folder) / "prints.npy", texts)
        seconds = [_new(mapped, new, texts // 2) for _ in range(30)]
        size = mapped.entries.nbytes
    print(
        f"a new report of {len(letters_of(new)):,} letters against {texts:,} signatures ({size / 1e9:.1f} GB mapped): "
        f"signing and look-up {median(seconds) * 1e3:.2f} ms [{min(seconds) * 1e3:.2f}–{max(seconds) * 1e3:.2f}]"
    )


def _new(index: Index, text: str, expected: int) -> float:
    began = time.perf_counter()
    found = index.candidates(sign([text])[0])
    seconds = time.perf_counter() - began
    if not found or found[0].text != expected:
        sys.exit("the report was not found")
    return seconds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
