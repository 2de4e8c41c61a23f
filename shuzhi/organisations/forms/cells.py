"""One cell into one value. What has one meaning only is taken and reported; what has two is a fault."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from difflib import get_close_matches

from django.utils.translation import gettext as _

from shuzhi.organisations.rules.rows import NO, YES

UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
SPACES = re.compile(r"\s+")
BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
CODE = re.compile(r"[\w.\-/]+")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
MONTH = re.compile(r"(\d{4})[-/年](\d{1,2})月?|(\d{4})\.(\d{2})")
PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
STILL = frozenset({"至今", "现任", "现在", "在任", "now", "present"})
# Spreadsheets count days from here; a serial in this range lies between 1954 and 2064.
SERIAL_ZERO = date(1899, 12, 30)
SERIALS = range(20_000, 60_000)


class CellError(ValueError):
    """Why the value cannot be taken, and what to do about it."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice


def shown(value: object) -> str:
    """The cell as a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.min.time() else value.isoformat(" ")
    return str(value)


def plain(value: object) -> str:
    """The text without spaces around it and characters nobody sees."""
    text = shown(value).translate(dict.fromkeys(map(ord, UNSEEN)))
    return text.strip()


def name_of(limit: int) -> Callable[[object], str]:
    """A reader of names: a space within a Chinese name only fills the column, and is left out."""

    def read(value: object) -> str:
        text = BETWEEN_HAN.sub("", SPACES.sub(" ", plain(value)))
        if len(text) > limit:
            raise CellError(
                _("longer than %(limit)d characters") % {"limit": limit},
                _("Shorten it; nothing is cut off here."),
            )
        return text

    return read


def code_of(value: object) -> str:
    """A code or number, always text: half-width, without spaces."""
    if isinstance(value, bool | datetime | date):
        raise CellError(_("not a code"), _("Format the column as text and write the code."))
    if isinstance(value, int | float) and (value % 1 or abs(value) >= 10**15):
        raise CellError(
            _("a number that has lost digits"),
            _("Format the column as text and write the code again in full."),
        )
    text = SPACES.sub("", unicodedata.normalize("NFKC", plain(value))).removeprefix("'")
    if len(text) > 40 or (text and not CODE.fullmatch(text)):
        raise CellError(
            _("not a code"), _("A code has up to 40 letters and digits, with - _ . / between them.")
        )
    return text


def day_of(value: object) -> date | None:
    """A day; a month alone means its first day. Nothing, or words like 至今, means no day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = SPACES.sub("", unicodedata.normalize("NFKC", plain(value)))
    if not text or text.lower() in STILL:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and int(value) in SERIALS:
        return SERIAL_ZERO + timedelta(days=int(value))
    found = DAY.fullmatch(text) or PACKED.fullmatch(text)
    month = None if isinstance(value, float) else MONTH.fullmatch(text)
    if not found and not month:
        raise CellError(_("not a date"), _("Write it as 2026-11-23."))
    parts = found.groups() if found else (*(part for part in month.groups() if part), "1") if month else ()
    year, month_number, day = (int(part) for part in parts)
    try:
        return date(year, month_number, day)
    except ValueError:
        raise CellError(_("no such day in the calendar"), _("Write it as 2026-11-23.")) from None


def yes_of(value: object) -> bool:
    """Yes or no; an empty cell is no."""
    text = unicodedata.normalize("NFKC", plain(value)).lower()
    if text in {"是", "y", "yes", "1", "true", "√", "✓"}:
        return True
    if text in {"", "否", "n", "no", "0", "false", "×", "x"}:
        return False
    raise CellError(_("neither yes nor no"), _("Write 是 or 否."))


def choice_of(words: Mapping[str, str], english: Mapping[str, str]) -> Callable[[object], str]:
    """A reader of one of these words, in Chinese or English; an empty cell stays empty."""
    known = {word: key for key, word in words.items()}
    known |= {word.lower(): key for key, word in english.items()} | {key.lower(): key for key in words}

    def read(value: object) -> str:
        text = SPACES.sub(" ", unicodedata.normalize("NFKC", plain(value))).lower()
        if not text:
            return ""
        if text in known:
            return str(known[text])
        near = get_close_matches(text, known, n=1, cutoff=0.5)
        said = {"words": "、".join(words.values()), "near": near[0] if near else ""}
        advice = (
            _("Did you mean %(near)s? It is one of: %(words)s.") if near else _("Write one of: %(words)s.")
        )
        raise CellError(_("not one of the words of this column"), advice % said)

    return read
