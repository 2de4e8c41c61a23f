"""RESULT.xlsx: one settlement as a workbook that an office can file, print, publish and have recounted."""

from __future__ import annotations

from collections.abc import Mapping

from shuzhi.scoring.disclosure import Earlier
from shuzhi.scoring.engines.inputs import Settlement
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.tables.catalogue import sheet_name
from shuzhi.scoring.workbook.book import RED, Book, Target
from shuzhi.scoring.workbook.charts import chart_page
from shuzhi.scoring.workbook.comparing import comparison_page
from shuzhi.scoring.workbook.counts import count_pages
from shuzhi.scoring.workbook.notes import note_page
from shuzhi.scoring.workbook.page import Page
from shuzhi.scoring.workbook.process import process_page
from shuzhi.scoring.workbook.public import public_page
from shuzhi.scoring.workbook.results import result_page, ties_page
from shuzhi.scoring.workbook.view import View

MOST_REPORTERS = 100_000  # a workbook that anybody can still open
SHEETS = {
    "result": ("结果与等次建议", "Result"),
    "ties": ("待定同分", "Ties"),
    "comparison": ("对比", "Comparison"),
    "process": ("计算过程", "Steps"),
    "counts": ("测评统计表", "Counts"),
    "public": ("公开版", "Public"),
    "charts": ("图表", "Charts"),
    "notes": ("说明", "Notes"),
}


def write_result(
    settlement: Settlement,
    target: Target,
    lang: str = "zh",
    *,
    meta: Mapping[str, str] | None = None,
    other: Settlement | None = None,
    earlier: Mapping[str, tuple[Earlier, ...]] | None = None,
) -> None:
    """Writes the result of a settlement to a path or a stream; the same settlement gives the same bytes.

    ``meta`` (cycle, organiser, …) stands on the sheet of notes; ``other`` is the settlement under another rulebook to
    compare with; ``earlier`` is what was published before, which the publishable version must not make worse. A path
    appears whole or not at all.
    """
    if len(settlement) > MOST_REPORTERS:
        raise Refused(
            "result",
            f"人数超过 {MOST_REPORTERS:,}，工作簿放不下，请用 --parquet-out 写出。",
            f"more than {MOST_REPORTERS:,} reporters do not fit a workbook; write Parquet with --parquet-out.",
        )
    view = View(settlement, earlier)
    book = Book(view.rulebook.title)

    def page(name: str, *, landscape: bool = True, colour: str = "", form: str = "") -> Page:
        title = SHEETS[name][0 if lang == "zh" else 1]
        title = sheet_name(f"{title}-{form}") if form else title
        return Page(book, view, lang, book.sheet(title, landscape=landscape, colour=colour))

    result_page(page("result", colour=RED))
    ties_page(page("ties"))
    if other is not None:
        comparison_page(page("comparison"), View(other))
    process_page(page("process"))
    for form in view.rulebook.forms:
        count_pages(page("counts", form=form.name if len(view.rulebook.forms) > 1 else ""), form)
    public_page(page("public"))
    chart_page(page("charts"))
    note_page(page("notes", landscape=False), meta or {})
    book.save(target)
