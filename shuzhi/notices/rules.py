from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.notices.models import Notice
from shuzhi.web.refusal import Refusal
from shuzhi.web.steps import said_by_steps

# What a notice may say besides its sentence: figures, days and names of places. A grade, a rating or a piece of
# a report has no name here, so it has no way in.
FIGURES = frozenset({"count", "day", "round", "place", "year", "number"})
LONGEST_FIGURE = 60


def texts_of_steps() -> dict[str, Any]:
    """The sentence of every kind of notice: each step lists its own as `notice_texts` in its AppConfig."""
    found: dict[str, Any] = {}
    for texts in said_by_steps("notice_texts"):
        found |= texts
    return found


def plain_figures(figures: Mapping[str, object]) -> dict[str, str | int]:
    """The figures as they are kept; anything that could carry a judgement is a fault of the program."""
    if strange := set(figures) - FIGURES:
        raise ValueError(f"A notice does not say {sorted(strange)}; it may say {sorted(FIGURES)}.")
    return {name: _plain(name, value) for name, value in figures.items()}


def may_read(user: User, notice: Notice) -> Refusal | None:
    if notice.user_id == user.pk:
        return None
    return Refusal(_("This notice is for somebody else."), status=403)


def _plain(name: str, value: object) -> str | int:
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, int):
        return value
    text = str(value)
    if len(text) > LONGEST_FIGURE:
        raise ValueError(f"{name} is a name or a figure of a notice, not a text.")
    return text
