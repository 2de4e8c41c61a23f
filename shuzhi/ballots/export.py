"""The published export of one ballot: a text of JSON lines with exactly one form for one content. Pure.

Every line is an object with its kind, keys sorted, no spaces, no escapes beyond JSON's own, ended by one line
feed. The lines stand in this order: header, rulebook, account, marks, sealed, opening, receipt, result, withheld,
end; within a kind sorted. The last line holds the SHA-256 of everything before it and once more the root that
closing published. docs/export.md describes every field; `shuzhi recount` reads it with code of its own.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

FORMAT = "shuzhi ballot export 1"
FULL, PUBLIC = "full", "public"


@dataclass(frozen=True, slots=True)
class Account:
    """The slips or sheets of one group in one channel: issued = returned + spoiled + unused."""

    group: str
    channel: str
    issued: int
    returned: int
    spoiled: int
    unused: int


@dataclass(frozen=True, slots=True)
class Result:
    """What one ballot component of the rulebook comes to for a reporter; None where it has no value."""

    reporter: str
    component: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Export:
    """Everything that stands in the file. `withheld` says, in both languages, what is missing and why."""

    edition: str
    meeting: dict[str, str]
    sheet: dict[str, Any]
    box_form: str
    public: str
    fingerprint: str
    root: str
    rulebook: str
    rulebook_hash: str
    reporters: Sequence[dict[str, Any]] = ()
    account: Sequence[Account] = ()
    marks: Sequence[tuple[str, str, int]] = ()
    sealed: Sequence[tuple[str, str, str]] = ()
    openings: Sequence[tuple[str, str, Sequence[int | None]]] = ()
    receipts: Sequence[str] = ()
    results: Sequence[Result] = ()
    withheld: Sequence[tuple[str, str]] = ()


def text_of(export: Export) -> str:
    """The file; the same content always gives the same bytes."""
    lines = [_line(one) for one in _content(export)]
    body = "".join(lines)
    end = {
        "kind": "end",
        "lines": len(lines),
        "root": export.root,
        "sha256": hashlib.sha256(body.encode()).hexdigest(),
    }
    return body + _line(end)


def _line(one: dict[str, Any]) -> str:
    return json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False) + "\n"


def _content(export: Export) -> Iterable[dict[str, Any]]:
    yield {
        "kind": "header",
        "format": FORMAT,
        "edition": export.edition,
        "meeting": export.meeting,
        "sheet": export.sheet,
        "box_form": export.box_form,
        "public": export.public,
        "fingerprint": export.fingerprint,
        "root": export.root,
        "sealed": len(export.sealed),
        "reporters": sorted(export.reporters, key=lambda one: str(one["code"])),
    }
    yield {"kind": "rulebook", "hash": export.rulebook_hash, "text": export.rulebook}
    for one in sorted(export.account, key=lambda one: (one.group, one.channel)):
        numbers = {name: getattr(one, name) for name in ("issued", "returned", "spoiled", "unused")}
        yield {"kind": "account", "group": one.group, "channel": one.channel, **numbers}
    for group, channel, number in sorted(export.marks):
        yield {"kind": "marks", "group": group, "channel": channel, "number": number}
    for key, group, sealed in sorted(export.sealed):
        yield {"kind": "sealed", "id": key, "group": group, "sealed": sealed}
    for reporter, group, marks in sorted(export.openings, key=_opening_order):
        yield {"kind": "opening", "reporter": reporter, "group": group, "marks": list(marks)}
    for code in sorted(export.receipts):
        yield {"kind": "receipt", "code": code}
    for result in sorted(export.results, key=lambda one: (one.reporter, one.component)):
        yield {
            "kind": "result",
            "reporter": result.reporter,
            "component": result.component,
            "value": result.value,
        }
    for zh, en in export.withheld:
        yield {"kind": "withheld", "zh": zh, "en": en}


def _opening_order(opening: tuple[str, str, Sequence[int | None]]) -> tuple[str, str, list[int]]:
    reporter, group, marks = opening
    return reporter, group, [-1 if mark is None else mark for mark in marks]
