import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from shuzhi.reports import queries
from shuzhi.reports.actions import Typed, Window
from shuzhi.reports.models import Report, is_note, is_state
from shuzhi.reports.models.topic_parts import LONGEST_NOTE
from shuzhi.reports.states import PartState
from shuzhi.web.keys import key_from

LONGEST_TEXT = 100_000
LONGEST_WINDOW = 40
LARGEST_FILE = 10  # megabytes
MOST_SAVES = 2**31 - 1
OVER = {"", "mine", "both"}


class DraftForm(forms.Form):
    """The text of a report from a page without scripts: each field with the version it was written upon."""

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in queries.every_field_of(report):
            self.fields[one.name] = (
                forms.ChoiceField(label=one.title, required=False, choices=PartState.choices)
                if is_state(one.name)
                else forms.CharField(
                    label=one.title, required=False, strip=False, max_length=longest(one.name)
                )
            )
            self.fields[f"base-{one.name}"] = forms.IntegerField(required=False, min_value=0)

    @property
    def typed(self) -> dict[str, Typed]:
        names = [name for name in self.fields if not name.startswith("base-") and name in self.data]
        return {name: Typed(self._text(name), self.cleaned_data[f"base-{name}"] or 0) for name in names}

    def _text(self, name: str) -> str:
        return plain(self.cleaned_data[name])


class DraftFileForm(forms.Form):
    """A draft as a .docx; it is read, shown, and thrown away."""

    file = forms.FileField(
        label=_("File (.docx)"),
        help_text=_("Up to %(n)d MB. Only its headings, paragraphs and tables are read.")
        % {"n": LARGEST_FILE},
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuses what is larger than a report can be."""
        handed: UploadedFile[Any] = self.cleaned_data["file"]
        if (handed.size or 0) > LARGEST_FILE * 1024 * 1024:
            raise forms.ValidationError(_("The file is larger than %(n)d MB.") % {"n": LARGEST_FILE})
        return handed

    @property
    def content(self) -> bytes:
        return bytes(self.cleaned_data["file"].read())


@dataclass(frozen=True, slots=True)
class SentText:
    """What an open page sends every few seconds: the changed fields, and the versions it knows of all."""

    user: int | None
    window: Window
    typed: dict[str, Typed]
    known: dict[str, int]


def read_sent_text(body: bytes) -> SentText | None:
    """The clean values of a save; nothing when it is not what a page sends."""
    try:
        sent = json.loads(body)
        typed = {
            str(name): Typed(plain(one["text"]), _count(one["base"]), one.get("over", ""))
            for name, one in sent["fields"].items()
        }
        window = Window(str(sent["window"])[:LONGEST_WINDOW], _count(sent["seq"]))
        known = {str(name): _count(n) for name, n in sent["known"].items()}
        user = key_from(sent["user"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    if any(one.over not in OVER or not _is_state_or_text(name, one.text) for name, one in typed.items()):
        return None
    return SentText(user, window, typed, known)


def too_long(typed: dict[str, Typed]) -> list[str]:
    """The fields whose text is longer than a field may be."""
    return [name for name, one in typed.items() if len(one.text) > longest(name)]


def longest(name: str) -> int:
    """How many characters the field takes."""
    return LONGEST_NOTE if is_note(name) else LONGEST_TEXT


def plain(text: str) -> str:
    """One kind of line end, and no sign that neither database can keep."""
    whole = text.encode("utf-8", "ignore").decode("utf-8")  # half of a sign, as a cut in a script leaves it
    return whole.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _is_state_or_text(name: str, text: str) -> bool:
    return not is_state(name) or text in ("", *PartState.values)


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_SAVES:
        raise ValueError(value)
    return value
