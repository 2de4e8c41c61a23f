"""Signatures of all editions for the look-up: a mapped file up to its last one, the newer ones from the table."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from django.conf import settings

from shuzhi.reports.models import Edition, Signature, parts_of
from shuzhi.reports.models.markup import FACT, FILE
from shuzhi.similarity import Index, Signatures, built, opened, sign

FORM = 1  # raised when the method changes: older signatures are made anew by the command


@dataclass(frozen=True, slots=True)
class Like:
    """An edition that may share passages with a text."""

    edition: int
    shared: int


def folder() -> Path:
    """Where the look-up lies; it can be made anew and needs no backup."""
    return Path(settings.VAR) / "similarity"


def wording(sections: list[dict[str, Any]], answers: list[dict[str, Any]]) -> str:
    """A report as one text: its parts one after another, without the tokens of figures and evidence.

    The parts of a topic are everybody's words and no copying, so they stay out.
    """
    texts = [{**answer, "parts": []} for answer in answers]
    return "\n".join(FILE.sub("", FACT.sub("", part.text)) for part in parts_of(sections, texts))


def prints_of(text: str) -> bytes:
    """The signature of a text as the table keeps it."""
    return sign([text])[0].astype("<u4").tobytes()


def likely(text: str, *, most: int) -> tuple[list[Like], bool]:
    """The editions that share the most prints with a text, and whether there were more than asked for."""
    prints = sign([text])[0]
    found: list[Like] = []
    last = 0
    if (mapped := _mapped()) is not None:
        index, editions, last = mapped
        found += [
            Like(int(editions[one.text]), one.shared) for one in index.candidates(prints, most=most + 1)
        ]
    newer = list(
        Signature.objects.filter(pk__gt=last, form=FORM).order_by("pk").values_list("edition_id", "prints")
    )
    if newer:
        index = built(_joined([bytes(row) for _, row in newer]))
        found += [Like(newer[one.text][0], one.shared) for one in index.candidates(prints, most=most + 1)]
    found.sort(key=lambda one: (-one.shared, one.edition))
    return found[:most], len(found) > most


def write_look_up() -> int:
    """Writes the file anew from the table and says how many editions it holds."""
    rows = Signature.objects.filter(form=FORM).order_by("pk")
    keys = list(rows.values_list("pk", "edition_id"))
    index = built(_joined([bytes(row) for row in rows.values_list("prints", flat=True).iterator()]))
    folder().mkdir(parents=True, exist_ok=True)
    # One file names the other, so that no reader ever pairs an old one with a new one.
    last = keys[-1][0] if keys else 0
    name = f"prints-{last}-{len(keys)}.npy"
    index.save(folder() / name)
    table = np.array([[last, len(keys)], *([edition, 0] for _, edition in keys)], np.int64)
    beside = folder() / "editions.new.npy"
    np.save(beside, table)
    beside.replace(folder() / "editions.npy")
    for old in folder().glob("prints-*.npy"):
        if old.name != name:
            old.unlink(missing_ok=True)
    return len(keys)


def unsigned(limit: int) -> list[Edition]:
    """Editions whose signature is missing or of an older method."""
    rows = Edition.objects.exclude(signature__form=FORM).order_by("pk")
    return list(rows[:limit])


def _mapped() -> tuple[Index, npt.NDArray[np.int64], int] | None:
    path = folder() / "editions.npy"
    if not path.exists():
        return None
    table = np.load(path)
    last, texts = int(table[0, 0]), int(table[0, 1])
    try:
        index = opened(folder() / f"prints-{last}-{texts}.npy", texts)
    except FileNotFoundError:  # replaced this very moment: the table alone answers, only more slowly
        return None
    return index, table[1:, 0], last


def _joined(rows: list[bytes]) -> Signatures:
    sizes = [len(row) // 4 for row in rows]
    prints = np.frombuffer(b"".join(rows), "<u4").astype(np.uint32)
    return Signatures(prints, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))
