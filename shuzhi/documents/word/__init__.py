"""A document as .docx, written part by part so that the bytes depend on nothing but the document."""

from shuzhi.documents.word.package import docx_of

__all__ = ["docx_of"]
