import json
from dataclasses import dataclass
from typing import Any

from django import forms

from shuzhi.reports import queries
from shuzhi.reports.actions import Typed, Window
from shuzhi.reports.models import Report
from shuzhi.web.keys import key_from

LONGEST_TEXT = 100_000
LONGEST_WINDOW = 40
OVER = {"", "mine", "both"}


class DraftForm(forms.Form):
    """The text of a report from a page without scripts: each field with the version it was written upon."""

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in queries.fields_of(report):
            self.fields[one.name] = forms.CharField(
                label=one.title, required=False, strip=False, max_length=LONGEST_TEXT
            )
            self.fields[f"base-{one.name}"] = forms.IntegerField(required=False, min_value=0)

    @property
    def typed(self) -> dict[str, Typed]:
        names = [name for name in self.fields if not name.startswith("base-") and name in self.data]
        return {name: Typed(self._text(name), self.cleaned_data[f"base-{name}"] or 0) for name in names}

    def _text(self, name: str) -> str:
        return plain(self.cleaned_data[name])


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
    if any(one.over not in OVER for one in typed.values()):
        return None
    return SentText(user, window, typed, known)


def too_long(typed: dict[str, Typed]) -> list[str]:
    """The fields whose text is longer than a field may be."""
    return [name for name, one in typed.items() if len(one.text) > LONGEST_TEXT]


def plain(text: str) -> str:
    """One kind of line end, and no sign that neither database can keep."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _count(value: object) -> int:
    found = key_from(value)
    if found is None:
        raise ValueError(value)
    return found
