"""Finding the heading row under any title rows, and the columns in any order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shuzhi.scoring.tables.catalogue import HEADINGS
from shuzhi.scoring.tables.faults import Desk, Place, Words
from shuzhi.scoring.tables.grids import ERRONEOUS, UNCACHED, Cell, Grid, blank, letters
from shuzhi.scoring.tables.names import key, nearest, tidy

TITLE_ROWS = 20  # how far down a heading row is looked for
EXAMPLES = ("示例", "例:", "例：", "example")
GUIDES = ("填写:", "How to fill in:")  # the line above the headings of our own empty workbook
FEET = (
    "注:",
    "备注",
    "说明",
    "填表人",
    "计票人",
    "监票人",
    "审核人",
    "填表说明",
    "note:",
    "counted by",
    "supervised by",
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column a table may have: its name in the code, its headings, whether it must be there."""

    name: str
    zh: str
    en: str
    others: tuple[str, ...] = ()
    required: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        """Every heading that means this column."""
        return tuple(dict.fromkeys(key(text) for text in (self.zh, self.en, *self.others) if text))


def column(name: str, *, required: bool = True) -> Column:
    """A column of the catalogue."""
    zh, en, others = HEADINGS[name]
    return Column(name, zh, en, others, required)


def named(name: str, *others: str, required: bool = True) -> Column:
    """A column that the rulebook names: a field, a row, an option."""
    return Column(name, name, name, others, required)


@dataclass(slots=True)
class Table:
    """A grid whose columns are known."""

    grid: Grid
    heading: int
    columns: dict[str, int]
    shown: dict[str, str]  # the heading as it stands in the file

    def has(self, name: str) -> bool:
        """True when the column is there."""
        return name in self.columns

    def place(self, row: int | None, name: str = "") -> Place:
        """The place of a cell, by the row of the grid and the column's name."""
        if name and name in self.columns:
            return self.grid.place(row, self.columns[name], self.shown[name])
        return self.grid.place(row)

    def cell(self, row: int, name: str) -> Cell:
        """A raw value; nothing when the column is absent or the row is short."""
        at = self.columns.get(name, -1)
        line = self.grid.rows[row]
        return line[at] if 0 <= at < len(line) else None

    def lines(self) -> Iterator[int]:
        """The rows that hold data: not blank in every known column, not the marked example."""
        known = sorted(self.columns.values())
        for row in range(self.heading + 1, len(self.grid.rows)):
            line = self.grid.rows[row]
            first = next((line[at] for at in known if at < len(line) and not blank(line[at])), None)
            if first is not None and not is_example(line) and not is_foot(line):
                yield row


def is_example(line: Sequence[Cell]) -> bool:
    """True for the example row of the empty workbook: its first cell begins with 示例 or example."""
    first = next((cell for cell in line if not blank(cell)), None)
    return isinstance(first, str) and tidy(first).casefold().startswith(EXAMPLES)


def is_foot(line: Sequence[Cell]) -> bool:
    """True for a signature or remark under the data."""
    first = next((cell for cell in line if not blank(cell)), None)
    return isinstance(first, str) and tidy(first).casefold().startswith(FEET)


def find_table(grid: Grid, columns: Sequence[Column], desk: Desk) -> Table | None:
    """The table in a grid; a fault for every heading that is missing or there twice."""
    by_key = {short: col.name for col in reversed(columns) for short in col.keys}
    # A name that the rulebook gave to a column beats another spelling of one of ours.
    by_key |= {key(text): col.name for col in reversed(columns) for text in (col.zh, col.en) if text}
    heading = _heading_row(grid, by_key)
    if heading is None:
        wanted = "、".join(col.zh for col in columns if col.required) or columns[0].zh
        english = ", ".join(col.en for col in columns if col.required) or columns[0].en
        desk.wrong(
            Place(grid.name),
            ("没有找到表头行", "no heading row was found"),
            (f"表头应有：{wanted}", f"The headings should be: {english}"),
        )
        return None
    found: dict[str, int] = {}
    shown: dict[str, str] = {}
    extra: list[str] = []
    for at, cell in enumerate(grid.rows[heading]):
        if blank(cell):
            continue
        text = tidy(str(cell))
        name = by_key.get(key(text))
        if name is None:
            extra.append(text)
        elif name in found:
            desk.wrong(
                grid.place(heading, at, text),
                ("这一列出现了两次", "this column stands there twice"),
                ("请只保留一列", "Keep one of them"),
                text,
            )
        else:
            found[name], shown[name] = at, text
    complete = _unmerged(grid, heading, found, desk) & _complete(grid, heading, columns, found, extra, desk)
    _formulas(grid, heading, found, shown, desk)
    _report(grid, heading, extra, desk)
    return Table(grid, heading, found, shown) if complete else None


def _heading_row(grid: Grid, by_key: dict[str, str]) -> int | None:
    best, most = None, 0
    for row, line in enumerate(grid.rows[:TITLE_ROWS]):
        known = {by_key[short] for cell in line if not blank(cell) and (short := key(str(cell))) in by_key}
        if len(known) > most:
            best, most = row, len(known)
    return best


