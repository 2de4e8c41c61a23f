"""The draw is a function: same inputs, same units; every unit of a group with the same chance."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from shuzhi.fieldwork.queries import allocate, drawn, lot, seed_of

codes = st.lists(st.text("0123456789ABCDEF", min_size=1, max_size=8), unique=True, min_size=1, max_size=40)
seeds = st.text("0123456789abcdef", min_size=64, max_size=64)


def in_groups(names: list[str], groups: int) -> list[list[str]]:
    return [[code, f"单位{code}", f"组{number % groups}"] for number, code in enumerate(names)]


@given(codes, seeds, st.integers(1, 4), st.randoms(use_true_random=False))
def test_the_order_of_the_list_changes_nothing(names, seed, groups, random):
    frame = in_groups(names, groups)
    sizes = {stratum: 1 for _code, _name, stratum in frame}
    shuffled = list(frame)
    random.shuffle(shuffled)

    assert drawn(frame, sizes, seed) == drawn(shuffled, sizes, seed)


@given(codes, seeds, st.integers(1, 4), st.integers(0, 50))
def test_each_group_gives_as_many_as_were_fixed_and_each_unit_once(names, seed, groups, total):
    frame = in_groups(names, groups)
    counts: dict[str, int] = {}
    for _code, _name, stratum in frame:
        counts[stratum] = counts.get(stratum, 0) + 1
    sizes = allocate(counts, total)

    found = [unit for unit, _lot in drawn(frame, sizes, seed)]

    assert len({unit[0] for unit in found}) == len(found) == min(total, len(names))
    assert {name: sum(unit[2] == name for unit in found) for name in counts} == sizes


@given(
    st.dictionaries(st.text("甲乙丙丁戊", min_size=1), st.integers(1, 500), min_size=1), st.integers(1, 900)
)
def test_places_are_shared_by_size_to_within_one(counts, total):
    sizes = allocate(counts, total)
    everything, total = sum(counts.values()), min(total, sum(counts.values()))

    assert sum(sizes.values()) == total
    assert all(abs(sizes[name] - total * count / everything) < 1 for name, count in counts.items())


@given(
    st.dictionaries(st.text("甲乙丙丁戊", min_size=1), st.integers(1, 50), min_size=1),
    st.integers(1, 90),
    st.integers(0, 5),
)
def test_no_group_falls_below_the_least_or_above_what_it_has(counts, total, least):
    sizes = allocate(counts, total, least)

    assert all(min(least, count) <= sizes[name] <= count for name, count in counts.items())
    assert sum(sizes.values()) >= min(total, sum(counts.values()))


def test_ties_of_remainders_go_to_the_name_that_comes_first():
    assert allocate({"乙": 10, "甲": 10, "丙": 10}, 4) == {"丙": 2, "乙": 1, "甲": 1}


def test_every_unit_has_the_chance_that_its_group_gives():
    # 4,000 fixed seeds: the share of each unit lies within 4 standard deviations of size ÷ count.
    frame = [[f"{n:03}", "", "大组" if n < 8 else "小组"] for n in range(12)]
    sizes, rounds = {"大组": 2, "小组": 1}, 4000
    hits = dict.fromkeys((row[0] for row in frame), 0)

    for number in range(rounds):
        for unit, _lot in drawn(frame, sizes, seed_of("commitment", str(number), ["甲", "乙"])):
            hits[unit[0]] += 1

    chance = 0.25
    deviation = (rounds * chance * (1 - chance)) ** 0.5
    assert max(abs(count - rounds * chance) for count in hits.values()) < 4 * deviation


def test_pairs_of_units_are_drawn_together_as_often_as_chance_has_it():
    frame, rounds = [[f"{n}", "", "组"] for n in range(5)], 5000
    pairs: dict[tuple[str, ...], int] = {}

    for number in range(rounds):
        pair = tuple(sorted(unit[0] for unit, _lot in drawn(frame, {"组": 2}, f"{number:064x}")))
        pairs[pair] = pairs.get(pair, 0) + 1

    deviation = (rounds * 0.1 * 0.9) ** 0.5
    assert len(pairs) == 10
    assert max(abs(count - rounds / 10) for count in pairs.values()) < 4 * deviation


def test_the_lot_can_be_worked_out_by_hand():
    assert lot("abc", "370213001") == hashlib.sha256(b"abc:370213001").hexdigest()


@given(st.text("0123456789", max_size=12), st.text("0123456789", max_size=12))
def test_another_public_number_is_another_seed(one, two):
    assert (seed_of("c", one, ["a", "b"]) == seed_of("c", two, ["a", "b"])) == (one == two)
