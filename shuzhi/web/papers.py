"""A document as a file to take away, and a line of the list of documents: what it is, or why it cannot be made."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shuzhi.documents import Document, Meta, docx_of, pdf_of
from shuzhi.web.refusal import Refusal

FORMS = {
    "docx": (docx_of, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (pdf_of, "application/pdf"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: its name, the address it is made at, and why it cannot be made yet, if so."""

    name: str
    address: str
    keys: tuple[int | str, ...]
    refusal: Refusal | None = None

    @property
    def docx(self) -> str:
        return reverse(self.address, args=[*self.keys, "docx"])

    @property
    def pdf(self) -> str:
        return reverse(self.address, args=[*self.keys, "pdf"])


def paper_response(document: Document, form: str) -> HttpResponse:
    """The document as .docx or .pdf to download, under its title."""
    if form not in FORMS:
        raise Http404
    make, mime = FORMS[form]
    response = HttpResponse(make(document), content_type=mime)
    name = document.title.replace("\n", "")[:80]
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{name}.{form}"
    )
    return response


def meta_of(*, author: str, subject: str, made: datetime | date | None) -> Meta:
    """The properties of a document in the reader's language; `made` is a time of its content, not the clock's."""
    language = get_language() or "zh"
    if made is None:
        return Meta(author, subject, language)
    moment = made if isinstance(made, datetime) else datetime.combine(made, time(), UTC)
    return Meta(author, subject, language, moment)


def day(value: date | datetime | None) -> str:
    """A date as it is written in a document; a dash where there is none."""
    return date_format(value, "DATE_FORMAT") if value else _("not fixed")
