"""One raw cell → one clean value, or a fault. Exact: a number never passes through a rounding."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.rulebook.model import Scale
from shuzhi.scoring.tables.faults import Desk, Words
from shuzhi.scoring.tables.grids import PERCENT, Cell, blank
from shuzhi.scoring.tables.headings import Table
from shuzhi.scoring.tables.names import Names, tidy

UNITS = "分次人票张名个家户条项件位"
PLAIN = re.compile(r"[+-]?\d+(?:\.\d*)?|[+-]?\.\d+")
GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
TICKS = frozenset("✓✔√☑○◯●〇v对")
MOST_DIGITS = 18
ISO = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+00:00(?::00)?)?")

NUMBER_MEND: Words = ("请填写数字", "Write a number")


def exact(value: float) -> Decimal:
    """The decimal a person sees in the cell: a double carries fifteen digits, the rest is noise."""
    return Decimal(format(value, ".15g"))


def raw(table: Table, row: int, name: str) -> Cell:
    """The cell's value, None when blank. Formulas without a result were reported when the table was found."""
    value = table.cell(row, name)
    return None if blank(value) else value


def text(table: Table, row: int, name: str) -> str:
    """A cell as text: numbers without a decimal point, dates as ISO, spaces tidied."""
    value = raw(table, row, name)
    if value is None:
        return ""
    if isinstance(value, str):
        return tidy(value)
    return shown(value)


def shown(value: Cell) -> str:
    """A value of any type as a person would write it."""
    if isinstance(value, float):
        return format(exact(value).normalize(), "f")
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)


def choice(
    table: Table, row: int, name: str, names: Names, desk: Desk, what: Words, unlike: Words | None = None
) -> str | None:
    """One of the known names; an unknown one is a fault that offers the nearest, or says ``unlike``."""
    found_text = text(table, row, name)
    if not found_text:
        return None
    found = names.find(found_text)
    if found is None:
        near = names.near(found_text)
        listed = "、".join(names.names[:12]) + ("…" if len(names.names) > 12 else "")
        mend = (
            (f"是不是“{near}”？", f"Is it “{near}”?")
            if near
            else unlike or (f"应为：{listed}", f"It should be one of: {listed.replace('、', ', ')}")
        )
        desk.wrong(
            table.place(row, name),
            (f"不是已知的{what[0]}", f"is not a known {what[1]}"),
            (
                mend[0].rstrip("？") + ("？请改正" if near else ""),
                mend[1].rstrip("?") + ("? Correct it" if near else ""),
            ),
            found_text,
        )
        return None
    value = table.cell(row, name)
    if isinstance(value, str) and value != found:
        desk.took(
            table.place(row, name),
            ("名称按规范写法读取", "names were read in their proper spelling"),
            value,
            found,
        )
    return found


def number(
    table: Table, row: int, name: str, desk: Desk, low: Fraction, high: Fraction, *, whole: bool = False
) -> int | None:
    """A number in millionths within ``low..high``; None when the cell is blank or wrong."""
    value = raw(table, row, name)
    if value is None:
        return None
    parsed = _decimal(table, row, name, value, desk, high)
    if parsed is None:
        return None
    place = table.place(row, name)
    micros = parsed * MICRO
    if micros != micros.to_integral_value():
        desk.wrong(
            place,
            ("小数超过 6 位", "has more than 6 decimals"),
            ("请先按办法的规定取整，再填写", "Round it as your rules say, then write it"),
            shown(value),
        )
        return None
    if whole and parsed != parsed.to_integral_value():
        desk.wrong(
            place,
            ("应为整数", "should be a whole number"),
            ("请填写整数", "Write a whole number"),
            shown(value),
        )
        return None
    if not low <= Fraction(parsed) <= high:
        span = f"{plain(low)}–{plain(high)}"
        desk.wrong(
            place,
            (f"超出范围（{span}）", f"is outside {span}"),
            ("请核对后改正", "Check and correct it"),
            shown(value),
        )
        return None
    return int(micros)


def mark_on(table: Table, row: int, name: str, scale: Scale, desk: Desk) -> int | None:
    """A mark on a numeric scale, in millionths; one that lies between its steps is a fault."""
    mark = number(table, row, name, desk, scale.low, scale.high)
    if mark is None or not (Fraction(mark, MICRO) - scale.low) % scale.step:
        return mark
    desk.wrong(
        table.place(row, name),
        (
            f"不在评分刻度上（每级 {plain(scale.step)}）",
            f"is not on the scale (steps of {plain(scale.step)})",
        ),
        ("请按评分刻度填写", "Write a mark on the scale"),
        shown(table.cell(row, name)),
    )
    return None


def plain(value: Fraction) -> str:
    """A fraction as a decimal when it is one, else as a fraction."""
    try:
        decimal = Decimal(value.numerator) / Decimal(value.denominator)
    except InvalidOperation:
        return str(value)
    return format(decimal.normalize(), "f") if Fraction(decimal) == value else str(value)


