"""Real files, harmless and harmful, made byte by byte, so that no harmful one lies in the repository."""

import struct
import zipfile
import zlib
from base64 import b64decode
from io import BytesIO

import docx
import openpyxl
import typst
from django.core.files.uploadedfile import SimpleUploadedFile

# A 24 × 16 picture as a browser writes it.
JPEG = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1x"
    "eXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCA"
    "AQABgDASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAABQAG/8QAGBABAAMBAAAAAAAAAAAAAAAAAAVDgcH/xAAVAQEBAAAAAAAAAAAAAAAA"
    "AAADBf/EABkRAQACAwAAAAAAAAAAAAAAAAABAgQyM//aAAwDAQACEQMRAD8Az4+Vq3hAfK1bwFNlbJ5SPSR0l//Z"
)
LOSSY = b64decode("0AIAnQEqGAAQAD7RVKRLqCSjobAIAQAaCUAWnQYRCAD+7U3byYAOwP9wbAb+uH8PR5gfq/279wAA")
LOSSLESS = b64decode("LxfAAxAPMBujOR7zH/AQEhAe+L9WtyCi/5G8AA==")
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SLIDES_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def handed(name, content):
    return SimpleUploadedFile(name, content)


def word(text="本人述职如下。"):
    document = docx.Document()
    document.add_heading("述职报告", 1)
    document.add_paragraph(text)
    return saved(document)


def workbook():
    book = openpyxl.Workbook()
    book.active["A1"] = "走访（户）"
    return saved(book)


def saved(document):
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf(text="述职报告"):
    return typst.compile(text.encode())


def png(width=2, height=2):
    rows = zlib.compress((b"\0" + b"\xff\0\0" * min(width, 10)) * min(height, 10))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(name, content) for name, content in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    )


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def webp(name=b"VP8 ", content=LOSSY):
    padded = content + b"\0" * (len(content) % 2)
    body = b"WEBP" + name + struct.pack("<I", len(content)) + padded
    return b"RIFF" + struct.pack("<I", len(body)) + body


def wide_webp(width, height):
    canvas = bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return webp(b"VP8X", canvas)


def wide_jpeg(width, height):
    frame = JPEG.index(b"\xff\xc0")
    return JPEG[: frame + 5] + struct.pack(">HH", height, width) + JPEG[frame + 9 :]


def package(parts, *, mode=zipfile.ZIP_DEFLATED):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", mode) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def office(main=WORD_TYPE, **more):
    """The bones of an office document with further parts: `word__vbaProject__bin` is word/vbaProject.bin."""
    types = f'<Types><Override PartName="/main.xml" ContentType="{main}"/></Types>'
    parts = {"[Content_Types].xml": types, "main.xml": "<document/>"}
    return package(parts | {spelled(name): content for name, content in more.items()})


def spelled(name):
    path, _, ending = name.replace("__", "/").rpartition("/")
    return f"{path}.{ending}"


def slides():
    return office(SLIDES_TYPE)


def ofd():
    return package({"OFD.xml": "<ofd:OFD/>", "Doc_0/Document.xml": "<ofd:Document/>"})


def macro_document():
    """A document with macros as Word writes one (.docm), made from a real document."""
    parts = unpacked(word())
    types = parts["[Content_Types].xml"].replace(WORD_TYPE.encode(), MACRO_TYPE.encode())
    return package(parts | {"[Content_Types].xml": types, "word/vbaProject.bin": OLE})


def unpacked(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def relation(kind, target, mode="External"):
    return (
        f'<Relationships><Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        "</Relationships>"
    )


def bomb(megabytes):
    """A real document in which one part unpacks to that many megabytes of zeros."""
    return package(unpacked(word()) | {"word/media/image1.png": bytes(megabytes * 1024 * 1024)})


def overlapping_bomb(copies):
    """Many names for one and the same packed part: small as a file, large as a folder."""
    once = package({"[Content_Types].xml": f"<Types>{WORD_TYPE}</Types>", "word/a.xml": bytes(1024 * 1024)})
    end = once.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", once[end + 16 : end + 20])[0]
    second = once.index(b"PK\x01\x02", start + 4)
    directory = once[start:second] + b"".join(
        once[second:end].replace(b"word/a.xml", f"word/{number:01x}.xml".encode()) for number in range(copies)
    )
    counts = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, copies + 1, copies + 1, len(directory), start, 0)
    return once[:start] + directory + counts


def lying_bomb(megabytes):
    """A bomb whose directory says that the part is small."""
    content = bytearray(bomb(megabytes))
    name = content.rindex(b"word/media/image1.png")
    struct.pack_into("<I", content, name - 46 + 24, 10)
    return bytes(content)


def locked(content):
    """The same package, its first part marked as encrypted in both places."""
    changed = bytearray(content)
    entry = changed.index(b"PK\x01\x02")
    for at in (6, entry + 8):
        changed[at] |= 1
    return bytes(changed)


def pdf_with(objects):
    """A small PDF with further objects before its trailer."""
    body = b"%PDF-1.7\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type /Pages /Kids [] /Count 0>>\nendobj\n"
    return body + objects + b"\ntrailer\n<</Root 1 0 R /Size 3>>\nstartxref\n0\n%%EOF\n"


def pdf_stream(content, *, head=b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"):
    packed = zlib.compress(content)
    return b"9 0 obj\n<<%s /Length %d>>\nstream\n%s\nendstream\nendobj\n" % (head, len(packed), packed)
