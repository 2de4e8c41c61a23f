import re

from django.utils.translation import gettext as _

from shuzhi.web.refusal import Refusal, require

MACROS = re.compile(
    r"vbaproject|vbadata|(?:^|/)macrosheets/|(?:^|/)dialogsheets/|(?:^|/)activex|(?:^|/)customui|(?:^|/)ctrlprops/",
    re.IGNORECASE,
)
PROGRAMS = re.compile(
    r"\.(?:exe|dll|com|scr|msi|jar|class|js|jse|vbs|vbe|wsf|hta|bat|cmd|ps1|sh|py|lnk|reg|html?|mht|mhtml|xhtml|swf|apk)$",
    re.IGNORECASE,
)
ARCHIVE_STARTS = (
    b"PK\x03\x04",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b\x08",
    b"BZh",
    b"\xfd7zXZ\x00",
)
PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCUMENT_PARTS = re.compile(r"\.(?:docx|xlsx|pptx)$", re.IGNORECASE)
XML_PARTS = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
MACRO_TYPES = re.compile(
    rb"macroEnabled|vnd\.ms-office\.vbaProject|ms-excel\.(?:intl)?macrosheet", re.IGNORECASE
)
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")


def examine_part(name: str, content: bytes) -> None:
    """Refuses a part that acts, that is a program, or that makes the reader fetch something from elsewhere."""
    require(_refuse_active(name, content) or _refuse_foreign(name, content))
    if XML_PARTS.search(name):
        require(_refuse_xml(name, _one_byte_each(content)))


def _refuse_active(name: str, content: bytes) -> Refusal | None:
    if MACROS.search(name) or (name == "[Content_Types].xml" and MACRO_TYPES.search(content)):
        return Refusal(_("The file contains macros; save it without them (as .docx, .xlsx or .pptx)."))
    return None


def _refuse_foreign(name: str, content: bytes) -> Refusal | None:
    archive = content.startswith(ARCHIVE_STARTS) and not DOCUMENT_PARTS.search(name)
    if archive or content.startswith(PROGRAM_STARTS) or PROGRAMS.search(name):
        return Refusal(
            _("A program, a web page or an archive is packed into the document (%(part)s).") % {"part": name}
        )
    if content.startswith(OLE_START):
        said = _(
            "An object of another program is packed into the document (%(part)s); insert it as a picture or a table."
        )
        return Refusal(said % {"part": name})
    return None


def _refuse_xml(name: str, content: bytes) -> Refusal | None:
    if DECLARED.search(content):
        return Refusal(
            _("The document declares text of its own kind (%(part)s); save it anew.") % {"part": name}
        )
    if not name.lower().endswith(".rels"):
        return None
    outside = [one for one in RELATION.findall(content) if re.search(rb"TargetMode\s*=\s*[\"']External", one)]
    if any(not re.search(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", one) for one in outside):
        return Refusal(
            _(
                "The document loads a template, picture or object from elsewhere; put it into the document itself."
            )
        )
    return None


def _one_byte_each(content: bytes) -> bytes:
    """XML in two bytes a character is looked at as if it were in one, so that nothing hides in the zeros."""
    return content.replace(b"\0", b"") if b"\0" in content else content
