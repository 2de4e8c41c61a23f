"""Random meetings for the attacker: small electorates, settled by the program, published through the gate or raw."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from fractions import Fraction

import pyarrow as pa

from shuzhi.scoring.disclosure import Earlier, disclose_all
from shuzhi.scoring.engines import Settlement, settle_inputs
from shuzhi.scoring.inputs import MICRO, Inputs
from shuzhi.scoring.rulebook.load import load
from shuzhi.scoring.tables.facts import TURNOUT
from shuzhi.scoring.tables.lists import LISTS
from shuzhi.scoring.tables.tallies import SCHEMA
from shuzhi.scoring.workbook.view import View

POINTS = (100, 85, 70, 50)
CHANCES = (70, 20, 8, 2)
LINES = {"好": 90, "较好": 80, "一般": 60, "差": 0}
SHAPES = (
    ((5, 10, 18), (40, 30, 30)), ((3, 8, 14), (50, 30, 20)), ((7, 15), (60, 40)), ((5, 6, 7), (40, 30, 30)),
    ((1, 9, 12), (40, 30, 30)), ((12,), (100,)), ((2, 4, 12), (30, 30, 40)), ((10, 12), (50, 50)),
)  # fmt: skip


@dataclass(frozen=True)
class Meeting:
    """What only the box and the office know: ballots[reporter][group] is a list of (mark on row 0, mark on row 1 …)."""

    sizes: tuple[int, ...]
    weights: tuple[int, ...]
    rows: int
    share: int
    decimals: int
    ballots: list[list[list[tuple[int, ...]]]]
    daily: list[list[int]]  # by edition, by reporter


@dataclass
class Public:
    """Everything about one reporter that anybody can read, over all editions."""

    sizes: tuple[int, ...]
    weights: tuple[int, ...]
    rows: int
    share: int
    said: list[tuple[int, str, int, str]] = field(default_factory=list)  # daily, score, decimals, grade
    figures: dict[tuple[int, int], str] = field(default_factory=dict)
    counts: dict[int, tuple[int, ...]] = field(default_factory=dict)


def meeting(seed: int, reporters: int = 4) -> Meeting:
    """A random meeting; now and then all are of one mind, or the office corrects a figure and publishes again."""
    chance = random.Random(seed)
    sizes, weights = chance.choice(SHAPES)
    rows = chance.choice((1, 1, 2))
    liked = [
        chance.choices((CHANCES, (100, 0, 0, 0), (35, 35, 20, 10)), (80, 8, 12))[0] for _ in range(reporters)
    ]
    ballots = [
        [[tuple(chance.choices(range(4), weights=one, k=rows)) for _ in range(size)] for size in sizes]
        for one in liked
    ]
    first = [chance.randint(60, 99) for _ in range(reporters)]
    daily = [first]
    if chance.random() < 0.4:
        daily.append([mark + chance.choice((0, 1, 3)) if mark < 97 else mark for mark in first])
    return Meeting(
        sizes, weights, rows, chance.choice((40, 60, 80, 100)), chance.choice((1, 2)), ballots, daily
    )


def rulebook(meeting: Meeting) -> str:
    """Its rules: everything that may be published is."""
    groups = "\n".join(
        f"      G{at}: {{权重: {weight}, 最少票数: 1, 票数不足: 暂停}}"
        for at, weight in enumerate(meeting.weights)
    )
    rows = ", ".join(f"R{at}: {100 // meeting.rows}" for at in range(meeting.rows))
    rest = 100 - meeting.share
    daily = f"  日常: {{权重: {rest}, 来源: 分值, 数据项: 日常}}" if rest else ""
    options = ", ".join(f"{name}: {worth}" for name, worth in zip("甲乙丙丁", POINTS, strict=True))
    grades = ", ".join(f"{name}: {{起: {line}}}" for name, line in LINES.items())
    return f"""考核办法版式: 1
名称: 随机会议
版本: "1"
满分: 100
中间小数位: 4
显示小数位: 2
数据项:
  日常: {{范围: [0, 100]}}
