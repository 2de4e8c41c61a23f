"""Pictures are judged by their headers alone; nothing is decoded, so nothing can burst while it is checked."""

import re
import struct
from typing import BinaryIO

from django.utils.translation import gettext as _

from shuzhi.files.rules.limits import LIMITS
from shuzhi.files.states import Kind
from shuzhi.web.refusal import Refusal, Refused, require

PNG_START = b"\x89PNG\r\n\x1a\n"
JPEG_START = b"\xff\xd8\xff"
STANDALONE = {0x01, *range(0xD0, 0xD8)}
FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
FOREIGN = re.compile(rb"%PDF-|<script|<\?php|<html|<svg", re.IGNORECASE)


def examine_picture(stream: BinaryIO, kind: Kind) -> None:
    """Refuses a picture that is broken, too large to show, or carries something else behind it."""
    stream.seek(0)
    data = stream.read()
    measure = {Kind.PNG: _measure_png, Kind.JPEG: _measure_jpeg, Kind.WEBP: _measure_webp}[kind]
    try:
        width, height, end = measure(data)
    except (struct.error, IndexError, ValueError) as fault:
        raise Refused(Refusal(_("The picture is damaged and cannot be shown."))) from fault
    require(refuse_size(width, height))
    behind = data[end:]
    # Phones append a film or a second exposure to a JPEG; the other formats end where they say.
    if (behind and kind != Kind.JPEG) or FOREIGN.search(behind) or FOREIGN.search(data[:1024]):
        raise Refused(
            Refusal(_("Something else is hidden in the picture; save it anew and choose it again."))
        )


def refuse_size(width: int, height: int) -> Refusal | None:
    """A picture whose header promises more points than any screen shows is a trap for whoever opens it."""
    if width < 1 or height < 1:
        return Refusal(_("The picture is damaged and cannot be shown."))
    if max(width, height) > LIMITS.picture_side or width * height > LIMITS.picture_megapixels * 1_000_000:
        said = _("The picture has %(width)d × %(height)d points; at most %(n)d million are allowed.")
        return Refusal(said % {"width": width, "height": height, "n": LIMITS.picture_megapixels})
    return None


def _measure_png(data: bytes) -> tuple[int, int, int]:
    width, height = struct.unpack(">II", data[16:24])
    if data[12:16] != b"IHDR":
        raise ValueError("no header")
    at = len(PNG_START)
    while True:
        length, name = struct.unpack(">I4s", data[at : at + 8])
        at += 12 + length
        if at > len(data):
            raise ValueError("cut off")
        if name == b"IEND":
            return width, height, at


def _measure_jpeg(data: bytes) -> tuple[int, int, int]:
    at, size = 2, None
    while True:
        if data[at] != 0xFF:
            raise ValueError("no marker")
        marker = data[at + 1]
        if marker == 0xFF or marker in STANDALONE:
            at += 1 if marker == 0xFF else 2
            continue
        length = int(struct.unpack(">H", data[at + 2 : at + 4])[0])
        if marker in FRAMES:
            size = struct.unpack(">HH", data[at + 5 : at + 9])
        at += 2 + length
        if marker == 0xDA:
            break
    if size is None:
        raise ValueError("no frame")
    return int(size[1]), int(size[0]), _end_of_scans(data, at)


def _end_of_scans(data: bytes, at: int) -> int:
    """Behind the last scan of a JPEG; inside a scan only stuffed bytes and restarts follow an FF."""
    while True:
        at = data.index(b"\xff", at)
        marker = data[at + 1]
        if marker == 0xD9:
            return at + 2
        if marker in {0x00, 0xFF} or marker in STANDALONE:
            at += 1 if marker == 0xFF else 2
            continue
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])


def _measure_webp(data: bytes) -> tuple[int, int, int]:
    end = 8 + int(struct.unpack("<I", data[4:8])[0])
    if end > len(data):
        raise ValueError("cut off")
    chunk = data[12:16]
    if chunk == b"VP8X":
        wide, high = data[24:27] + b"\0", data[27:30] + b"\0"
        return 1 + struct.unpack("<I", wide)[0], 1 + struct.unpack("<I", high)[0], end
    if chunk == b"VP8L":
        bits = struct.unpack("<I", data[21:25])[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF), end
    if chunk == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        wide, high = struct.unpack("<HH", data[26:30])
        return wide & 0x3FFF, high & 0x3FFF, end
    raise ValueError("no frame")
