"""How a file is taken in, and what is refused before it can cost anything."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuzhi.scoring.rulebook.faults import Stop
from shuzhi.scoring.rulebook.load import check, load
from shuzhi.scoring.rulebook.nodes import Mapping, Text, compose

SOUND = Path(__file__).parent / "sound.yaml"
COUNTY = Path(__file__).parents[4] / "rulebooks" / "county-three-groups" / "rulebook.yaml"


def test_a_path_a_name_a_text_and_bytes_give_the_same_rulebook():
    text = SOUND.read_text("utf-8")

    assert (
        load(SOUND)
        == load(str(SOUND))
        == load(text)
        == load(text.encode())
        == load(("\ufeff" + text).encode())
    )


def test_windows_line_ends_and_a_byte_order_mark_make_no_difference():
    text = SOUND.read_text("utf-8")

    assert load("\ufeff" + text.replace("\n", "\r\n")) == load(text)


def test_every_scalar_stays_text():
    nodes = compose("a: 是\nb: no\nc: 1/3\nd: 2026-01-01\ne: ~\nf: 0o17\ng:\n")

    assert isinstance(nodes, Mapping)
    assert [value.value for _, value in nodes.entries if isinstance(value, Text)] == [
        "是", "no", "1/3", "2026-01-01", "~", "0o17", "",
    ]  # fmt: skip


def test_positions_count_characters_from_one():
    nodes = compose("名称: 甲\n票种:\n  测评: {权重: 10}\n")
    inner = nodes.entries[1][1].entries[0][1].entries[0]

    assert [(part.place.line, part.place.column) for part in inner] == [(3, 8), (3, 12)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a: &x [1]\n" + "".join(f"b{i}: &y{i} [*x, *x]\n" for i in range(50)), "anchor"),
        ("a: " + "[" * 100_000 + "\n", "too_deep"),
        ("a: " + "{b: " * 50_000 + "\n", "too_deep"),
        ("- " * 40_000 + "a\n", "too_deep"),
        ("a:\n" + "".join(f"  k{i}: v\n" for i in range(20_000)), "too_many_nodes"),
        ("a: " + "x" * 300_000 + "\n", "too_long"),
    ],
)
def test_bombs_are_refused_in_no_time(text, kind):
    start = time.perf_counter()

    with pytest.raises(Stop) as caught:
        compose(text)

    assert (caught.value.kind, time.perf_counter() - start < 1) == (kind, True)


def test_a_file_of_a_gigabyte_is_not_even_read(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(1 << 30)

    assert [fault.kind for fault in check(path)] == ["too_long"]


def test_an_ordinary_rulebook_loads_in_a_few_milliseconds():
    load(COUNTY)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        load(COUNTY)
        times.append(time.perf_counter() - start)

    assert min(times) < 0.05


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab:-[]{}#&*!|>'\"%@`, \n\t\\好：“，1"), max_size=80))
def test_any_text_is_read_or_refused_with_a_fault(text):
    assert all(fault.message_zh and fault.mend_en for fault in check(text + "\n"))


PIECES = SOUND.read_text("utf-8").splitlines(keepends=True)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(0, len(PIECES) - 1), max_size=4),
    st.integers(0, len(PIECES) - 1),
    st.text(max_size=6),
)
def test_a_rulebook_with_lines_lost_and_garbled_is_read_or_refused_with_faults(lost, garbled, garbage):
    lines = [line for number, line in enumerate(PIECES) if number not in lost]
    lines[garbled % len(lines)] = lines[garbled % len(lines)].replace(":", ": " + garbage, 1)

    assert all(fault.message_zh and fault.mend_en for fault in check("".join(lines)))
