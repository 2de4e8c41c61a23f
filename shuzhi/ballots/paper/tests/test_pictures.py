"""Files taken apart into pages, and files that are refused in a word."""

import cv2
import numpy as np
import pytest

from shuzhi.ballots.paper import Layout, UnreadableFile, new_numbers, pages_in, pdf_of
from shuzhi.ballots.paper.tests.factories import FORM, KEY, grey, known_of, printed, reading_of, sheet_of

A = Layout.of(sheet_of(), "A")
PAGE = grey(printed(A))


@pytest.mark.parametrize("kind", [".png", ".jpg"])
def test_one_picture_is_one_page(kind):
    [page] = pages_in(cv2.imencode(kind, PAGE)[1].tobytes())

    assert page.page == 1
    assert reading_of(page.grey, known_of(A)).refusal is None


def test_a_tiff_of_three_pages_comes_page_by_page():
    data = cv2.imencodemulti(".tiff", [PAGE, 255 - PAGE, PAGE])[1].tobytes()

    pages = list(pages_in(data))

    assert [page.page for page in pages] == [1, 2, 3]
    assert np.array_equal(pages[0].grey, PAGE)
    assert np.array_equal(pages[1].grey, 255 - PAGE)


def test_a_pdf_comes_at_two_hundred_dots_an_inch():
    pages = list(pages_in(pdf_of(A, new_numbers(3), KEY, form=FORM)))

    assert [page.page for page in pages] == [1, 2, 3]
    assert pages[0].grey.shape == (2339, 1654)
    assert len({reading_of(page.grey, known_of(A)).number for page in pages}) == 3


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "kind"),
        (b"hello", "kind"),
        (b"GIF89a....", "kind"),
        (b"%PDF-1.7 nothing", "broken"),
        (b"\xff\xd8\xff\xe0 not a picture", "broken"),
        (b"\x89PNG\r\n\x1a\n not a picture", "broken"),
        (b"II*\0 not a picture", "broken"),
    ],
)
def test_what_is_no_picture_is_said_to_be_none(data, why):
    with pytest.raises(UnreadableFile) as fault:
        list(pages_in(data))

    assert fault.value.why == why


def test_a_picture_that_would_fill_the_memory_is_refused():
    data = cv2.imencode(".png", np.zeros((9000, 9000), np.uint8))[1].tobytes()

    with pytest.raises(UnreadableFile) as fault:
        list(pages_in(data))
    assert fault.value.why == "size"