def _unmerged(grid: Grid, heading: int, found: dict[str, int], desk: Desk) -> bool:
    """A merged cell below the heading leaves open which rows its value is for."""
    sound = True
    for top, left, bottom, right in grid.merged:
        known = [at for at in found.values() if left <= at <= right]
        if bottom <= heading or not known or top >= len(grid.rows) or blank(grid.rows[max(top, 0)][left]):
            continue
        if is_example(grid.rows[top]) or is_foot(grid.rows[top]):
            continue
        sound = False
        span = f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"
        desk.wrong(
            Place(grid.name, top + 1, "", span),
            (
                "是合并单元格，看不出数据属于哪一行哪一列",
                "is a merged cell, so it is open which row and column its value is for",
            ),
            ("请取消合并，每格各填一个值", "Unmerge it and fill in every cell"),
            tidy(str(grid.rows[top][left])),
        )
    return sound


FORMULA_FAULTS: dict[str, tuple[Words, Words]] = {
    UNCACHED: (
        ("是公式，文件里没有保存计算结果", "is a formula whose result is not stored in the file"),
        (
            "请用 Excel 或 WPS 打开并保存一次，或改为数值",
            "Open and save it once in Excel, or paste the value",
        ),
    ),
    ERRONEOUS: (
        ("是公式错误（如 #N/A）", "is a formula error such as #N/A"),
        ("请改正公式或直接填写", "Mend the formula or write the value"),
    ),
}


def _formulas(grid: Grid, heading: int, found: dict[str, int], shown: dict[str, str], desk: Desk) -> None:
    """A formula without a result reads as nothing: each one in a column that matters is a fault."""
    columns = {at: name for name, at in found.items()}
    for (row, at), mark in sorted(grid.marks.items()):
        if mark in FORMULA_FAULTS and row > heading and at in columns:
            if row < len(grid.rows) and is_example(grid.rows[row]):
                continue
            desk.wrong(grid.place(row, at, shown[columns[at]]), *FORMULA_FAULTS[mark])


def _complete(
    grid: Grid, heading: int, columns: Sequence[Column], found: dict[str, int], extra: list[str], desk: Desk
) -> bool:
    complete = True
    for col in columns:
        if col.name in found or not col.required:
            continue
        complete = False
        near = nearest(col.zh, extra) or nearest(col.en, extra)
        mend = (
            (f"是不是“{near}”？请改为“{col.zh}”", f"Is it “{near}”? Rename it “{col.en}”")
            if near
            else (f"请补上“{col.zh}”列", f"Add the column “{col.en}”")
        )
        desk.wrong(
            grid.place(heading),
            (f"缺少“{col.zh}”列", f"the column “{col.en}” is missing"),
            mend,
        )
    for text in list(extra):
        near = nearest(text, [col.zh for col in columns if not col.required and col.name not in found], 0.75)
        if near and complete:
            desk.wrong(
                grid.place(heading),
                (f"不认识“{text}”列，它很像“{near}”", f"unknown column “{text}”, much like “{near}”"),
                (
                    f"请改为“{near}”，或换一个不相似的列名",
                    f"Rename it “{near}”, or give it a name that is not similar",
                ),
            )
    return complete


def _report(grid: Grid, heading: int, extra: list[str], desk: Desk) -> None:
    if extra:
        desk.note(
            (
                f"《{grid.name}》没有使用的列：{'、'.join(extra)}",
                f"{grid.name}: columns not used: {', '.join(extra)}",
            )
        )
    titles = [tidy(str(cell)) for line in grid.rows[:heading] for cell in line if not blank(cell)]
    if titles and not all(title.startswith(GUIDES) for title in titles):
        desk.note(
            (
                f"《{grid.name}》表头在第 {heading + 1} 行，以上为标题",
                f"{grid.name}: the heading row is row {heading + 1}, the rows above are titles",
            )
        )
    hidden = [row for row in grid.hidden if row > heading and row < len(grid.rows)]
    if hidden:
        rows = "、".join(str(row + 1) for row in hidden[:10]) + ("…" if len(hidden) > 10 else "")
        desk.note(
            (
                f"《{grid.name}》有 {len(hidden)} 个隐藏行（第 {rows} 行），照常读取",
                f"{grid.name}: {len(hidden)} hidden rows ({rows}) were read like the others",
            )
        )
    if grid.hidden_sheet:
        desk.note(
            (
                f"《{grid.name}》是隐藏的工作表，照常读取",
                f"{grid.name} is a hidden sheet and was read like the others",
            )
        )


def rows_of(grid: Grid | None, columns: Sequence[Column], desk: Desk) -> Iterator[tuple[Table, int]]:
    """Every data row of a sheet with its table; none when the sheet is absent or has no sound heading."""
    table = None if grid is None else find_table(grid, columns, desk)
    if table is not None:
        for row in table.lines():
            yield table, row
