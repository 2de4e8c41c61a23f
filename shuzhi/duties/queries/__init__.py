"""Reads of this step: lists of a year, the log, responsibilities, and what they come to over a tree."""

from shuzhi.duties.queries.lists import (
    Triple,
    demands,
    items_matching,
    items_within,
    list_of,
    list_or_404,
    lists_matching,
    lists_within,
    own_tenures,
    stage_counts,
    tenure_or_404,
    triple_of,
)
from shuzhi.duties.queries.log import entries_of, entry_sheet, evidence_or_404, places_of
from shuzhi.duties.queries.responsibilities import Line, quota_of, responsibilities_of
from shuzhi.duties.queries.sheets import item_sheet
from shuzhi.duties.queries.statistics import Statistics, statistics_of

__all__ = [
    "Line",
    "Statistics",
    "Triple",
    "demands",
    "entries_of",
    "entry_sheet",
    "evidence_or_404",
    "item_sheet",
    "items_matching",
    "items_within",
    "list_of",
    "list_or_404",
    "lists_matching",
    "lists_within",
    "own_tenures",
    "places_of",
    "quota_of",
    "responsibilities_of",
    "stage_counts",
    "statistics_of",
    "tenure_or_404",
    "triple_of",
]
