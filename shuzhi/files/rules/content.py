import re
import unicodedata
import zipfile
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _

from shuzhi.files.rules.limits import ENDINGS, LIMITS, MEGABYTE
from shuzhi.files.rules.packages import ZIP_START, examine_package
from shuzhi.files.rules.parts import ARCHIVE_STARTS, OLE_START, PROGRAM_STARTS
from shuzhi.files.rules.pdfs import examine_pdf
from shuzhi.files.rules.pictures import JPEG_START, PNG_START, examine_picture
from shuzhi.files.rules.texts import examine_text
from shuzhi.files.states import PACKAGES, PICTURES, Kind
from shuzhi.web.refusal import Refusal, Refused, require

LONGEST_NAME = 120
HEAD = 4096
# Signs that no name needs: paths, what turns the direction of writing around, and control characters.
UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


def examine(stream: BinaryIO, name: str, size: int) -> Kind:
    """What a file is by its content; raises `Refused` with the reason when it is not kept here."""
    if size == 0:
        raise Refused(Refusal(_("The file is empty.")))
    if size > LIMITS.largest_bytes:
        require(_refuse_larger(size, LIMITS.largest_bytes))
    stream.seek(0)
    kind = _kind_by_start(stream.read(HEAD), name)
    if kind is None:
        kind = examine_package(stream, size)
    require(_refuse_larger(size, LIMITS.most_bytes(kind)))
    if kind not in PACKAGES:
        _examine_plain(stream, kind)
    return kind


def clean_name(name: str, kind: Kind) -> str:
    """The name a file is shown and handed out by: no path, no tricks, and the ending of its content."""
    base = PurePath(name.replace("\\", "/")).name
    plain = unicodedata.normalize(
        "NFC", "".join(c for c in base if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    )
    stem, dot, ending = UNFIT.sub("_", plain).strip(" .").rpartition(".")
    if not dot or ending.lower() not in {one for endings in ENDINGS.values() for one in endings}:
        stem, ending = (f"{stem}.{ending}" if dot else ending), ""
    if ending.lower() not in ENDINGS[kind]:
        ending = kind.value
    return f"{(stem.strip(' .') or 'file')[: LONGEST_NAME - 6]}.{ending}"


def _kind_by_start(head: bytes, name: str) -> Kind | None:
    """The kind the first bytes tell; None is a package, which says itself what it is."""
    starts = {
        b"%PDF-": Kind.PDF,
        PNG_START: Kind.PNG,
        JPEG_START: Kind.JPEG,
    }
    for start, kind in starts.items():
        if head.startswith(start):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head.startswith(ZIP_START):
        return None
    if head.startswith(PROGRAM_STARTS):
        raise Refused(Refusal(_("The file is a program; programs are not kept.")))
    if head.startswith(ARCHIVE_STARTS):
        raise Refused(
            Refusal(
                _("Archives are not kept: hand in the documents one by one, as .docx, .xlsx, .pptx or PDF.")
            )
        )
    if head.startswith(OLE_START):
        said = _(
            "This is an old or protected office file (.doc, .xls, .ppt, .wps, .et, .dps, or one with a password). "
            "Open it and save it as .docx, .xlsx or .pptx without a password."
        )
        raise Refused(Refusal(said))
    return _text_by_name(name)


def _text_by_name(name: str) -> Kind:
    """A text has no mark of its own: it is one when it is called one and reads as one."""
    ending = PurePath(name).suffix.lower().removeprefix(".")
    for kind in (Kind.CSV, Kind.TXT):
        if ending in ENDINGS[kind]:
            return kind
    raise Refused(
        Refusal(
            _(
                "Files of this kind are not kept. Kept are PDF, .docx, .xlsx, .pptx, OFD, pictures and plain text."
            )
        )
    )


def _examine_plain(stream: BinaryIO, kind: Kind) -> None:
    if kind == Kind.PDF:
        examine_pdf(stream)
    elif kind in PICTURES:
        examine_picture(stream, kind)
    else:
        examine_text(stream)
    stream.seek(0)
    # A file that is two things at once is opened as the worse of them.
    if zipfile.is_zipfile(stream):
        raise Refused(Refusal(_("An archive is hidden in the file; save it anew and choose it again.")))


def _refuse_larger(size: int, most: int) -> Refusal | None:
    if size <= most:
        return None
    said = _("The file has %(size).1f MB; at most %(most)d MB are allowed.")
    return Refusal(said % {"size": size / MEGABYTE, "most": most // MEGABYTE})
