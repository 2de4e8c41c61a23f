"""A list as a workbook can be printed as it is."""

from io import BytesIO

import openpyxl
import pytest

from shuzhi.web.sheets import workbook_response


@pytest.mark.parametrize(("columns", "orientation"), [(3, "portrait"), (11, "landscape")])
def test_a_list_is_as_wide_as_the_page_and_says_its_headings_on_every_page(columns, orientation):
    headings = [f"第{number}列标题" for number in range(columns)]

    response = workbook_response("计票单", headings, [["甲" * 4] * columns] * 80)

    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == (orientation, 9)
    assert sheet.print_title_rows == "$1:$1"
