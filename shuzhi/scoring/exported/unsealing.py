"""Opens the sealed list once more, with two shares of the key, and compares it with the published openings.

A sealed ballot holds, behind a stamp of 16 bytes that only the site can check, a receipt of 10 characters and
the choices: three hexadecimal digits a cell, reporter by reporter, row by row; 000 is blank.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from shamir_mnemonic import MnemonicError, combine_mnemonics

from shuzhi.scoring.exported.form import Broken, File, Report

STAMP, RECEIPT, CELL = 16, 10, 3
Rated = tuple[str, str, tuple[int | None, ...]]


def compare(file: File, shares: Sequence[str], report: Report) -> None:
    """Receipts and, in a full edition, every opened ballot: the same as what lies sealed."""
    box = _box(file.header, shares)
    receipts: list[str] = []
    rated: Counter[Rated] = Counter()
    for one in file.lines["sealed"]:
        receipt, cells = _opened(box, one["sealed"])
        receipts.append(receipt)
        rated.update(_split(cells, file.header["sheet"], one["group"]))
    if sorted(receipts) != [one["code"] for one in file.lines["receipt"]]:
        raise Broken("封票中的回执码与公布的不同。", "The sealed receipts are not the published ones.")
    report.holds.append((f"用两份密钥重新开封 {len(receipts)} 张", f"{len(receipts)} ballots opened again"))
    if file.header["edition"] != "full":
        return
    published = Counter((one["reporter"], one["group"], tuple(one["marks"])) for one in file.lines["opening"])
    if rated != published:
        raise Broken("重新开封的票与公布的不同。", "The ballots opened again are not the published ones.")
    report.holds.append(("开封的票与公布的逐份相同", "the opened ballots are the published ones"))


def _box(header: dict[str, Any], shares: Sequence[str]) -> SealedBox[PrivateKey]:
    try:
        private = PrivateKey(combine_mnemonics([" ".join(_letters(share)) for share in shares]))
    except (MnemonicError, ValueError):
        raise Broken("这两份密钥合不成私钥。", "These shares do not make a private key.") from None
    if base64.urlsafe_b64encode(bytes(private.public_key)).decode() != header["public"]:
        raise Broken("这两份密钥不是这次测评的。", "These shares are not those of this ballot.")
    return SealedBox(private)


def _letters(share: str) -> list[str]:
    """The words, whatever numbers, commas and line ends stand between them."""
    return "".join(c if c.isascii() and c.isalpha() else " " for c in share.lower()).split()


def _opened(box: SealedBox[PrivateKey], sealed: str) -> tuple[str, str]:
    try:
        plain = box.decrypt(base64.urlsafe_b64decode(sealed.encode()))
        return plain[STAMP : STAMP + RECEIPT].decode("ascii"), plain[STAMP + RECEIPT :].hex()
    except (CryptoError, ValueError):
        raise Broken("有一张封票打不开。", "A sealed ballot does not open.") from None


def _split(cells: str, sheet: dict[str, Any], group: str) -> Iterator[Rated]:
    width = len(sheet["rows"])
    numbers = [
        int(cells[at : at + CELL], 16) for at in range(0, CELL * width * len(sheet["reporters"]), CELL)
    ]
    for at, reporter in enumerate(sheet["reporters"]):
        own = numbers[at * width : (at + 1) * width]
        yield reporter["code"], group, tuple(number - 1 if number else None for number in own)
