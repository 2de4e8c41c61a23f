"""What a settlement is computed from: one year's records of one or more organisers, as Arrow tables.

Numbers are scaled integers: a *micro* is 1/1,000,000 of the unit written in the table. A null is a missing value, never
zero. Rows are in canonical order (see ``docs/scoring.md``, section 2), so the same records give the same digest however
they arrived.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Inputs:
    """The canonical tables.

    reporters: code, unit, person, organiser, category, form, excluded (strings; excluded is null for the assessed) and
        one string column for every attribute of the rulebook; sorted by organiser, then code.
    tallies: for each form, (reporter: int32 row of ``reporters``, group: int16 ordinal, row: int16 ordinal,
        mark: int64, count: int64); ``mark`` is the option's ordinal (from 0, in the rulebook's order), or the number in
        micros where the row's scale is numeric.
    fields: one column per field, aligned with ``reporters``: number → int64 micros; label → int32 ordinal; survey → two
        int64 columns ``NAME`` (favourable) and ``NAME#asked`` (valid answers).
    checklist: (reporter: int32, component: path, item: string, value: int64); ``value`` is micros, or the option's
        ordinal where the item's scale has options.
    adjustments: (reporter: int32, adjustment: string, item: string, value: int64 micros, proof: string).
    vetoes: (reporter: int32, veto: string, proof: string, date: string ISO, authority: string).
    turnout: (form, group: strings, issued, returned, invalid: int64, null where not stated).
    """

    reporters: pa.Table
    tallies: dict[str, pa.Table]
    fields: pa.Table
    checklist: pa.Table
    adjustments: pa.Table
    vetoes: pa.Table
    turnout: pa.Table
    understood: tuple[str, ...] = field(default=())
