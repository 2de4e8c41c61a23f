"""The kinds of files that are kept; whatever is not in this list is refused."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """What a file is by its content; the name it came with decides nothing."""

    PDF = "pdf", "PDF"
    DOCX = "docx", _("Word document")
    XLSX = "xlsx", _("Excel workbook")
    PPTX = "pptx", _("PowerPoint slides")
    OFD = "ofd", "OFD"
    PNG = "png", pgettext_lazy("file", "picture (PNG)")
    JPEG = "jpg", pgettext_lazy("file", "picture (JPEG)")
    WEBP = "webp", pgettext_lazy("file", "picture (WebP)")
    TXT = "txt", _("plain text")
    CSV = "csv", _("table as text (CSV)")


CONTENT_TYPES: dict[Kind, str] = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Kind.OFD: "application/ofd",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.WEBP: "image/webp",
    Kind.TXT: "text/plain; charset=utf-8",
    Kind.CSV: "text/csv; charset=utf-8",
}

PICTURES = frozenset({Kind.PNG, Kind.JPEG, Kind.WEBP})
TEXTS = frozenset({Kind.TXT, Kind.CSV})
PACKAGES = frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.OFD})
