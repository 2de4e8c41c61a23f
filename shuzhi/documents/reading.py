"""A .docx read back as headings, paragraphs and tables; whatever else it holds is left out and said.

Reads by local names, so files of Word, WPS and LibreOffice, of the transitional and the strict kind, read alike.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from shuzhi.documents.blocks import Block, Heading, Paragraph, Table, clean

MOST_BYTES = 20 * 1024 * 1024  # of one part, unpacked
MOST_PARAGRAPHS = 20_000  # those of tables included; a long book has fewer
OLD_WORD = b"\xd0\xcf\x11\xe0"  # .doc, .wps and files with a password
HEADING_NAME = re.compile(r"^(?:heading|标题|標題)\s*([1-9])$", re.IGNORECASE)
DEEPEST = 4
NUMBER_STYLE = "HeadingNumber"  # a number set by this library; it is set again when the text is set again
SPACES = re.compile(r"[ \u00a0\u3000]{2,}|\u00a0")


class UnreadableDocument(Exception):  # noqa: N818  (it is told as what it is)
    """`key` says why: "not-docx", "old-word", "too-large", "damaged"."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Reading:
    """What was read, and what was left out, each with how often.

    The keys: "picture", "text-box", "footnote", "hidden-text", "nested-table", "deleted-text", "comment".
    """

    blocks: list[Block] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)

    def leave_out(self, what: str) -> None:
        self.left_out[what] = self.left_out.get(what, 0) + 1

    @property
    def faults(self) -> list[str]:
        return [f"{what}: {count}" for what, count in sorted(self.left_out.items())]


def read_docx(content: bytes) -> list[Block]:
    """Headings, paragraphs and tables in their order; the title is a heading of level 0."""
    return read_with_faults(content).blocks


