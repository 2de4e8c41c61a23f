"""测评统计表 (F13): the count sheet as offices print it on A4, with the record of ballots and the signatures."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from shuzhi.scoring.block import MISSING
from shuzhi.scoring.disclosure import half_up
from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.rounding import Ints
from shuzhi.scoring.rulebook.model import Form, Row
from shuzhi.scoring.tables.catalogue import option_names
from shuzhi.scoring.workbook.book import decimal_text
from shuzhi.scoring.workbook.page import Page
from shuzhi.scoring.workbook.results import in_order

PAGE_LINES = 32  # lines of the table that fit on an A4 page in landscape, under the headings
ALL = ("合计", "All")


def count_pages(page: Page, form: Form) -> None:
    """One form's count sheet: for every reporter and row, the votes of each group and of all together."""
    sheet = _Sheet(page, form)
    sheet.top()
    sheet.body()
    sheet.signatures()


@dataclass(slots=True)
class _Sheet:
    page: Page
    form: Form

    @property
    def options(self) -> tuple[str, ...]:
        return option_names(self.form)

    @property
    def numeric(self) -> bool:
        return any(row.scale.numeric for row in self.form.rows)

    def top(self) -> None:
        """Title and the record of ballots."""
        page = self.page
        page.title(
            f"{self.form.name.removesuffix('测评') if page.lang == 'zh' else self.form.name}"
            f"{page.say('测评统计表', ': count sheet')}",
            [
                page.view.rulebook.title,
                page.say(
                    "得票率以计入的有效票为分母，不计入的选项不算得票率；合计为各票类票数相加，不加权。",
                    "Rates are of the counted marks; options that do not count have none. “All” is unweighted.",
                ),
            ],
        )
        head, cell = page.book.head(), page.book.cell(align="center")
        texts = [
            ("票类", "Group"),
            ("发出", "Issued"),
            ("收回", "Returned"),
            ("有效", "Valid"),
            ("无效", "Invalid"),
        ]
        for at, (zh, en) in enumerate(texts):
            page.sheet.write_string(page.row, at, page.say(zh, en), head)
        for number, group in enumerate(self.form.groups, page.row + 1):
            page.sheet.write_string(number, 0, group.label or group.name, cell)
            for at, value in enumerate(self.turnout(group.name), 1):
                page.sheet.write_string(number, at, "—" if value is None else str(value), cell)
        page.row += len(self.form.groups) + 2

    def turnout(self, group: str) -> tuple[int | None, ...]:
        lines = self.page.view.settlement.inputs.turnout.to_pylist()
        line = next((one for one in lines if (one["form"], one["group"]) == (self.form.name, group)), None)
        if line is None:
            return None, None, None, None
        issued, returned, invalid = (line[name] for name in ("issued", "returned", "invalid"))
        valid = None if returned is None else returned - (invalid or 0)
        return issued, returned, valid, invalid

    def heads(self) -> list[tuple[str, float]]:
        say = self.page.say
        heads = [(say("述职人", "Reporter"), 24.0)]
        if len(self.form.rows) > 1:
            heads.append((say("测评内容", "Row"), 20.0))
        heads.append((say("票类", "Group"), 13.0))
        heads.append((say("计入票", "Counted"), 8.0))
        for name in self.options:
            heads += [(name, 7.0), (say("得票率", "Rate") + "%", 8.0)]
        if self.numeric:
            heads += [
                (say(zh, en), 9.0) for zh, en in (("平均", "Mean"), ("最高", "Highest"), ("最低", "Lowest"))
            ]
        return heads

    def body(self) -> None:
        page = self.page
        top = page.row
        for at, (text, wide) in enumerate(self.heads()):
            page.sheet.write_string(top, at, text, page.book.head())
            page.sheet.set_column(at, at, wide)
        page.sheet.set_row(top, 30)
        page.sheet.repeat_rows(top)
        page.sheet.freeze_panes(top + 1, 1)
        row, breaks, filled = top + 1, [], top + 1
        block = len(self.form.rows) * (len(self.form.groups) + (len(self.form.groups) > 1))
        for i in in_order(page.view):
            if filled + block > PAGE_LINES and row > top + 1:
                breaks.append(row)
                filled = 0
            row = self.reporter(i, row)
            filled += block
        page.sheet.set_h_pagebreaks(breaks)
        page.row = row

    def reporter(self, i: int, row: int) -> int:
        """The lines of one reporter; gives the next row."""
        view = self.page.view
        person = view.people[i]
        name = " ".join(str(person[key]) for key in ("unit", "person") if person[key]) or str(person["code"])
        for at, (line, cells) in enumerate(zip(self.form.rows, view.marks(self.form, i), strict=True)):
            groups = [
                (group.label or group.name, cells[number]) for number, group in enumerate(self.form.groups)
            ]
            if len(groups) > 1:
                groups.append((self.page.say(*ALL), sum(cells[1:], start=cells[0])))
            for title, counts in groups:
                self.line(row, name, at, line, title, counts)
                row += 1
        return row

    def line(self, row: int, name: str, at: int, line: Row, title: str, counts: Ints) -> None:
        page = self.page
        bold = title == page.say(*ALL)
        text = page.book.cell(bold=bold, shrink=True)
        number = page.book.cell(bold=bold, align="right", num_format="0")
        rate = page.book.cell(bold=bold, align="right", font_color="#6B7280")
        column = 0
        cells = [f"{name}", *([line.name] if len(self.form.rows) > 1 else []), title]
        for value in cells:
            page.sheet.write_string(row, column, value, text)
            column += 1
        counted = [True] * len(counts) if line.scale.numeric else page.view.counted(line.scale)
        total = int(sum(count for count, counts_in in zip(counts, counted, strict=True) if counts_in))
        page.sheet.write_number(row, column, total, number)
        own = {} if line.scale.numeric else {option.name: option for option in line.scale.options}
        for position, option in enumerate(self.options):
            where = column + 1 + 2 * position
            if option in own:
                count = int(counts[list(own).index(option)])
                page.sheet.write_number(row, where, count, number)
                page.sheet.write_string(
                    row, where + 1, self.rate(count, total) if own[option].points is not None else "—", rate
                )
            else:
                page.sheet.write_blank(row, where, None, number)
                page.sheet.write_blank(row, where + 1, None, rate)
        if self.numeric:
            self.spread(
                row, column + 1 + 2 * len(self.options), at, counts if line.scale.numeric else None, number
            )

    @staticmethod
    def rate(count: int, total: int) -> str:
        return decimal_text(half_up(Fraction(100 * count, total), 2), 2) if total else "—"

    def spread(self, row: int, column: int, at: int, counts: Ints | None, look: object) -> None:
        """Mean, highest and lowest of a numeric row."""
        marks = self.page.view.settlement.block.tallies[self.form.name][at].marks
        given = (
            []
            if counts is None or marks is None
            else [
                (int(mark), int(count))
                for mark, count in zip(marks, counts, strict=True)
                if count and mark != MISSING
            ]
        )
        if not given:
            for offset in range(3):
                self.page.sheet.write_string(row, column + offset, "—", look)
            return
        mean = Fraction(sum(mark * count for mark, count in given), MICRO * sum(count for _, count in given))
        values = (half_up(mean, 2), Fraction(max(given)[0], MICRO), Fraction(min(given)[0], MICRO))
        for offset, value in enumerate(values):
            self.page.sheet.write_string(
                row, column + offset, decimal_text(value, 2 if offset == 0 else None), look
            )

    def signatures(self) -> None:
        """Lines to sign at the end of the table and at the foot of every page."""
        page = self.page
        line = page.say(
            "计票人：＿＿＿＿＿＿＿＿　　监票人：＿＿＿＿＿＿＿＿　　＿＿＿＿年＿＿月＿＿日",
            "Counted by: ______________    Supervised by: ______________    Date: ____________",
        )
        page.sheet.set_row(page.row + 1, 30)
        page.sheet.write_string(page.row + 1, 0, line, page.book.format(font_size=11))
        foot = page.say("计票人：＿＿＿＿＿　监票人：＿＿＿＿＿", "Counted: _________  Supervised: _________")
        page.sheet.set_footer(f"&L{foot}&R&P / &N")
