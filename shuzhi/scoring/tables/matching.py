"""Which sheet or file is which table: by name, with a fault for one that is missing or looks renamed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import pyarrow as pa

from shuzhi.scoring.tables.catalogue import Wanted
from shuzhi.scoring.tables.faults import Desk, Place
from shuzhi.scoring.tables.grids import Grid
from shuzhi.scoring.tables.names import key, nearest

OURS = tuple(
    key(name)
    for name in (
        "填表说明",
        "使用说明",
        "说明",
        "目录",
        "选项",
        "notes",
        "how to fill in",
        "instructions",
        "choices",
        "readme",
    )
)
SIMILAR = 0.6
Source: TypeAlias = Grid | pa.Table


def match_sources(
    found: Sequence[tuple[str, Source] | Grid],
    wanted: Sequence[Wanted],
    required: Sequence[tuple[Wanted, ...]],
    desk: Desk,
    by_headings: Callable[[Grid, Sequence[Wanted]], Wanted | None],
) -> dict[Wanted, Source]:
    """The sources by table. A missing table, a clash or a doubtful name is a fault; strangers are named."""
    by_key = {key(title): table for table in reversed(wanted) for title in table.titles()}
    by_key |= _alone(wanted)
    sources: dict[Wanted, Source] = {}
    strangers: list[tuple[str, Source]] = []
    for entry in found:
        name, source = (entry.name, entry) if isinstance(entry, Grid) else entry
        table = by_key.get(key(name))
        if table is None:
            if key(name) not in OURS and not (isinstance(source, Grid) and source.empty):
                strangers.append((name, source))
        elif table in sources:
            desk.wrong(
                Place(name),
                (f"“{table.title('zh')}”出现了两次", f"“{table.title('en')}” is there twice"),
                ("请合并或删除其中一个", "Join them or delete one"),
            )
        else:
            sources[table] = source
    doubtful = _missing(sources, required, strangers, wanted, desk)
    absent = [table for table in wanted if table not in sources]
    for name, source in strangers:
        if name not in doubtful:
            _stranger(name, absent, by_headings(source, absent) if isinstance(source, Grid) else None, desk)
    _note_absent(absent, desk)
    return sources


def _alone(wanted: Sequence[Wanted]) -> dict[str, Wanted]:
    """With one ballot form, its sheets may do without the form's name."""
    found: dict[str, Wanted] = {}
    for kind in ("ballots", "counts"):
        tables = [table for table in wanted if table.kind == kind]
        if len(tables) == 1:
            found |= {key(title): tables[0] for title in Wanted(kind).titles()}
    return found


def _missing(
    sources: dict[Wanted, Source],
    required: Sequence[tuple[Wanted, ...]],
    strangers: Sequence[tuple[str, Source]],
    wanted: Sequence[Wanted],
    desk: Desk,
) -> set[str]:
    doubtful: set[str] = set()
    for choices in required:
        if any(table in sources for table in choices):
            continue
        titles = [title for table in choices for title in table.titles()]
        near = next(
            (near for title in titles if (near := nearest(title, [name for name, _ in strangers], SIMILAR))),
            "",
        )
        doubtful.add(near)
        zh, en = (" 或 ".join(f"“{table.title(lang)}”" for table in choices) for lang in ("zh", "en"))
        mend = (
            (f"是不是“{near}”？请改名为{zh}", f"Is it “{near}”? Rename it {en.replace(' 或 ', ' or ')}")
            if near
            else (f"请补上{zh}", f"Add {en.replace(' 或 ', ' or ')}")
        )
        desk.wrong(Place(choices[0].title(desk.lang)), ("缺少这个表", "this table is missing"), mend)
    return doubtful


def _stranger(name: str, absent: Sequence[Wanted], fits: Wanted | None, desk: Desk) -> None:
    """A stranger much like an absent table may be that table misnamed: better asked than dropped."""
    titles = {title: table for table in absent for title in table.titles()}
    near = nearest(name, titles, SIMILAR)
    table = titles[near] if near else fits
    if table is None:
        desk.note((f"没有读取的表：{name}", f"table that was not read: {name}"))
        return
    desk.wrong(
        Place(name),
        (
            f"不认识这个表，它很像“{table.title('zh')}”",
            f"this table is not known; it is much like “{table.title('en')}”",
        ),
        (
            f"是的话请改名为“{table.title('zh')}”，不是请换个名称",
            f"If it is, rename it “{table.title('en')}”; if not, give it another name",
        )
        if near
        else (
            f"是的话请改名为“{table.title('zh')}”，不是请删除这个表或改它的表头",
            f"If it is, rename it “{table.title('en')}”; if not, delete it or change its headings",
        ),
    )


def _note_absent(absent: Sequence[Wanted], desk: Desk) -> None:
    for table in absent:
        if table.kind in ("adjustments", "vetoes"):
            desk.note(
                (
                    f"没有“{table.title('zh')}”表，按没有这类记录计算",
                    f"there is no table “{table.title('en')}”: computed as if there were no such record",
                )
            )
