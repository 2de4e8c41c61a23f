"""A PDF's words with their places, read by poppler; and a .docx as LibreOffice sets it."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from shuzhi.documents.measures import MM

PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
LINE = re.compile(
    r'<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</line>', re.DOTALL
)
WORD = re.compile(r"<word [^>]*>(.*?)</word>")


@dataclass(frozen=True)
class Set:
    """A line as it stands on the page, in millimetres."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def pages_of(pdf: bytes, folder: Path) -> list[list[Set]]:
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    html = subprocess.run(
        ["pdftotext", "-bbox-layout", path, "-"], check=True, capture_output=True, text=True, errors="replace"
    ).stdout
    return [[_set(found) for found in LINE.finditer(page[3])] for page in PAGE.finditer(html)]


def _set(found: re.Match[str]) -> Set:
    left, top, right, bottom = (float(found[place]) / MM for place in range(1, 5))
    return Set(left, top, right, bottom, " ".join(WORD.findall(found[5])))


def text_lines(page: list[Set]) -> list[Set]:
    """What stands inside the text block, without the page number below it."""
    return [line for line in page if line.bottom < 37 + 225 + 1]


def foot_of(page: list[Set]) -> Set:
    return next(line for line in page if line.top > 37 + 225)


def as_office_sets(docx: bytes, folder: Path) -> bytes:
    path = folder / "office.docx"
    path.write_bytes(docx)
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation={profile}",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            path,
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (folder / "office.pdf").read_bytes()
