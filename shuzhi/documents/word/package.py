"""The parts of a .docx and their packing: fixed order, fixed time, so the same document gives the same bytes."""

import io
import zipfile
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from lxml import etree

from shuzhi.documents.blocks import Document, Meta, clean
from shuzhi.documents.setting import set_document
from shuzhi.documents.word.body import body_part, footer_part
from shuzhi.documents.word.styles import fonts_part, styles_part
from shuzhi.documents.word.xml import NAMESPACES, element, w, written

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml."
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = {  # name: (kind of content, kind of relation from the document)
    "styles": ("styles", "styles"),
    "settings": ("settings", "settings"),
    "fontTable": ("fontTable", "fontTable"),
    "footer1": ("footer", "footer"),
    "footer2": ("footer", "footer"),
}


def docx_of(document: Document) -> bytes:
    """The .docx; the same document gives the same bytes."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _package_relations(),
        "docProps/core.xml": _properties(document),
        "docProps/app.xml": _program(),
        "word/document.xml": written(body_part(set_document(document))),
        "word/styles.xml": written(styles_part()),
        "word/settings.xml": written(_settings(document.meta)),
        "word/fontTable.xml": written(fonts_part()),
        "word/footer1.xml": written(footer_part(outer="right")),
        "word/footer2.xml": written(footer_part(outer="left")),
        "word/_rels/document.xml.rels": _document_relations(),
    }
    return _packed(parts)


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            archive.writestr(entry, content)
    return packed.getvalue()


def _content_types() -> bytes:
    named = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{KIND}{kind}+xml"/>'
        for name, (kind, _) in PARTS.items()
    )
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{KIND}document.main+xml"/>{named}'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>'
    ).encode()


def _relations(rows: list[tuple[str, str]]) -> bytes:
    inside = "".join(
        f'<Relationship Id="rId{place}" Type="{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(rows, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'.encode()


def _package_relations() -> bytes:
    return _relations(
        [
            (f"{OFFICE}/officeDocument", "word/document.xml"),
            (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            (f"{OFFICE}/extended-properties", "docProps/app.xml"),
        ]
    )


def _document_relations() -> bytes:
    return _relations([(f"{OFFICE}/{relation}", f"{name}.xml") for name, (_, relation) in PARTS.items()])


def _properties(document: Document) -> bytes:
    meta = document.meta
    made = meta.made if meta.made.tzinfo else meta.made.replace(tzinfo=UTC)
    stamp = _stamp(made)
    title = escape(clean(document.title).replace("\n", ""))
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:subject>{escape(clean(meta.subject))}</dc:subject>"
        f"<dc:creator>{escape(clean(meta.author))}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified></cp:coreProperties>'
    ).encode()


def _stamp(made: datetime) -> str:
    return made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _program() -> bytes:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return f'{HEAD}<Properties xmlns="{space}"><Application>Shuzhi</Application></Properties>'.encode()


def _settings(meta: Meta) -> etree._Element:
    root = etree.Element(w("settings"), nsmap=NAMESPACES)
    compatible = element("compatSetting", name="compatibilityMode", val="15")
    compatible.set(w("uri"), "http://schemas.microsoft.com/office/word")
    root.extend(
        [
            element("evenAndOddHeaders"),
            element("characterSpacingControl", val="doNotCompress"),
            element("compat", element("adjustLineHeightInTable"), compatible),
            element("themeFontLang", val="en-US", eastAsia="zh-CN"),
        ]
    )
    return root