def read_with_faults(content: bytes) -> Reading:
    """The blocks and what was left out. Raises `UnreadableDocument`; never opens anything outside the file."""
    if content.startswith(OLD_WORD):
        raise UnreadableDocument("old-word")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "word/document.xml" not in names:
                raise UnreadableDocument("not-docx")
            root = _part(archive, "word/document.xml")
            levels = _heading_levels(_part(archive, "word/styles.xml")) if "word/styles.xml" in names else {}
    except (
        zipfile.BadZipFile,
        zlib.error,
        etree.XMLSyntaxError,
        OSError,
        EOFError,
        RuntimeError,
        ValueError,
    ) as fault:
        is_zip = content.startswith(b"PK")
        raise UnreadableDocument("damaged" if is_zip else "not-docx") from fault
    reading = Reading()
    body = next((child for child in root if _name(child) == "body"), None)
    if body is None:
        raise UnreadableDocument("damaged")
    if sum(1 for _paragraph in body.iter("{*}p")) > MOST_PARAGRAPHS:
        raise UnreadableDocument("too-large")
    for node in _flow(body):
        _read_block(node, levels, reading)
    return reading


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element:
    with archive.open(name) as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UnreadableDocument("too-large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise UnreadableDocument("damaged")
    return root


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _child(node: etree._Element, *path: str) -> etree._Element | None:
    for name in path:
        found = next((child for child in node if _name(child) == name), None)
        if found is None:
            return None
        node = found
    return node


def _value(node: etree._Element | None, name: str = "val") -> str:
    if node is None:
        return ""
    return next((str(text) for key, text in node.attrib.items() if etree.QName(key).localname == name), "")


def _flow(node: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, also those inside content controls and accepted insertions."""
    for child in node:
        name = _name(child)
        if name in {"p", "tbl"}:
            yield child
        elif name in {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"}:
            yield from _flow(child)


def _heading_levels(styles: etree._Element) -> dict[str, int]:
    """Style id → level: by its name, its outline level, or that of the style it is based on."""
    own: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in styles:
        if _name(style) != "style" or _value(style, "type") not in {"paragraph", ""}:
            continue
        key = _value(style, "styleId")
        name = _value(_child(style, "name"))
        outline = _value(_child(style, "pPr", "outlineLvl"))
        based[key] = _value(_child(style, "basedOn"))
        if found := HEADING_NAME.match(name.strip()):
            own[key] = int(found[1])
        elif name.lower() in {"title", "标题"}:
            own[key] = 0
        elif outline.isdigit() and int(outline) < 9:
            own[key] = int(outline) + 1
    return {key: level for key in based if (level := _inherited(key, own, based)) is not None}


def _inherited(key: str, own: dict[str, int], based: dict[str, str]) -> int | None:
    seen: set[str] = set()
    while key and key not in seen:
        if key in own:
            return own[key]
        seen.add(key)
        key = based.get(key, "")
    return None


def _read_block(node: etree._Element, levels: dict[str, int], reading: Reading) -> None:
    if _name(node) == "tbl":
        if (table := _table(node, reading)) is not None:
            reading.blocks.append(table)
        return
    text = _tidy("".join(_words(node, reading)))
    if not text:
        return
    level = _level_of(node, levels)
    if level is None:
        reading.blocks.extend(Paragraph(line) for line in text.split("\n") if line)
    else:
        reading.blocks.append(Heading(text.replace("\n", " "), min(level, DEEPEST), numbered=level > 0))


def _level_of(node: etree._Element, levels: dict[str, int]) -> int | None:
    outline = _value(_child(node, "pPr", "outlineLvl"))
    if outline.isdigit():
        return int(outline) + 1 if int(outline) < 9 else None
    return levels.get(_value(_child(node, "pPr", "pStyle")))


def _tidy(text: str) -> str:
    lines = (SPACES.sub(" ", line).strip(" \u3000") for line in clean(text).split("\n"))
    return "\n".join(lines).strip("\n")


DROPPED = {
    "drawing": "picture",
    "pict": "picture",
    "object": "picture",
    "txbxContent": "text-box",
    "footnoteReference": "footnote",
    "endnoteReference": "footnote",
    "commentReference": "comment",
    "del": "deleted-text",
    "moveFrom": "deleted-text",
}
SILENT = {"pPr", "rPr", "instrText", "sdtPr", "Choice", "bookmarkStart", "bookmarkEnd", "proofErr"}
SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


def _words(node: etree._Element, reading: Reading) -> Iterator[str]:
    for child in node:
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name in SIGNS:
            yield "" if _value(child, "type") == "page" else SIGNS[name]
        elif name in DROPPED:
            boxed = next((True for inner in child.iter() if _name(inner) == "txbxContent"), False)
            reading.leave_out("text-box" if boxed else DROPPED[name])
        elif name == "r" and _is_hidden(child):
            reading.leave_out("hidden-text")
        elif name == "r" and _value(_child(child, "rPr", "rStyle")) == NUMBER_STYLE:
            continue
        elif name not in SILENT:
            yield from _words(child, reading)


def _is_hidden(run: etree._Element) -> bool:
    mark = _child(run, "rPr", "vanish")
    return mark is not None and _value(mark) not in {"0", "false", "off"}


def _table(node: etree._Element, reading: Reading) -> Table | None:
    rows = list(_inside(node, "tr"))
    read = [tuple(_cells(row, reading)) for row in rows]
    kept = [(row, cells) for row, cells in zip(rows, read, strict=True) if any(cells)]
    if not kept:
        return None
    is_head = _child(kept[0][0], "trPr", "tblHeader") is not None
    head = kept[0][1] if is_head else ()
    return Table(head, tuple(cells for _, cells in kept[1 if is_head else 0 :]))


def _inside(node: etree._Element, wanted: str) -> Iterator[etree._Element]:
    for child in node:
        if _name(child) == wanted:
            yield child
        elif _name(child) in {"sdt", "sdtContent", "customXml", "ins"}:
            yield from _inside(child, wanted)


def _cells(row: etree._Element, reading: Reading) -> Iterator[str]:
    """One text a column of the grid; a merged cell's text stands in its first column."""
    for cell in _inside(row, "tc"):
        merged = _child(cell, "tcPr", "vMerge")
        goes_on = merged is not None and _value(merged) in {"", "continue"}
        yield "" if goes_on else _cell_text(cell, reading)
        span = _value(_child(cell, "tcPr", "gridSpan"))
        yield from [""] * (min(int(span), 64) - 1 if span.isdigit() else 0)


def _cell_text(cell: etree._Element, reading: Reading) -> str:
    lines = []
    for node in _flow(cell):
        if _name(node) == "p":
            lines.append(_tidy("".join(_words(node, reading))))
        else:
            reading.leave_out("nested-table")
            inner = _table(node, reading)
            rows = [*([inner.head] if inner and inner.head else []), *(inner.rows if inner else ())]
            lines += [" ".join(text for text in texts if text) for texts in rows]
    return "\n".join(line for line in lines if line)
