"""The closed lists of this step, its periods and its exact numbers; imports nothing of the house."""

from shuzhi.indicators.states.lists import Direction, OverTime, PeriodKind, RollUp
from shuzhi.indicators.states.numbers import (
    MOST_DECIMALS,
    MOST_DIGITS,
    NumberError,
    number_text,
    scaled_from,
    value_of,
)
from shuzhi.indicators.states.periods import (
    is_period,
    period_before,
    period_kind,
    period_of_day,
    period_text,
    periods_of,
)

__all__ = [
    "MOST_DECIMALS",
    "MOST_DIGITS",
    "Direction",
    "NumberError",
    "OverTime",
    "PeriodKind",
    "RollUp",
    "is_period",
    "number_text",
    "period_before",
    "period_kind",
    "period_of_day",
    "period_text",
    "periods_of",
    "scaled_from",
    "value_of",
]
