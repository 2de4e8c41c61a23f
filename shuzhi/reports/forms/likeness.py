from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuzhi.documents import Heading, Paragraph, Table, UnreadableDocument, read_docx

LARGEST = 5_000_000
LONGEST = 400_000


class SourceForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Paste the text, or choose a file below."),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("A Word file (.docx) or a plain text, up to 5 MB; only its text is kept."),
    )

    def clean_file(self) -> str:
        """The text of the file."""
        handed: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if handed is None:
            return ""
        if (handed.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB; paste the passages that matter."))
        return _text_in(handed.read())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        text = cleaned.get("text") or cleaned.get("file") or ""
        if not self.errors and not text.strip():
            self.add_error("text", _("Paste the text or choose a file."))
        cleaned["text"] = text[:LONGEST]
        return cleaned


def _text_in(content: bytes) -> str:
    if content.startswith(b"PK"):
        try:
            blocks = read_docx(content)
        except UnreadableDocument as fault:
            said = _("This Word file cannot be read; save it as .docx again, or paste its text.")
            raise forms.ValidationError(said) from fault
        lines = [one.text for one in blocks if isinstance(one, Heading | Paragraph)]
        tables = [one for one in blocks if isinstance(one, Table)]
        cells = [" ".join(map(str, row)) for one in tables for row in [one.head, *one.rows]]
        return "\n".join([*lines, *cells])
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise forms.ValidationError(_("The file is neither a Word file (.docx) nor a plain text."))
