"""A list as a workbook: exactly what is filtered, every row, nothing that a spreadsheet would run."""

from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from xlsxwriter.worksheet import Worksheet

A4 = 9
# What an upright page of A4 holds at the size on screen, in characters.
UPRIGHT = 90
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook_response(name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """One sheet with a heading and a row for each record; text stays text, whatever it begins with."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, SAFE) as book:
        sheet = book.add_worksheet(name[:31])
        bold = book.add_format({"bold": True, "bottom": 1})
        widths = [len(heading) for heading in headings]
        sheet.write_row(0, 0, headings, bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                sheet.write(number, column, value if isinstance(value, int) else str(value))
                widths[column] = max(widths[column], min(len(str(value)), 40))
        # A Chinese character is about two Latin ones wide.
        shown = [min(width * 1.8 + 2, 60) for width in widths]
        for column, width in enumerate(shown):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        _fit_for_paper(sheet, sum(shown))
    response = HttpResponse(stream.getvalue(), content_type=MIME)
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{name}.xlsx"
    )
    return response


def _fit_for_paper(sheet: Worksheet, width: float) -> None:
    """Printed, it is as wide as the page, lies down when that is not enough, and says its headings on every page."""
    sheet.set_paper(A4)
    if width > UPRIGHT:
        sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C&P / &N")