选项组:
  四档: {{{options}}}
票种:
  测评:
    选项: 四档
    测评内容: {{{rows}}}
    票类:
{groups}
计分:
  测评: {{权重: {meeting.share}, 来源: 测评, 票种: 测评}}
{daily}
等次: {{{grades}}}
公开: {{公开分数: 是, 公开票类: 是, 单位最少: 5, 小数位: {meeting.decimals}}}
"""


def settled(meeting: Meeting, edition: int) -> Settlement:
    """The program's own result."""
    people = len(meeting.ballots)
    cells: dict[tuple[int, int, int, int], int] = {}
    for reporter, groups in enumerate(meeting.ballots):
        for group, ballots in enumerate(groups):
            for ballot in ballots:
                for row, mark in enumerate(ballot):
                    at = reporter, group, row, mark
                    cells[at] = cells.get(at, 0) + 1
    lines = [(*where, count) for where, count in sorted(cells.items())]
    tally = pa.Table.from_arrays(
        [pa.array([line[at] for line in lines], SCHEMA.field(at).type) for at in range(5)], schema=SCHEMA
    )
    texts = {name: [f"{name}{at}" for at in range(people)] for name in ("code", "unit", "person")}
    texts |= {"organiser": ["o"] * people, "category": [""] * people, "form": [""] * people}
    reporters = pa.table(
        {name: pa.array(values, pa.string()) for name, values in texts.items()}
        | {"excluded": pa.array([None] * people, pa.string())}
    )
    daily = pa.table({"日常": pa.array([mark * MICRO for mark in meeting.daily[edition]], pa.int64())})
    empty = {name: schema.empty_table() for name, schema in LISTS.items()}
    inputs = Inputs(reporters, {"测评": tally}, daily, turnout=TURNOUT.empty_table(), **empty)
    return settle_inputs(inputs, load(rulebook(meeting).encode()))


def published(meeting: Meeting, *, gated: bool) -> list[Public]:
    """What everybody knows in the end: through the gate, or the score with its decimals and all counts."""
    people = range(len(meeting.ballots))
    found = [Public(meeting.sizes, meeting.weights, meeting.rows, meeting.share) for _ in people]
    before: list[tuple[Earlier, ...]] = [() for _ in people]
    for edition, daily in enumerate(meeting.daily):
        view = View(settled(meeting, edition))
        everybody = [replace(view.figures(i), earlier=before[i]) for i in people]
        shown = disclose_all(everybody, view.rulebook.disclosure)
        for i, (public, one) in enumerate(zip(found, shown, strict=True)):
            exact = view.step("composite", i)
            score, places, groups, counts = one.composite, one.decimals, one.groups, one.counts
            if not gated:
                score, places, groups, counts = exact, meeting.decimals, (), ("测评",)
            grade = one.grade if gated else view.grade(i)
            public.said.append((daily[i], "" if score is None else text_of(score, places), places, grade))
            _tell(public, view, meeting, i, groups, counts)
            earlier = Earlier(
                exact if one.composite is not None else None, one.decimals, one.groups, one.counts
            )
            before[i] = (*before[i], earlier)
    return found


def _tell(
    public: Public,
    view: View,
    meeting: Meeting,
    i: int,
    groups: tuple[tuple[str, str], ...],
    counts: tuple[str, ...],
) -> None:
    """Adds the figures of the groups that are shown, and the counts of all together."""
    for row in range(meeting.rows):
        for group in range(len(meeting.sizes)):
            if ("测评", f"G{group}") in groups:
                value = view.step(f"g/测评/R{row}/G{group}", i)
                public.figures[row, group] = text_of(value or Fraction(0), 2)
        if counts:
            marks = [ballot[row] for ballots in meeting.ballots[i] for ballot in ballots]
            public.counts[row] = tuple(marks.count(option) for option in range(4))


def text_of(value: Fraction, places: int) -> str:
    """Decimal text, half up."""
    whole = int(value * 10**places + Fraction(1, 2))
    return f"{whole / 10**places:.{places}f}"
