"""Official documents from plain structure: .docx and PDF in the layout of GB/T 9704, and .docx read back.

Pure: no Django, no database. A step builds a `Document`; what it looks like is decided here.
"""

from shuzhi.documents.blocks import (
    Addressee,
    Annexes,
    Block,
    Byline,
    Colophon,
    Document,
    Face,
    Heading,
    Meta,
    PageBreak,
    Paragraph,
    RedHead,
    Run,
    Signature,
    Table,
    Title,
)
from shuzhi.documents.faces import FontUse, fonts_used
from shuzhi.documents.pdf import pdf_of
from shuzhi.documents.reading import Reading, UnreadableDocument, read_docx, read_with_faults
from shuzhi.documents.word import docx_of

__all__ = [
    "Addressee",
    "Annexes",
    "Block",
    "Byline",
    "Colophon",
    "Document",
    "Face",
    "FontUse",
    "Heading",
    "Meta",
    "PageBreak",
    "Paragraph",
    "Reading",
    "RedHead",
    "Run",
    "Signature",
    "Table",
    "Title",
    "UnreadableDocument",
    "docx_of",
    "fonts_used",
    "pdf_of",
    "read_docx",
    "read_with_faults",
]
