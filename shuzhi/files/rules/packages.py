"""Documents that are packages of parts (ZIP): unpacked once, counted while unpacking, and thrown away."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from django.utils.translation import gettext as _

from shuzhi.files.rules.limits import LIMITS, MEGABYTE
from shuzhi.files.rules.parts import examine_part
from shuzhi.files.states import Kind
from shuzhi.web.refusal import Refusal, Refused

ZIP_START = b"PK\x03\x04"
SMALLEST_END = 22
DESCRIPTOR = 24
CHUNK = 64 * 1024
MAIN_PARTS = {
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": Kind.DOCX,
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": Kind.XLSX,
    b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": Kind.PPTX,
}
INNER = re.compile(r"/embeddings/[^/]+\.(?:docx|xlsx|pptx)$", re.IGNORECASE)
CONTENT_LIST = "[Content_Types].xml"


class Budget:
    """How much may still be unpacked, the inner documents included."""

    def __init__(self, packed: int) -> None:
        self.packed = max(packed, 1)
        self.spent = 0

    def spend(self, size: int) -> None:
        """Counts what was unpacked; refuses as soon as it is too much, long before the end of a bomb."""
        self.spent += size
        beyond = self.spent > LIMITS.package_ratio_from_megabytes * MEGABYTE
        if self.spent > LIMITS.unpacked_megabytes * MEGABYTE or (
            beyond and self.spent > LIMITS.package_ratio * self.packed
        ):
            raise Refused(Refusal(_("The file unpacks to more than is allowed.")))


def examine_package(stream: BinaryIO, size: int, *, budget: Budget | None = None) -> Kind:
    """The kind of a sound package; refuses bombs, passwords, macros, hidden parts and foreign content."""
    budget, inside = budget or Budget(size), budget is not None
    try:
        stream.seek(0)
        with zipfile.ZipFile(stream) as package:
            entries = package.infolist()
            _refuse_frame(stream, package, entries, size)
            contents = b""
            for entry in entries:
                content = _unpack(package, entry, budget)
                examine_part(entry.filename, content)
                if INNER.search(entry.filename):
                    _examine_inner(content, budget, inside=inside)
                if entry.filename in {CONTENT_LIST, "OFD.xml"}:
                    contents = content
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError) as fault:
        raise Refused(
            Refusal(_("The file is damaged; open it in your office program and save it anew."))
        ) from fault
    return _kind_of({entry.filename for entry in entries}, contents)


def _examine_inner(content: bytes, budget: Budget, *, inside: bool) -> None:
    """A chart carries its table as a workbook; a document in a document in a document is a trap."""
    if inside:
        raise Refused(Refusal(_("The document contains documents within documents.")))
    examine_package(BytesIO(content), len(content), budget=budget)


def _kind_of(names: set[str], contents: bytes) -> Kind:
    if "OFD.xml" in names and CONTENT_LIST not in names:
        return Kind.OFD
    kinds = {kind for mark, kind in MAIN_PARTS.items() if mark in contents}
    if len(kinds) == 1:
        return kinds.pop()
    raise Refused(
        Refusal(_("Archives are not kept: hand in the documents one by one, as .docx, .xlsx, .pptx or PDF."))
    )


def _refuse_frame(
    stream: BinaryIO, package: zipfile.ZipFile, entries: list[zipfile.ZipInfo], size: int
) -> None:
    """The parts fill the file from its first to its last byte: nothing before, between, over one another, behind."""
    if len(entries) > LIMITS.package_entries:
        raise Refused(Refusal(_("The file unpacks to more than is allowed.")))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused(Refusal(_("The file is protected by a password; save it without one.")))
    names = [entry.filename.casefold() for entry in entries]
    if len(set(names)) < len(names) or not all(_is_plain(name) for name in names):
        raise Refused(Refusal(_("The file contains parts with forbidden names.")))
    reached = 0
    for start, end in sorted(_spans(stream, entries)):
        if not reached <= start <= reached + DESCRIPTOR:
            raise Refused(
                Refusal(_("Something else is hidden in the file; save it anew and choose it again."))
            )
        reached = end
    if not reached <= package.start_dir <= reached + DESCRIPTOR or not _ends_there(stream, package, size):
        raise Refused(Refusal(_("Something else is hidden in the file; save it anew and choose it again.")))


def _is_plain(name: str) -> bool:
    parts = name.split("/")
    return not (name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in parts)


def _spans(stream: BinaryIO, entries: list[zipfile.ZipInfo]) -> Iterator[tuple[int, int]]:
    """From where to where each part stands; overlapping parts are how a small file bursts."""
    for entry in entries:
        stream.seek(entry.header_offset)
        head = stream.read(30)
        if not head.startswith(ZIP_START):
            raise zipfile.BadZipFile("no header where one is promised")
        name, extra = struct.unpack("<HH", head[26:30])
        yield entry.header_offset, entry.header_offset + 30 + name + extra + entry.compress_size


def _ends_there(stream: BinaryIO, package: zipfile.ZipFile, size: int) -> bool:
    """The directory is followed by the end record and by nothing else."""
    stream.seek(size - SMALLEST_END)
    end = stream.read(SMALLEST_END)
    length, start, comment = struct.unpack("<IIH", end[12:22])
    whole = start + length + SMALLEST_END == size and start == package.start_dir
    return end.startswith(b"PK\x05\x06") and whole and comment == 0


def _unpack(package: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes:
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile("an unusual way of packing")
    pieces = []
    with package.open(entry) as part:
        while piece := part.read(CHUNK):
            budget.spend(len(piece))
            pieces.append(piece)
    return b"".join(pieces)
