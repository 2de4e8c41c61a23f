"""说明: which rules and which records gave this result, what was understood of the input, and how to count it again."""

from __future__ import annotations

from collections.abc import Mapping

from shuzhi.scoring.workbook.page import Page

SAMPLE = ("本办法的数值为示例。", "The figures of this rulebook are samples.")


def note_page(page: Page, meta: Mapping[str, str]) -> None:
    """Everything needed to know where the figures come from."""
    view = page.view
    settlement, rulebook = view.settlement, view.rulebook
    page.title(page.say("说明", "Notes"))
    page.sheet.set_column(0, 0, 22)
    page.sheet.set_column(1, 1, 100)
    lines = [
        *meta.items(),
        (page.say("考核办法", "Rulebook"), rulebook.title),
        (page.say("版本", "Version"), rulebook.version),
        (page.say("依据", "Source"), rulebook.source),
        (page.say("办法摘要值", "Rulebook digest"), settlement.rulebook_digest),
        (page.say("数据摘要值", "Input digest"), settlement.input_digest),
        (page.say("结果摘要值", "Result digest"), settlement.result_digest),
        (page.say("程序版本", "Program version"), f"Shuzhi {settlement.version}"),
        (page.say("人数", "Reporters"), str(len(view))),
        (page.say("舍入", "Rounding"), _rounding(page)),
    ]
    if rulebook.sample:
        lines.append((page.say("提示", "Note"), page.say(*SAMPLE)))
    lines += [(page.say("办法说明", "Notes of the rulebook"), text) for text in rulebook.notes]
    understood = settlement.inputs.understood or (
        page.say("输入规范，没有需要说明的。", "The input was clean."),
    )
    lines += [(page.say("读取时的理解", "What was understood"), text) for text in understood]
    lines += [(page.say("怎样复算", "To count again"), text) for text in _again(page)]
    before = ""
    for row, (name, text) in enumerate(lines, 2):
        page.sheet.write_string(
            row, 0, "" if name == before else name, page.book.format(bold=True, valign="top")
        )
        page.sheet.write_string(row, 1, text, page.book.format(text_wrap=True, valign="top"))
        page.sheet.set_row(row, 18 * max(1, -(-len(text.encode("gb18030", "replace")) // 96)))
        before = name


def _rounding(page: Page) -> str:
    rulebook = page.view.rulebook
    ways = {"half up": "四舍五入", "half even": "四舍六入五成双", "up": "进位", "down": "舍去"}
    return page.say(
        f"中间结果保留 {rulebook.precision} 位小数（{ways[rulebook.rounding.value]}），显示 {rulebook.display} 位；"
        "等次按中间结果判定，不按显示的值。",
        f"Steps keep {rulebook.precision} decimals ({rulebook.rounding.value}), {rulebook.display} are displayed; "
        "grades look at the steps, not at what is displayed.",
    )


def _again(page: Page) -> tuple[str, ...]:
    return (
        page.say(
            "用另一套独立的程序逐项复算并与本表比对：shuzhi recount 输入 --rulebook 办法 --against 本文件",
            "Count again independently and compare: shuzhi recount INPUT --rulebook RULES --against THIS",
        ),
        page.say(
            "同样的办法和数据，无论行的先后、分块大小和进程数，得到的文件逐字节相同。",
            "The same rulebook and records give the same bytes, whatever the order of rows or the processes.",
        ),
    )
