"""计算过程: every score step by step, down to counts, weights, places and the rule that applied."""

from __future__ import annotations

from shuzhi.scoring.explain import steps
from shuzhi.scoring.workbook.book import GREY
from shuzhi.scoring.workbook.page import Page
from shuzhi.scoring.workbook.results import in_order
from shuzhi.scoring.workbook.words import shown

MOST_REPORTERS = 3_000  # beyond this the sheet would be read by nobody and take minutes to write


def process_page(page: Page) -> None:
    """A block for each reporter: a line that sums it up, and the steps beneath it, folded away by the outline."""
    view, sheet = page.view, page.sheet
    page.title(page.say("计算过程", "How every score was computed"), [_note(page)])
    if len(view) > MOST_REPORTERS:
        return
    for at, (text, wide) in enumerate(
        (
            (page.say("步骤", "Step"), 42),
            (page.say("算式", "Formula"), 72),
            (page.say("结果", "Value"), 13),
            (page.say("规则", "Rule"), 48),
        )
    ):
        sheet.write_string(page.row, at, text, page.book.head())
        sheet.set_column(at, at, wide)
    sheet.repeat_rows(page.row)
    sheet.freeze_panes(page.row + 1, 1)
    sheet.outline_settings(True, False, False, False)
    page.row += 1
    for i in in_order(view):
        _reporter(page, i)


def _note(page: Page) -> str:
    if len(page.view) > MOST_REPORTERS:
        return page.say(
            f"人数超过 {MOST_REPORTERS:,}，这里不逐步列出；每一步的值在 --parquet-out 写出的各列中。",
            f"More than {MOST_REPORTERS:,} reporters: the value of every step stands in the columns of --parquet-out.",
        )
    return page.say(
        "每名述职人一段：从票数、权重到得分、等次。左侧的 +/− 可以折叠。",
        "A block for each reporter, from counts and weights to score and grade. Fold with +/− at the left.",
    )


def _reporter(page: Page, i: int) -> None:
    view, sheet = page.view, page.sheet
    person = view.people[i]
    look = page.book.cell(bold=True, bg_color="#FAF3F2", bottom=2)
    title = " ".join(str(person[key]) for key in ("code", "unit", "person") if person[key])
    outcome = view.grade(i) or view.status_text(i, page.lang)
    cells = (title, str(person["category"] or ""), shown(view, view.step("composite", i)), outcome)
    for at, text in enumerate(cells):
        sheet.write_string(page.row, at, text, look)
    page.row += 1
    plain, number = page.book.cell(text_wrap=True, valign="top"), page.book.cell(align="right", valign="top")
    rule = page.book.cell(text_wrap=True, valign="top", font_color=GREY, indent=1)
    for step in steps(view.settlement, i, page.lang):
        for at, (text, form) in enumerate(
            ((step.title, plain), (step.formula, plain), (step.value, number), (step.rule, rule))
        ):
            sheet.write_string(page.row, at, text, form)
        sheet.set_row(page.row, _height(step.title, step.formula, step.rule), None, {"level": 1})
        page.row += 1


def _height(title: str, formula: str, rule: str) -> float:
    """Rows grow with what wraps in them."""
    lines = max(-(-_wide(title) // 44), -(-_wide(formula) // 76), -(-_wide(rule) // 46), 1)
    return 15.0 * lines + 4


def _wide(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
