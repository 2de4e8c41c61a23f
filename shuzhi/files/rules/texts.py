import re
from typing import BinaryIO

from django.utils.translation import gettext as _

from shuzhi.web.refusal import Refusal, Refused

MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# What no text of an office contains; line ends, tabs and page breaks are no control characters here.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
ACTIVE = re.compile(
    r"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|\?xml|\?php)\b", re.IGNORECASE
)
SCRIPTS = ("#!", "%PDF-", "{\\rtf", "<?php", "MIME-Version:", "@echo", "REM ")


def text_of(raw: bytes) -> str:
    """The characters of a plain text in one of the encodings that office programs write."""
    mark = next((name for start, name in MARKS.items() if raw.startswith(start)), None)
    for encoding in [mark] if mark else ["utf-8", "gb18030"]:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(Refusal(_("The file is no text that can be read; save it as text in UTF-8.")))


def examine_text(stream: BinaryIO) -> None:
    """Refuses what only calls itself text: programs, pages for a browser, scripts."""
    stream.seek(0)
    text = text_of(stream.read())
    if CONTROLS.search(text):
        raise Refused(Refusal(_("The file is called a text but is none; its content is of an unknown kind.")))
    if ACTIVE.search(text) or text.lstrip().startswith(SCRIPTS):
        raise Refused(
            Refusal(_("The file contains a page or a script for a program; only plain text is kept."))
        )
