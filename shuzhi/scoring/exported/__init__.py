"""The recount of a published ballot export: its own reader, its own root, its own opening; nothing of the product.

What the file is stands in docs/export.md. Every check answers with a sentence in both languages; the first that
fails ends the check, because what stands on it says nothing any more. Only the results are compared to the end.
"""

from __future__ import annotations

from collections.abc import Sequence

from shuzhi.scoring.exported.counting import check_openings, check_results
from shuzhi.scoring.exported.form import BadRoot, Broken, Report, read
from shuzhi.scoring.exported.sealed import check_account, check_receipts, check_root, typed_root

__all__ = ["BadRoot", "Broken", "Report", "check"]


def check(raw: bytes, *, root: str = "", shares: Sequence[str] = ()) -> Report:
    """Everything that follows from the file itself; with `root` also from the paper, with `shares` from the seal.

    The root may be its first sixteen signs, as it is read aloud; BadRoot when it is no root at all.
    """
    asked = typed_root(root)
    try:
        return _check(raw, asked, shares)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError):
        raise Broken(
            "文件内容不合格式。", "What stands in the file is not in the form of an export."
        ) from None


def _check(raw: bytes, root: str, shares: Sequence[str]) -> Report:
    file = read(raw)
    report = Report(file.header)
    check_root(file, root, report)
    check_account(file, report)
    check_receipts(file, report)
    report.missing += [(one["zh"], one["en"]) for one in file.lines["withheld"]]
    if file.header["edition"] == "full":
        check_openings(file, report)
        check_results(file, report)
    elif file.lines["opening"] or file.lines["result"]:
        raise Broken("公开版不应有开封的票。", "A public edition holds no opened ballots.")
    if shares:
        from shuzhi.scoring.exported.unsealing import compare

        compare(file, shares, report)
    return report
