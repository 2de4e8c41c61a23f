"""A list of people for the roll, pasted or as a workbook: name, unit, group, sign-in name."""

import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import openpyxl
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuzhi.ballots.rules import RollRow
from shuzhi.ballots.states import SlipChannel

LARGEST = 2 * 1024 * 1024
HEADINGS = {"姓名", "name"}


class RollForm(forms.Form):
    people = forms.CharField(
        label=gettext_lazy("People"),
        help_text=gettext_lazy(
            "One a line: name, unit, group, sign-in name; as copied from a spreadsheet, or with commas. Who has no "
            "sign-in name gets a slip over the table."
        ),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    workbook = forms.FileField(
        label=gettext_lazy("Or a workbook"),
        help_text=gettext_lazy("An .xlsx file with these four columns on its first sheet."),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        upload = clean.get("workbook")
        lines = _pasted(clean.get("people") or "")
        if upload:
            lines = [*lines, *_cells_of(upload)]
        clean["rows"] = [_row(line) for line in lines]
        if not self.errors and not clean["rows"]:
            raise forms.ValidationError(_("Paste at least one line, or choose a workbook."))
        return clean


class HandOutForm(forms.Form):
    channel = forms.ChoiceField(
        choices=[
            (SlipChannel.PHONE, SlipChannel.PHONE.label),
            (SlipChannel.PAPER, SlipChannel.PAPER.label),
        ]
    )


def _pasted(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.strip()]
    found = [line.split("\t") if "\t" in line else line.replace("，", ",").split(",") for line in lines]
    return [cells for cells in found if not _is_heading(cells)]


def _cells_of(upload: Any) -> Iterable[list[str]]:
    if upload.size > LARGEST:
        raise forms.ValidationError(_("The file is larger than 2 MB; a roll is a short table."))
    try:
        book = openpyxl.load_workbook(BytesIO(upload.read()), read_only=True, data_only=True)
        rows = [
            [str(cell) if cell is not None else "" for cell in row[:4]]
            for row in book.worksheets[0].iter_rows(values_only=True)
        ]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError):
        raise forms.ValidationError(_("This is not a workbook (.xlsx) that can be read.")) from None
    return [row for row in rows if any(cell.strip() for cell in row) and not _is_heading(row)]


def _is_heading(cells: Sequence[str]) -> bool:
    return bool(cells) and cells[0].strip().lower() in HEADINGS


def _row(cells: Sequence[str]) -> RollRow:
    name, unit, group, account = ([cell.strip() for cell in cells] + [""] * 4)[:4]
    return RollRow(name, unit, group, account)
