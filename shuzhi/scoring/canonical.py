"""The canonical order of records: the same records are the same however they arrived (docs/scoring.md, section 2)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shuzhi.scoring.cells import rows_of
from shuzhi.scoring.inputs import Inputs
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rounding import Ints


def canonical(inputs: Inputs) -> Inputs:
    """The same records with reporters ordered by organiser, then code; every table points at the new rows."""
    names = ("organiser", "code")
    sorting = pa.table(
        {name: inputs.reporters.column(name).cast(pa.string()).fill_null("") for name in names}
    )
    order = pc.sort_indices(sorting, sort_keys=[(name, "ascending") for name in names]).to_numpy()
    if inputs.fields.num_columns and inputs.fields.num_rows != len(order):
        raise Refused("fields", "与述职人的行数不同。", "has another number of rows than the reporters.")
    if not np.array_equal(order, np.arange(len(order))):
        inputs = _reordered(inputs, order)
    _no_twins(inputs.reporters)
    return inputs


def _reordered(inputs: Inputs, order: Ints) -> Inputs:
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))

    def moved(table: pa.Table) -> pa.Table:
        rows = rows_of(table.column("reporter"), len(order), "reporter")
        at = table.schema.get_field_index("reporter")
        return table.set_column(at, "reporter", pa.array(place[rows].astype(np.int32)))

    return Inputs(
        reporters=inputs.reporters.take(order),
        tallies={form: moved(table) for form, table in inputs.tallies.items()},
        fields=inputs.fields.take(order) if inputs.fields.num_columns else inputs.fields,
        checklist=moved(inputs.checklist),
        adjustments=moved(inputs.adjustments),
        vetoes=moved(inputs.vetoes),
        turnout=inputs.turnout,
        understood=inputs.understood,
    )


def _no_twins(reporters: pa.Table) -> None:
    if reporters.num_rows < 2:
        return
    same = np.ones(reporters.num_rows - 1, np.bool_)
    for name in ("organiser", "code"):
        column = pc.fill_null(reporters.column(name).combine_chunks(), "")
        equal = pc.equal(column.slice(1), column.slice(0, len(column) - 1))
        same &= equal.to_numpy(zero_copy_only=False)
    twins = np.flatnonzero(same)
    if len(twins):
        code = reporters.column("code")[int(twins[0])].as_py()
        raise Refused("reporters", f"代码“{code}”出现了两次。", f"code '{code}' stands twice.")
