"""The sealed ballots against the root, the account and the receipts."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

from shuzhi.scoring.exported.form import BadRoot, Broken, File, Report

SIGNS = 64
# As many as are read aloud at closing; fewer could be met by trying.
FEWEST = 16


def root_of(sealed: Iterable[dict[str, Any]]) -> str:
    """The Merkle root of the sealed list: 0x00 before a leaf, 0x01 before a pair, an odd one goes up alone."""
    level = []
    for one in sealed:
        parts = [one[name].encode() for name in ("id", "group", "sealed")]
        level.append(_sha(b"\x00" + b"".join(len(part).to_bytes(4, "big") + part for part in parts)))
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        odd = [level.pop()] if len(level) % 2 else []
        level = [_sha(b"\x01" + level[at] + level[at + 1]) for at in range(0, len(level), 2)] + odd
    return level[0].hex()


def _sha(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


def typed_root(text: str) -> str:
    """The root as somebody typed it, or its beginning, in small letters without spaces."""
    asked = "".join(text.split()).lower()
    if text and (not FEWEST <= len(asked) <= SIGNS or set(asked) - set("0123456789abcdef")):
        raise BadRoot(
            f"--root 要写根值的前 {FEWEST} 至 {SIGNS} 位，只用 0-9、a-f（大小写、空格不限）；"
            f"现在是“{text}”，{len(asked)} 位。文件没有核对。",
            f"--root takes the first {FEWEST} to {SIGNS} signs of the root, 0-9 and a-f in either case, with or "
            f"without spaces; this is “{text}”, {len(asked)} signs. The file was not checked.",
        )
    return asked


def check_root(file: File, asked: str, report: Report) -> None:
    header, sealed = file.header, file.lines["sealed"]
    order = [(one["id"], one["group"], one["sealed"]) for one in sealed]
    if order != sorted(order) or len({one[0] for one in order}) != len(order):
        raise Broken(
            "封票清单次序不对或有重复。", "The sealed list is not sorted, or something stands twice."
        )
    if len(sealed) != header["sealed"]:
        raise Broken("封票张数与首行不符。", "The number of sealed ballots is not the one in the first line.")
    if root_of(sealed) != header["root"]:
        raise Broken("由封票清单算不出公布的根值。", "The sealed list does not give the published root.")
    if not header["root"].startswith(asked):
        raise Broken("与纸上公布的根值不是同一个。", "This is not the root that was published on paper.")
    number = int.from_bytes(_sha(b"shuzhi key\x00" + header["public"].encode()), "big") % 10**20
    if f"{number:020}" != header["fingerprint"].replace(" ", ""):
        raise Broken("公钥与其指纹不符。", "The public key does not have this fingerprint.")
    report.holds.append((f"{len(sealed)} 张封票，根值相符", f"{len(sealed)} sealed ballots give the root"))
    if asked:
        report.holds.append(
            (
                f"与纸上公布的根值一致（比对 {SIGNS} 位中的前 {len(asked)} 位）",
                f"the root is the one on paper ({len(asked)} of {SIGNS} signs compared)",
            )
        )


def check_account(file: File, report: Report) -> None:
    """Ballots = marks, and issued = returned + spoiled + unused in every group and channel."""
    marks = {(one["group"], one["channel"]): one["number"] for one in file.lines["marks"]}
    account = {(one["group"], one["channel"]): one for one in file.lines["account"]}
    if len(marks) != len(file.lines["marks"]) or len(account) != len(file.lines["account"]):
        raise Broken("账目中有重复的行。", "A line of the account stands twice.")
    by_group: Counter[str] = Counter()
    for (group, _channel), number in marks.items():
        by_group[group] += number
    if +by_group != Counter(one["group"] for one in file.lines["sealed"]):
        raise Broken("已用票签数与封票张数不符。", "Used slips and sealed ballots do not agree.")
    for key in sorted(marks.keys() | account.keys()):
        one = account.get(key)
        if one is None or one["returned"] != marks.get(key, 0):
            raise Broken(
                f"{key[0]} 的收回数与已用票签不符。", f"{key[0]}: returned is not the number of used slips."
            )
        if one["issued"] != one["returned"] + one["spoiled"] + one["unused"]:
            raise Broken(f"{key[0]} 的票签账不平。", f"{key[0]}: issued is not returned + spoiled + unused.")
    report.holds.append(("发出 = 收回 + 作废 + 未用", "issued = returned + spoiled + unused"))


def check_receipts(file: File, report: Report) -> None:
    codes = [one["code"] for one in file.lines["receipt"]]
    if codes != sorted(set(codes)) or len(codes) != len(file.lines["sealed"]):
        raise Broken("回执码与封票张数不符。", "The receipts are not one for each sealed ballot.")
    report.holds.append((f"{len(codes)} 个回执码各不相同", f"{len(codes)} receipts, each once"))
