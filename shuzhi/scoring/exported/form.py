"""Reads an export strictly: a file that could be written in another way is not an export."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

FORMAT = "shuzhi ballot export 1"
ORDER = (
    "header",
    "rulebook",
    "account",
    "marks",
    "sealed",
    "opening",
    "receipt",
    "result",
    "withheld",
    "end",
)
KEYS = {
    "header": "box_form edition fingerprint format kind meeting public reporters root sealed sheet",
    "rulebook": "hash kind text",
    "account": "channel group issued kind returned spoiled unused",
    "marks": "channel group kind number",
    "sealed": "group id kind sealed",
    "opening": "group kind marks reporter",
    "receipt": "code kind",
    "result": "component kind reporter value",
    "withheld": "en kind zh",
    "end": "kind lines root sha256",
}
Said = tuple[str, str]


class Broken(Exception):  # noqa: N818 - reads as what the file is
    """The file is not what was published; `said` tells why in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.said: Said = (zh, en)


class BadRoot(Exception):  # noqa: N818 - reads as what was typed
    """What was typed as the root can be compared with nothing; it says nothing about the file."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.said: Said = (zh, en)


@dataclass(slots=True)
class Report:
    """What was checked and holds, what is missing from this edition, and what differs."""

    header: dict[str, Any]
    holds: list[Said] = field(default_factory=list)
    missing: list[Said] = field(default_factory=list)
    differs: list[Said] = field(default_factory=list)


@dataclass(slots=True)
class File:
    """The lines by kind, in their order."""

    lines: dict[str, list[dict[str, Any]]]

    @property
    def header(self) -> dict[str, Any]:
        """The first line."""
        return self.lines["header"][0]


def read(raw: bytes) -> File:
    """The lines by kind; Broken unless every byte stands as it must."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Broken("文件不是 UTF-8 文本。", "The file is not UTF-8 text.") from None
    if not text.endswith("\n"):
        raise Broken("文件末尾被截断。", "The end of the file is missing.")
    rows = text[:-1].split("\n")
    end = _parsed(rows[-1], len(rows))
    _keys(end, len(rows))
    if end["kind"] != "end":
        raise Broken("文件末尾被截断。", "The end of the file is missing.")
    body = raw[: len(raw) - len(rows[-1].encode()) - 1]
    if hashlib.sha256(body).hexdigest() != end["sha256"] or end["lines"] != len(rows) - 1:
        raise Broken(
            "文件的哈希不符：其中有内容被改动。", "The hash of the file differs: something in it was changed."
        )
    lines: dict[str, list[dict[str, Any]]] = {kind: [] for kind in ORDER}
    place = 0
    for number, row in enumerate(rows, 1):
        one = _parsed(row, number)
        _keys(one, number)
        if ORDER.index(one["kind"]) < place:
            raise _at(number)
        place = ORDER.index(one["kind"])
        lines[one["kind"]].append(one)
    header = lines["header"]
    if [len(lines[kind]) for kind in ("header", "rulebook", "end")] != [1, 1, 1] or (
        header[0]["format"] != FORMAT or header[0]["edition"] not in {"full", "public"}
    ):
        raise Broken("这不是述职测评的公布文件。", "This is not a published ballot export.")
    if end["root"] != header[0]["root"]:
        raise Broken("首尾两处封票根值不一致。", "The root at the end is not the root at the beginning.")
    return File(lines)


def _parsed(row: str, number: int) -> dict[str, Any]:
    try:
        one = json.loads(row, parse_float=_refuse, parse_constant=_refuse)
        same = json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError):
        raise _at(number) from None
    if same != row or not isinstance(one, dict) or _holds_truth(one):
        raise _at(number)
    return one


def _refuse(text: str) -> None:
    raise ValueError(text)


def _holds_truth(value: Any) -> bool:
    """Whether a true or false stands anywhere: in Python they would pass for 1 and 0."""
    if isinstance(value, dict):
        return any(_holds_truth(part) for part in value.values())
    if isinstance(value, list):
        return any(_holds_truth(part) for part in value)
    return isinstance(value, bool)


def _keys(one: dict[str, Any], number: int) -> None:
    if " ".join(sorted(one)) != KEYS.get(str(one.get("kind"))):
        raise _at(number)


def _at(number: int) -> Broken:
    return Broken(f"第 {number} 行不合格式。", f"Line {number} is not in the form of an export.")
