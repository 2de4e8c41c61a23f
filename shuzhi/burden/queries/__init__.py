"""Every non-trivial read of this step."""

from shuzhi.burden.queries.costs import (
    Comparison,
    asked_by,
    breaches_in,
    comparisons,
    cost_of,
    effect_of,
    held_already,
)
from shuzhi.burden.queries.lists import (
    cycle_or_404,
    cycles_with_burden,
    register_sheet,
    replaceable,
    requests_of,
    takeable,
    waivers_for,
)

__all__ = [
    "Comparison",
    "asked_by",
    "breaches_in",
    "comparisons",
    "cost_of",
    "cycle_or_404",
    "cycles_with_burden",
    "effect_of",
    "held_already",
    "register_sheet",
    "replaceable",
    "requests_of",
    "takeable",
    "waivers_for",
]
