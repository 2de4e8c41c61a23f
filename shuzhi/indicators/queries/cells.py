"""Cells of a line into clean values; what has two meanings is an error with its advice."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from shuzhi.indicators.models import Indicator
from shuzhi.indicators.rules.rows import INDICATORS, Column, Row
from shuzhi.organisations.models import Organisation
from shuzhi.scoring.tables.names import key, nearest

DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
BETWEEN = re.compile(r"[、,，;；\s]+")
LINKS = ("part_of", "numerator", "denominator")
NUMBERS = ("decimals", "times", "order")
MOST_DIGITS = 9


class CellError(ValueError):
    """Why the value cannot be taken, and what to do about it."""

    def __init__(self, column: str, reason: str, advice: str = "") -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason
        self.advice = advice


def day_from(text: str) -> date:
    """A day in one of the ways people write it."""
    found = DAY.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    advice = _("Write it as 2026-11-23.")
    if not found:
        raise CellError("as_of", _("not a date"), advice)
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        raise CellError("as_of", _("no such day in the calendar"), advice) from None


def definition_from(
    row: Row, indicators: Mapping[str, Indicator], organisations: Mapping[str, Organisation]
) -> dict[str, Any]:
    """The fields of a definition as far as the sheet has their columns; an empty cell is the default."""
    values: dict[str, Any] = {}
    for column in INDICATORS.columns:
        if column.key not in row.cells:
            continue
        text = row.get(column.key)
        if column.key == "owner":
            values["owner"] = _named(column, text, organisations)
        elif column.key in LINKS:
            values[column.key] = _named(column, text, indicators)
        elif column.key in NUMBERS:
            values[column.key] = _whole(column, text)
        elif column.key in ("categories", "kinds"):
            values[column.key] = [_word(column, part) for part in BETWEEN.split(text) if part]
        elif column.words:
            word = _word(column, text) if text else _default(column.key)
            values[column.key] = word == "yes" if column.key in ("hard", "ended") else word
        else:
            values[column.key] = text
    return values


def _named(column: Column, text: str, known: Mapping[str, Any]) -> Any:
    if not text:
        return None
    if text not in known:
        raise CellError(column.key, _("there is no such code"), _("Write the code of one that is there."))
    return known[text]


def _whole(column: Column, text: str) -> int:
    plain = unicodedata.normalize("NFKC", text)
    if not plain:
        return 1 if column.key == "times" else 0
    if not plain.isdecimal() or len(plain) > MOST_DIGITS:
        raise CellError(column.key, _("not a whole number"))
    return int(plain)


def _word(column: Column, text: str) -> str:
    known = {key(word): value for value, word in column.words.items()} | {
        key(value): value for value in column.words
    }
    if key(text) in known:
        return str(known[key(text)])
    words = "、".join(column.words.values())
    near = nearest(text, column.words.values())
    advice = (
        _("Did you mean %(near)s?") % {"near": near}
        if near
        else _("Write one of: %(words)s.") % {"words": words}
    )
    raise CellError(column.key, _("not one of the words of this column"), advice)


def _default(name: str) -> str:
    return "no" if name in ("hard", "ended") else str(getattr(Indicator(), name))
