"""The empty workbook of a rulebook: only the sheets it needs, with drop-downs, notes and one example a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from shuzhi.scoring.rulebook.model import Rulebook
from shuzhi.scoring.tables.cells import plain
from shuzhi.scoring.workbook.book import GREY, RED, Book, Target, width
from shuzhi.scoring.workbook.layout import layouts
from shuzhi.scoring.workbook.spots import Layout, Reporter, Rule, Spot

FIRST = 3  # the first line to fill in: under the guide, the headings and the example
LAST = 20_000
INLINE = 250  # a drop-down written into the cell's rule may have 255 letters
WIDEST = 60
ALLOWED = dict.fromkeys(
    ("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter"),
    True,
)


def new_workbook(
    rulebook: Rulebook, target: Target, reporters: Sequence[Reporter] | None = None, lang: str = "zh"
) -> None:
    """Writes the empty workbook of a rulebook; with ``reporters`` (code, unit, person, …) their lines are prepared."""
    book = Book(rulebook.title)
    writer = _Writer(book, lang)
    sheets = layouts(rulebook, reporters or (), lang)
    writer.guide(rulebook, sheets)
    for layout in sheets:
        writer.sheet(layout)
    writer.finish()
    book.save(target)


@dataclass(slots=True)
class _Writer:
    book: Book
    lang: str
    lists: dict[tuple[str, ...], str] = field(default_factory=dict)
    waiting: list[tuple[Worksheet, int, dict[str, Any], tuple[str, ...]]] = field(default_factory=list)
    people: str = ""

    def say(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def guide(self, rulebook: Rulebook, sheets: Sequence[Layout]) -> None:
        """填表说明: what the workbook is for and how it is read."""
        sheet = self.book.sheet(self.say("填表说明", "How to fill in"), landscape=False, colour=RED)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 72)
        sheet.write_string(0, 0, rulebook.title, self.book.format(bold=True, font_size=16, font_color=RED))
        sheet.set_row(0, 32)
        lines = [
            (self.say("版本", "Version"), rulebook.version),
            (self.say("依据", "Source"), rulebook.source),
            (self.say("办法摘要值", "Digest of the rulebook"), rulebook.digest),
            ("", ""),
            *(
                (layout.title, layout.guide.partition("：" if self.lang == "zh" else ": ")[2])
                for layout in sheets
            ),
            ("", ""),
            *((f"{number}", text) for number, text in enumerate(self.rules(), 1)),
        ]
        for row, (left, right) in enumerate(lines, 2):
            sheet.write_string(row, 0, left, self.book.format(bold=True, valign="top"))
            sheet.write_string(row, 1, right, self.book.format(text_wrap=True, valign="top"))
            sheet.set_row(row, 18 * max(1, -(-int(width(right)) // 70)))
        sheet.protect("", ALLOWED)

    def rules(self) -> tuple[str, ...]:
        if self.lang == "zh":
            return (
                "表名和表头不要改动；列的顺序可以变，可以加列（不读取）。",
                "灰色的示例行不会被读取，可以保留，也可以删除。",
                "空白表示没有数据，不是 0。不要合并单元格，不要用公式代替未保存的结果。",
                "全角数字、空格、百分号、“95分”等能够看明白的写法可以接受，读取时会逐项说明。",
                "有错误时全部列出（表、行、列、值、原因），不产生任何结果。",
                "工作表只保护表头，没有密码。",
            )
        return (
            "Keep the names of sheets and headings; columns may move, and others may be added (they are not read).",
            "The grey example line is never read; keep it or delete it.",
            "Blank means that nothing is known, not 0. Do not merge cells.",
            "Full-width digits, spaces, percent signs and the like are accepted, and what was understood is said.",
            "Faults are all listed at once, with sheet, row, column, value and reason; then nothing is computed.",
            "Only the headings are protected, without a password.",
        )

    def sheet(self, layout: Layout) -> None:
        """One sheet to fill in."""
        book = self.book
        sheet = book.sheet(layout.title, grid=True)
        sheet.write_string(0, 0, layout.guide, book.format(font_color=GREY))
        sheet.set_row(1, 30)
        free = book.format(locked=False)
        for at, spot in enumerate(layout.columns):
            heading = max(
                width(spot.heading) + 3,
                spot.least,
                *(width(line[at]) + 2 for line in layout.lines if at < len(line)),
                0,
            )
            sheet.set_column(at, at, min(heading, WIDEST), free)
            sheet.write_string(1, at, spot.heading, book.head(font_color=RED))
            if spot.note:
                sheet.write_comment(
                    1,
                    at,
                    spot.note,
                    {
                        "author": "",
                        "font_size": 9,
                        "x_scale": 1.6,
                        "y_scale": max(0.6, 0.25 * (spot.note.count("\n") + 2)),
                    },
                )
            self.example(sheet, at, spot)
            if spot.rule is not None:
                self.rule(sheet, at, spot.rule)
        for row, line in enumerate(layout.lines, FIRST):
            for at, text in enumerate(line):
                sheet.write_string(row, at, text, free)
        if layout.table.kind == "reporters":
            self.people = layout.title
        sheet.freeze_panes(2, 1)
        sheet.repeat_rows(1)
        sheet.protect("", ALLOWED)

    def example(self, sheet: Worksheet, at: int, spot: Spot) -> None:
        look = self.book.format(locked=False, font_color=GREY, bg_color="#F6F6F4")
        if isinstance(spot.example, str):
            sheet.write_string(2, at, spot.example, look)
        else:
            sheet.write_number(2, at, spot.example, look)

    def rule(self, sheet: Worksheet, at: int, rule: Rule) -> None:
        """The column's data validation, with a message that says what is accepted."""
        style = "stop" if rule.strict else "warning"
        title = self.say("请核对", "Please check")
        if rule.codes:
            source = f"='{self.people}'!$A${FIRST + 1}:$A${LAST}"
            text = self.say("不在《述职人》表中", "This code is not among the reporters")
            options: dict[str, Any] = {"validate": "list", "source": source, "error_message": text}
        elif rule.choices:
            text = self.say("请从下拉列表中选择", "Please choose from the list")
            options = {"validate": "list", "error_message": text}
            if len(",".join(rule.choices)) > INLINE or any("," in name for name in rule.choices):
                self.waiting.append(
                    (sheet, at, options | {"error_title": title, "error_type": style}, rule.choices)
                )
                return
            options["source"] = list(rule.choices)
        elif rule.date:
            day = dt.date(2000, 1, 1)
            text = self.say("请填写日期", "Please write a date")
            options = {"validate": "date", "criteria": ">=", "value": day, "error_message": text}
        else:
            ends = (rule.low or Fraction(0), rule.high or Fraction(0))
            low, high = (int(end) if end.denominator == 1 else float(end) for end in ends)
            least, most = (plain(end) for end in ends)
            whole = self.say("整数", "whole number") if rule.whole else self.say("数字", "number")
            text = self.say(
                f"请填写 {least} 到 {most} 的{whole}", f"Please write a {whole} from {least} to {most}"
            )
            kind = "integer" if rule.whole else "decimal"
            options = {
                "validate": kind,
                "criteria": "between",
                "minimum": low,
                "maximum": high,
                "error_message": text,
            }
        sheet.data_validation(FIRST, at, LAST, at, options | {"error_title": title, "error_type": style})

    def finish(self) -> None:
        """Long lists of choices stand on a hidden sheet."""
        if not self.waiting:
            return
        name = self.say("选项", "choices")
        hidden = self.book.sheet(name)
        hidden.hide()
        for sheet, at, options, choices in self.waiting:
            if choices not in self.lists:
                column = len(self.lists)
                hidden.write_column(0, column, list(choices), self.book.format())
                letter = str(xl_col_to_name(column))
                self.lists[choices] = f"='{name}'!${letter}$1:${letter}${len(choices)}"
            sheet.data_validation(FIRST, at, LAST, at, options | {"source": self.lists[choices]})
