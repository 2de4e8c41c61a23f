"""Exact figures: whole numbers of the last decimal place, in both databases and in every sum.

A figure has at most `MOST_DIGITS` digits, its decimals included: the sum over 922,000 units still fits into 64 bits,
more than any country has villages. No float ever holds a figure.
"""

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

MOST_DIGITS = 13
MOST_DECIMALS = 6
PLAIN = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?(%?)")
SIGNS = str.maketrans({"−": "-", "–": "-", "，": ",", "。": ".", "％": "%", "﹪": "%"})


class NumberError(ValueError):
    """Why the text is no figure of this indicator, as a sentence."""


def scaled_from(text: str, decimals: int, *, percent: bool = False) -> int:
    """The figure in units of its last decimal place; digits may be full-width and grouped by commas.

    A percent sign is taken where the unit is per cent, and refused elsewhere: it would change the meaning.
    """
    plain = "".join(unicodedata.normalize("NFKC", text.translate(SIGNS)).split())
    found = PLAIN.fullmatch(plain)
    if not found:
        raise NumberError(_("“%(text)s” is not a number; write it like 1,234.5.") % {"text": text})
    sign, whole, rest, mark = found.groups()
    if mark and not percent:
        raise NumberError(_("This indicator is not counted in per cent; leave out the sign %."))
    rest = (rest or "").rstrip("0")
    if len(rest) > decimals:
        said = {"text": text, "decimals": decimals}
        raise NumberError(
            _("“%(text)s” has more than %(decimals)d decimals; nothing is rounded here.") % said
        )
    digits = (whole.replace(",", "") + rest.ljust(decimals, "0")).lstrip("0") or "0"
    if len(digits) > MOST_DIGITS:
        said = {"digits": MOST_DIGITS}
        raise NumberError(_("More than %(digits)d digits; choose a larger unit for the indicator.") % said)
    return -int(digits) if sign == "-" else int(digits)


def value_of(scaled: int, decimals: int) -> Decimal:
    """The exact decimal that the whole number stands for."""
    return Decimal((int(scaled < 0), tuple(map(int, str(abs(scaled)))), -decimals))


def number_text(scaled: int, decimals: int, *, grouped: bool = True) -> str:
    """The figure with all its decimals, thousands grouped."""
    return format(value_of(scaled, decimals), ",f" if grouped else "f")
