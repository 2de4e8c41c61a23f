"""图表: the grades and the composites drawn by the workbook itself, beside the tables they are drawn from."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from shuzhi.scoring.workbook.book import FONT, GRADE_COLOURS
from shuzhi.scoring.workbook.page import Head, Page, Value
from shuzhi.scoring.workbook.results import in_order
from shuzhi.scoring.workbook.view import View

MOST_BARS = 80  # more bars than this are unreadable; then classes of five points are counted instead
CLASS = 5
BLUE = "#1F5FA8"
CHART_COLUMN = 5


def chart_page(page: Page) -> None:
    """How many of each grade by category, and every composite as a bar."""
    page.title(page.say("图表", "Charts"), [page.view.rulebook.title])
    page.sheet.set_column(4, 4, 3)
    kinds = _categories(page.view)
    _grades(page, kinds)
    breaks = []
    for kind, members in kinds.items():
        scored = [i for i in members if page.view.step("composite", i) is not None]
        if scored:
            breaks.append(page.row + 1)
            _composites(page, kind, scored)
    page.sheet.set_h_pagebreaks(breaks)


def _categories(view: View) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for i in in_order(view):
        found.setdefault(view.people[i]["category"] or "", []).append(i)
    return found


def _text(size: int = 10) -> dict[str, Any]:
    return {"name": FONT, "size": size}


def _grades(page: Page, kinds: dict[str, list[int]]) -> None:
    view = page.view
    top = page.row + 1
    page.row = top
    heads = [Head(page.say("类别", "Category"), most=18), *(Head(name, "0", least=9) for name in view.grades)]
    rows: list[list[Value]] = []
    for kind, members in kinds.items():
        counts = [sum(view.grade(i) == name for i in members) for name in view.grades]
        rows.append([kind or page.say("全部", "All"), *counts])
    first, last = page.table(heads, rows, filtered=False)
    chart = page.book.file.add_chart({"type": "column", "subtype": "stacked"})
    for at in range(1, len(view.grades) + 1):
        chart.add_series(
            {
                "name": [page.sheet.get_name(), first - 1, at],
                "categories": [page.sheet.get_name(), first, 0, last, 0],
                "values": [page.sheet.get_name(), first, at, last, at],
                "fill": {"color": GRADE_COLOURS[min(at - 1, len(GRADE_COLOURS) - 1)]},
                "data_labels": {
                    "value": True,
                    "font": {"color": "#FFFFFF", "name": FONT, "size": 9},
                    "num_format": "0;;",
                },
                "gap": 60,
            }
        )
    _dress(chart, page.say("建议等次分布（人数）", "Proposed grades (reporters)"))
    chart.set_y_axis(
        {"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#E3E3DF"}}, "num_format": "0"}
    )
    chart.set_size({"width": 640, "height": 300})
    page.sheet.insert_chart(top, max(CHART_COLUMN, len(heads) + 1), chart)
    page.row = max(page.row, top + 16)


def _composites(page: Page, kind: str, members: list[int]) -> None:
    top = page.row + 1
    page.row = top
    detailed = len(members) <= MOST_BARS
    title = page.say("综合得分", "Composite") + (f"：{kind}" if kind else "")
    rows = _bars(page.view, members) if detailed else _classes(page, members)
    unit = page.say("述职人", "Reporter") if detailed else page.say("分数段", "Class")
    heads = [
        Head(unit, most=30),
        Head(
            page.say("综合得分", "Composite") if detailed else page.say("人数", "Reporters"),
            page.points() if detailed else "0",
            least=9,
        ),
    ]
    first, last = page.table(heads, rows, filtered=False)
    chart = page.book.file.add_chart({"type": "bar" if detailed else "column"})
    chart.add_series(
        {
            "categories": [page.sheet.get_name(), first, 0, last, 0],
            "values": [page.sheet.get_name(), first, 1, last, 1],
            "fill": {"color": BLUE},
            "data_labels": {
                "value": True,
                "font": _text(8),
                "num_format": page.points() if detailed else "0",
            },
            "gap": 40,
        }
    )
    _dress(chart, title)
    chart.set_legend({"none": True})
    low = {"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#E3E3DF"}}, "num_format": "0"}
    if detailed:
        chart.set_x_axis({**low, "max": float(page.view.rulebook.ceiling)})
        chart.set_y_axis({"reverse": True, "num_font": _text(8), "crossing": "max", "label_position": "low"})
    chart.set_size({"width": 640, "height": 90 + 18 * len(rows) if detailed else 300})
    page.sheet.insert_chart(top, CHART_COLUMN, chart)
    page.row = max(page.row, top + (90 + 18 * len(rows)) // 24 + 2 if detailed else top + 16)


def _bars(view: View, members: list[int]) -> list[list[Value]]:
    ordered = sorted(members, key=lambda i: (-(view.step("composite", i) or 0), view.people[i]["code"]))
    rows: list[list[Value]] = []
    for i in ordered:
        person = view.people[i]
        name = " ".join(person[key] for key in ("unit", "person") if person[key]) or person["code"]
        rows.append([name, view.step("composite", i)])
    return rows


def _classes(page: Page, members: list[int]) -> list[list[Value]]:
    """The composites counted in classes of five points."""
    counts = Counter(int((page.view.step("composite", i) or Fraction(0)) // CLASS) for i in members)
    return [[f"[{at * CLASS}, {(at + 1) * CLASS})", counts[at]] for at in range(min(counts), max(counts) + 1)]


def _dress(chart: Any, title: str) -> None:
    chart.set_title({"name": title, "name_font": {**_text(12), "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": _text(9)})
    chart.set_chartarea({"border": {"none": True}})
