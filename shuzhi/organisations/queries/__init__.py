"""Reads of this step: `tree`, `people`, `divisions`, and for workbooks `export` and `import_plan`."""

from shuzhi.organisations.queries.people import (
    holders,
    people_matching,
    people_within,
    person_of,
    tenures_at,
    tenures_of,
)
from shuzhi.organisations.queries.tree import (
    above,
    children_shown,
    kinds_below,
    search,
    subtree,
    tops,
    tops_shown,
    vertical_tops,
    within,
)

__all__ = [
    "above",
    "children_shown",
    "holders",
    "kinds_below",
    "people_matching",
    "people_within",
    "person_of",
    "search",
    "subtree",
    "tenures_at",
    "tenures_of",
    "tops",
    "tops_shown",
    "vertical_tops",
    "within",
]
