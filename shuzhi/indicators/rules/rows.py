"""The workbook of indicators and figures: its sheets and columns, and what a reader finds in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shuzhi.indicators.models import Indicator
from shuzhi.indicators.states import Direction, OverTime, PeriodKind, RollUp
from shuzhi.organisations.states import Category, Kind


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `required` cells may not be empty, `shown` ones are for people and not imported."""

    key: str
    zh: str
    en: str
    required: bool = False
    shown: bool = False
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetForm:
    key: str
    zh: str
    en: str
    columns: tuple[Column, ...]

    @property
    def required(self) -> list[str]:
        return [column.zh for column in self.columns if column.required]


PERIOD_WORDS: dict[str, str] = {PeriodKind.YEAR: "年", PeriodKind.QUARTER: "季", PeriodKind.MONTH: "月"}
DIRECTION_WORDS: dict[str, str] = {
    Direction.UP: "越多越好",
    Direction.DOWN: "越少越好",
    Direction.NONE: "不分",
}
ROLL_UP_WORDS: dict[str, str] = {RollUp.SUM: "求和", RollUp.RATIO: "求比", RollUp.NONE: "不汇总"}
OVER_TIME_WORDS: dict[str, str] = {OverTime.SUM: "累计", OverTime.LAST: "取末期"}
YES_WORDS = {"yes": "是", "no": "否"}
CATEGORY_WORDS: dict[str, str] = {
    Category.TERRITORIAL_COMMITTEE: "地方党委",
    Category.ORGAN: "机关",
    Category.SOE: "国有企业",
    Category.UNIVERSITY: "高校",
    Category.HOSPITAL: "公立医院",
    Category.TWO_NEW: "两新组织",
    Category.VILLAGE: "村和社区",
}
KIND_WORDS: dict[str, str] = {
    Kind.PROVINCE: "省级",
    Kind.CITY: "市级",
    Kind.COUNTY: "县级",
    Kind.TOWNSHIP: "乡级",
    Kind.VILLAGE: "村级",
    Kind.COMMITTEE: "工委",
    Kind.UNIT: "单位",
}

INDICATORS = SheetForm(
    "indicators",
    "指标",
    "Indicators",
    (
        Column("code", "代码", "Code", required=True),
        Column("name", "名称", "Name", required=True),
        Column("name_en", "英文名称", "Name in English"),
        Column("unit", "计量单位", "Unit of measure", required=True),
        Column("unit_en", "英文计量单位", "Unit of measure in English"),
        Column("definition", "统计口径", "What is counted"),
        Column("basis", "依据", "Basis"),
        Column("owner", "归口单位代码", "Owner code"),
        Column("period", "周期", "Period", words=PERIOD_WORDS),
        Column("decimals", "小数位", "Decimals"),
        Column("direction", "方向", "Direction", words=DIRECTION_WORDS),
        Column("hard", "硬指标", "Hard indicator", words=YES_WORDS),
        Column("categories", "适用类别", "Categories", words=CATEGORY_WORDS),
        Column("kinds", "适用层级", "Kinds", words=KIND_WORDS),
        Column("part_of", "上级指标", "Part of"),
        Column("roll_up", "汇总方式", "Over the units", words=ROLL_UP_WORDS),
        Column("over_time", "年内口径", "Over the year", words=OVER_TIME_WORDS),
        Column("numerator", "分子", "Above the line"),
        Column("denominator", "分母", "Below the line"),
        Column("times", "倍数", "Times"),
        Column("ended", "停用", "No longer collected", words=YES_WORDS),
        Column("order", "排序", "Place in the list"),
    ),
)
_WHOSE = (
    Column("indicator", "指标代码", "Indicator code", required=True),
    Column("indicator_name", "指标名称", "Indicator", shown=True),
    Column("organisation", "单位代码", "Organisation code", required=True),
    Column("organisation_name", "单位名称", "Organisation", shown=True),
    Column("period", "时期", "Period", required=True),
)
FACTS = SheetForm(
    "facts",
    "数据",
    "Figures",
    (
        *_WHOSE,
        Column("value", "数值", "Value", required=True),
        Column("unit", "计量单位", "Unit of measure"),
        Column("source", "来源", "Source", required=True),
        Column("as_of", "截至日期", "As of", required=True),
        Column("reason", "更正原因", "Reason of correction"),
    ),
)
TARGETS = SheetForm(
    "targets",
    "目标",
    "Targets",
    (
        *_WHOSE,
        Column("value", "目标值", "Target", required=True),
        Column("unit", "计量单位", "Unit of measure"),
        Column("remark", "备注", "Remark"),
        Column("reason", "更正原因", "Reason of correction"),
    ),
)
FORMS = (INDICATORS, FACTS, TARGETS)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps the file out: where it stands, why it is wrong and what to do."""

    sheet: str
    row: int | None
    column: str
    value: str
    reason: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line as text, key by key; `percent` names the cells that are shown with a per cent sign."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    def get(self, key: str) -> str:
        return self.cells.get(key, "")


@dataclass(slots=True)
class Book:
    """What was read from a file, before it is held against the database."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {form.key: [] for form in FORMS})
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def as_words(indicator: Indicator) -> dict[str, Any]:
    """A definition as the cells of its line: what the import reads back unchanged."""
    said: dict[str, Any] = {column.key: getattr(indicator, column.key) for column in INDICATORS.columns}
    for column in INDICATORS.columns:
        value = said[column.key]
        if isinstance(value, bool):
            value = "yes" if value else "no"
        if isinstance(value, list):
            said[column.key] = "、".join(column.words[one] for one in value)
        elif column.words:
            said[column.key] = column.words[value]
        else:
            said[column.key] = getattr(value, "code", "" if value is None else value)
    return said
