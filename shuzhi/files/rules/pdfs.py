"""A PDF is read as structure only: what stands in its objects, not what it draws."""

import re
import zlib
from typing import BinaryIO

from django.utils.translation import gettext as _

from shuzhi.files.rules.limits import LIMITS, MEGABYTE
from shuzhi.web.refusal import Refusal, Refused, require

BEGINS = re.compile(rb"(?<!end)stream\r?\n")
HEXED = re.compile(rb"#([0-9A-Fa-f]{2})")
# Looked for everywhere, drawn pages included: whoever hides an object may call it a page.
ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|GoToE|SubmitForm|ImportData)(?![A-Za-z0-9])"
    rb"|/XFA\s*[\[\d]"
)
ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
OBJECTS = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
LONGEST_HEAD = 4096


def examine_pdf(stream: BinaryIO) -> None:
    """Refuses a PDF with a password, a script, an attachment, or something behind its end."""
    stream.seek(0)
    data = stream.read()
    last = data.rfind(b"%%EOF")
    if last < 0:
        raise Refused(Refusal(_("The PDF is incomplete; save or scan it again.")))
    if data[last + 5 :].strip(b"\r\n\t \0"):
        raise Refused(Refusal(_("Something stands behind the end of the PDF; print it to a new PDF.")))
    require(refuse_structure(_structure(data)))


def refuse_structure(structure: bytes) -> Refusal | None:
    """What the objects of a PDF must not say."""
    if ENCRYPTED.search(structure):
        return Refusal(_("The PDF is protected by a password; save it without one."))
    if ACTIVE.search(structure):
        return Refusal(
            _("The PDF contains a script, a form that acts, or an attached file; print it to a new PDF.")
        )
    return None


def _structure(data: bytes) -> bytes:
    """The file with its names written out, and the content of its compressed object streams behind it."""
    pieces, budget = [data], LIMITS.unpacked_megabytes * MEGABYTE
    for found in BEGINS.finditer(data):
        head = data[max(0, found.start() - LONGEST_HEAD) : found.start()]
        if OBJECTS.search(_plain(head[head.rfind(b"obj") :])):
            inner = _unpacked(data[found.end() :], budget)
            budget -= len(inner)
            pieces.append(inner)
    return _plain(b"\n".join(pieces))


def _plain(names: bytes) -> bytes:
    return HEXED.sub(lambda hexed: bytes([int(hexed[1], 16)]), names)


def _unpacked(packed: bytes, budget: int) -> bytes:
    """An object stream as it is meant; one that cannot be read cannot be judged, and is refused."""
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(packed, max(budget, 1))
    except zlib.error as fault:
        said = _("The PDF is packed in a way that cannot be checked; print it to a new PDF.")
        raise Refused(Refusal(said)) from fault
    if unpacking.unconsumed_tail:
        raise Refused(Refusal(_("The file unpacks to more than is allowed.")))
    return content
