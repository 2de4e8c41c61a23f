"""Where organisers end, however the file is cut into row groups."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuzhi.scoring.engines.compact import organiser_ends


def ends_of(folder, organisers, group):
    table = pa.table({"organiser": pa.array(organisers, pa.string())})
    pq.write_table(table, folder / "reporters.parquet", row_group_size=group)
    return organiser_ends(folder).tolist()


@pytest.mark.parametrize("group", [1, 2, 3, 100])
def test_an_organiser_goes_on_over_the_edge_of_a_row_group(tmp_path, group):
    assert ends_of(tmp_path, ["a", "a", "a", "b", "c", "c"], group) == [3, 4, 6]


@given(
    sizes=st.lists(st.integers(1, 5), min_size=1, max_size=8), group=st.integers(1, 7), named=st.booleans()
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_ends_are_the_running_sizes(tmp_path, sizes, group, named):
    names = [f"o{number:02d}" if named or number else None for number in range(len(sizes))]
    organisers = [name for name, size in zip(names, sizes, strict=True) for _ in range(size)]

    assert ends_of(tmp_path, organisers, group) == [sum(sizes[: at + 1]) for at in range(len(sizes))]
