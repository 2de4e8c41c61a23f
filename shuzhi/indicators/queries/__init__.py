"""Reads of this step: definitions, the figures of one organisation, and what they come to over a tree."""

from shuzhi.indicators.queries.figures import (
    change_over_year,
    fact_for_token,
    fact_text,
    facts_for,
    history_of_figure,
)

__all__ = ["change_over_year", "fact_for_token", "fact_text", "facts_for", "history_of_figure"]
