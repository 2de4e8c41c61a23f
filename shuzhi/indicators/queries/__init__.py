"""Reads of this step: definitions, the figures of one organisation, and what they come to over a tree."""

from shuzhi.indicators.queries.definitions import (
    applying_to,
    expected_below,
    indicators_for,
    indicators_matching,
    with_counts,
)
from shuzhi.indicators.queries.figures import (
    change_over_year,
    fact_for_token,
    fact_text,
    facts_for,
    history_of_figure,
    standing,
)
from shuzhi.indicators.queries.places import owners_for, places_matching, places_to_enter
from shuzhi.indicators.queries.sheet import (
    fact_or_404,
    facts_within,
    lines_of,
    periods_open,
    place_or_404,
    sheet_of,
    targets_of,
)
from shuzhi.indicators.queries.tree import missing_below, tree_of

__all__ = [
    "applying_to",
    "change_over_year",
    "expected_below",
    "fact_for_token",
    "fact_or_404",
    "fact_text",
    "facts_for",
    "facts_within",
    "history_of_figure",
    "indicators_for",
    "indicators_matching",
    "lines_of",
    "missing_below",
    "owners_for",
    "periods_open",
    "place_or_404",
    "places_matching",
    "places_to_enter",
    "sheet_of",
    "standing",
    "targets_of",
    "tree_of",
    "with_counts",
]
