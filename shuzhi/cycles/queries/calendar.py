"""The usual calendar of a year, computed from the day of the meeting; the office may change every day of it."""

import json
from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def calendar_rules() -> dict[str, Any]:
    """How each day follows; data, so that a place may bring its own."""
    text = files("shuzhi.cycles").joinpath("data/calendar.json").read_text(encoding="utf-8")
    return {name: rule for name, rule in json.loads(text).items() if name != "note"}


def usual_dates(year: int, meeting_on: date | None = None) -> dict[str, date]:
    """The usual days of that year; those that hang on the meeting follow the day given for it."""
    rules = calendar_rules()
    days = {name: date(year, rule["month"], rule["day"]) for name, rule in rules.items() if "month" in rule}
    if meeting_on:
        days["meeting_on"] = meeting_on
        # Research never begins after what it is for.
        days["research_from"] = min(days["research_from"], meeting_on - timedelta(days=30))
    for name, rule in rules.items():
        if "from" in rule:
            start = days[rule["from"]] + timedelta(days=rule.get("days", 0))
            days[name] = _months_later(start, rule.get("months", 0))
    return days


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
