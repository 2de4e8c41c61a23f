"""What the command line says about an export."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from shuzhi.scoring.exported import Broken, check

MARKS = {"holds": ("✓ ", "✓ "), "missing": ("未公布：", "Not published: "), "differs": ("✗ ", "✗ ")}


def told(path: Path, *, root: str, shares: Sequence[Path], lang: str) -> tuple[bool, list[str]]:
    """Whether everything is confirmed, and the lines that say what."""
    at = 0 if lang == "zh" else 1
    try:
        words = [one.read_text(encoding="utf-8") for one in shares]
        report = check(path.read_bytes(), root=root, shares=words)
    except Broken as broken:
        return False, ["✗ " + broken.said[at]]
    lines = [mark[at] + said[at] for name, mark in MARKS.items() for said in getattr(report, name)]
    if report.differs:
        return False, lines
    meeting, code = report.header["meeting"]["title"], report.header["root"]
    end = (f"“{meeting}”的公布文件全部相符，根值 {code}。", f"“{meeting}”: all confirmed, root {code}.")
    return True, [*lines, end[at]]