def _decimal(table: Table, row: int, name: str, value: Cell, desk: Desk, high: Fraction) -> Decimal | None:
    place = table.place(row, name)
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        desk.wrong(
            place,
            ("是日期，这里应为数字", "is a date where a number belongs"),
            (
                "表格软件可能把“1-2”变成了日期；请改单元格格式后重填",
                "A cell such as 1-2 may have become a date; change its format and write it again",
            ),
            shown(value),
        )
        return None
    if isinstance(value, bool):
        desk.wrong(place, ("不是数字", "is not a number"), NUMBER_MEND, value)
        return None
    if isinstance(value, str):
        return _from_text(table, row, name, value, desk, high)
    parsed = exact(value) if isinstance(value, float) else Decimal(value or 0)
    if not parsed.is_finite():
        desk.wrong(place, ("不是数字", "is not a number"), NUMBER_MEND, value)
        return None
    if table.grid.marks.get((row, table.columns[name])) == PERCENT:
        return _percent(table, row, name, parsed * 100, f"{(parsed * 100).normalize():f}%", desk, high)
    return parsed


def _from_text(table: Table, row: int, name: str, value: str, desk: Desk, high: Fraction) -> Decimal | None:
    clean = tidy(value).replace(" ", "")
    percent = clean.endswith("%")
    bare = clean.removesuffix("%") if percent else clean.rstrip(UNITS)
    if not (PLAIN.fullmatch(bare) or GROUPED.fullmatch(bare)) or len(bare) > MOST_DIGITS * 2:
        begun = PLAIN.match(bare)  # a number with more behind it, such as 38个月
        mend = ("请只填数字，不带单位和说明", "Write the number alone") if begun else NUMBER_MEND
        desk.wrong(table.place(row, name), ("不是数字", "is not a number"), mend, value)
        return None
    parsed = Decimal(bare.replace(",", ""))
    if percent:
        return _percent(table, row, name, parsed, value, desk, high)
    if value != format(parsed, "f") and bare != value.strip():
        desk.took(
            table.place(row, name),
            (
                "数字中的全角字符、空格、千分号或单位已略去",
                "full-width digits, spaces, separators or units were taken off numbers",
            ),
            value,
            parsed,
        )
    return parsed


def _percent(
    table: Table, row: int, name: str, hundredths: Decimal, was: str, desk: Desk, high: Fraction
) -> Decimal | None:
    """A percentage in the unit of the column: 95% is 95 in a range up to 100, 0.95 in one up to 1."""
    place = table.place(row, name)
    if high not in (1, 100):
        desk.wrong(
            place,
            (
                f"带百分号，而这一列的上限是 {plain(high)}",
                f"has a percent sign in a column that ends at {plain(high)}",
            ),
            ("请去掉百分号，按本列的单位填写", "Write it in the unit of the column, without the sign"),
            was,
        )
        return None
    parsed = hundredths if high == 100 else hundredths / 100
    desk.took(
        place,
        ("百分数按本列单位读取", "percentages were read in the unit of the column"),
        was,
        f"{parsed.normalize():f}",
    )
    return parsed


def iso_date(table: Table, row: int, name: str, desk: Desk) -> str:
    """A date as ISO text, empty when blank; a bare serial number is a fault that names the day."""
    value = raw(table, row, name)
    place = table.place(row, name)
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return _date_from_text(table, row, name, value, desk)
    mend = ("请写成 2026-12-31 的样子", "Write it like 2026-12-31")
    if isinstance(value, int | float) and not isinstance(value, bool) and 20_000 <= value < 80_000:
        start = dt.date(1904, 1, 1) if table.grid.date_1904 else dt.date(1899, 12, 30)
        day = (start + dt.timedelta(days=int(value))).isoformat()
        desk.wrong(
            place,
            ("是日期的序列号，不是日期", "is the serial number of a date, not a date"),
            (
                f"如果指 {day}，请把单元格格式改为日期，或写成 {day}",
                f"If it means {day}, format the cell as a date or write {day}",
            ),
            shown(value),
        )
    else:
        desk.wrong(place, ("不是日期", "is not a date"), mend, shown(value))
    return ""


def _date_from_text(table: Table, row: int, name: str, value: str, desk: Desk) -> str:
    match = ISO.fullmatch(tidy(value))
    try:
        day = dt.date(*(int(part) for part in match.groups())).isoformat() if match else ""
    except ValueError:
        day = ""
    if not day:
        desk.wrong(
            table.place(row, name),
            ("不是日期", "is not a date"),
            ("请写成 2026-12-31 的样子", "Write it like 2026-12-31"),
            value,
        )
    elif day != value:
        desk.took(
            table.place(row, name), ("日期按年-月-日读取", "dates were read as year-month-day"), value, day
        )
    return day


def ticked(value: Cell) -> bool | None:
    """True for a tick, False for a blank, None for anything else."""
    if blank(value):
        return False
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return True if tidy(value).casefold() in TICKS | {"1"} else None
    return True if value == 1 else None
