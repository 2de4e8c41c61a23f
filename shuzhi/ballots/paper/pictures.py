"""Scans and photographs taken apart into pictures: PDF, TIFF of many pages, JPEG, PNG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

# At most so many pages in a file, so many points on a page: a file must not fill the memory.
MOST_PAGES: Final = 2000
MOST_POINTS: Final = 60_000_000
PDF_DPI: Final = 200
POINTS_PER_INCH: Final = 72
MOST_INCHES: Final = 25

Grey = NDArray[np.uint8]


class UnreadableFile(ValueError):  # noqa: N818 - reads as what the file is
    """No picture can be taken from this file; `why` is a code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as grey values, with its place in the file from 1."""

    grey: Grey
    page: int


def count_of(data: bytes) -> int:
    """How many pages the file has, without drawing one; raises UnreadableFile."""
    if data[:1024].lstrip().startswith(b"%PDF"):
        document = _opened(data)
        try:
            return len(document)
        finally:
            document.close()
    if data.startswith((b"II*\0", b"MM\0*")):
        return _count_of_tiff(data)
    return 1


def pages_in(data: bytes, first: int = 1) -> Iterator[Picture]:
    """The pages of the file from `first`, one at a time; raises UnreadableFile, also in the middle of a file."""
    if data[:1024].lstrip().startswith(b"%PDF"):
        yield from _of_pdf(data, first)
    elif data.startswith((b"II*\0", b"MM\0*")):
        yield from _of_tiff(data, first)
    elif first > 1:
        return
    elif data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        yield Picture(_checked(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)), 1)
    else:
        raise UnreadableFile("kind")


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        raise UnreadableFile("broken") from fault


def _of_pdf(data: bytes, first: int) -> Iterator[Picture]:
    document = _opened(data)
    try:
        if len(document) > MOST_PAGES:
            raise UnreadableFile("pages")
        for at in range(first - 1, len(document)):
            yield Picture(_pdf_page(document, at), at + 1)
    finally:
        document.close()


def _pdf_page(document: pypdfium2.PdfDocument, at: int) -> Grey:
    try:
        page = document[at]
        width, height = page.get_size()
        if max(width, height) > MOST_INCHES * POINTS_PER_INCH:
            raise UnreadableFile("size")
        bitmap = page.render(scale=PDF_DPI / POINTS_PER_INCH, grayscale=True)
        grey = np.array(bitmap.to_numpy())
        page.close()
    except pypdfium2.PdfiumError as fault:
        raise UnreadableFile("broken") from fault
    return _checked(grey if grey.ndim == 2 else grey[:, :, 0])


def _count_of_tiff(data: bytes) -> int:
    """Follows the chain of directories: each names its entries and the place of the next one."""
    order: Literal["little", "big"] = "little" if data.startswith(b"II") else "big"
    seen: set[int] = set()
    at = int.from_bytes(data[4:8], order)
    while at and at not in seen and at + 2 <= len(data):
        seen.add(at)
        behind = at + 2 + 12 * int.from_bytes(data[at : at + 2], order)
        at = int.from_bytes(data[behind : behind + 4], order)
    if not seen:
        raise UnreadableFile("broken")
    return len(seen)


def _of_tiff(data: bytes, first: int) -> Iterator[Picture]:
    raw = np.frombuffer(data, np.uint8)
    for at in range(first - 1, MOST_PAGES + 1):
        done, pages = cv2.imdecodemulti(raw, cv2.IMREAD_GRAYSCALE, range=(at, at + 1))
        if not done or not pages:
            if at == 0:
                raise UnreadableFile("broken")
            return
        if at == MOST_PAGES:
            raise UnreadableFile("pages")
        yield Picture(_checked(pages[0]), at + 1)


def _checked(grey: NDArray[Any] | None) -> Grey:
    if grey is None or grey.size == 0:
        raise UnreadableFile("broken")
    if grey.size > MOST_POINTS:
        raise UnreadableFile("size")
    return np.ascontiguousarray(grey, dtype=np.uint8)
