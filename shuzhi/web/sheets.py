"""A list as a workbook: exactly what is filtered, every row, nothing that a spreadsheet would run."""

from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header

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
        for column, width in enumerate(widths):
            # A Chinese character is about two Latin ones wide.
            sheet.set_column(column, column, min(width * 1.8 + 2, 60))
        sheet.freeze_panes(1, 0)
    response = HttpResponse(stream.getvalue(), content_type=MIME)
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{name}.xlsx"
    )
    return response
