"""The cut sheets as they leave the printer: read back from pixels, as a phone reads them."""

from collections import Counter
from urllib.parse import quote

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from django.conf import settings as site
from django.urls import reverse

from shuzhi.ballots import issuing, slips
from shuzhi.ballots.codes import mark_of, shown
from shuzhi.ballots.issuing import PrintedSlip
from shuzhi.ballots.tests import factories

pytestmark = pytest.mark.django_db(databases=["default", "box"])


def pages_of(data: bytes) -> list[tuple[set[str], str]]:
    """The codes and the text of every page."""
    document = pypdfium2.PdfDocument(data)
    found = []
    for page in document:
        picture = np.asarray(page.render(scale=200 / 72, grayscale=True).to_numpy())
        codes = {code.text for code in zxingcpp.read_barcodes(np.ascontiguousarray(picture.squeeze()))}
        found.append((codes, page.get_textpage().get_text_range()))
    return found


@pytest.fixture
def prepared(hall):
    return factories.prepared(hall)


def test_every_slip_is_read_from_the_paper_and_a_page_belongs_to_one_group(hall, prepared, settings):
    printed = factories.printed(hall, prepared, 11, 4, 0)

    made = slips.pdf_of(prepared, slips.sheets_of(printed, list(prepared.issues.all())))
    pages = pages_of(made)

    groups = {slip.code: slip.group for slip in printed}
    read = [{address.rsplit("/", 1)[1] for address in codes} for codes, _text in pages]
    assert [len(codes) for codes in read] == [10, 1, 4]
    assert [{groups[code] for code in codes} for codes in read] == [{"A"}, {"A"}, {"B"}]
    for codes, (addresses, text) in zip(read, pages, strict=True):
        assert all(address.startswith(f"{settings.DOOR_URL}/b/") for address in addresses)
        assert all(shown(code) in text for code in codes)
        assert "计票" not in text


def test_nothing_on_a_slip_counts_and_the_file_knows_no_time(hall, prepared):
    printed = [PrintedSlip("A", code) for code in ("AAAAAAAAAA", "BBBBBBBBBB")]

    made = slips.pdf_of(prepared, slips.sheets_of(printed, list(prepared.issues.all())))

    ((_addresses, text),) = pages_of(made)
    lines = Counter(line.strip() for line in text.splitlines() if line.strip())
    # But for its code a slip is the same as the next one.
    assert {line for line, count in lines.items() if count % 2} == {"AAAAA-AAAAA", "BBBBB-BBBBB"}
    assert b"/CreationDate" not in made or b"D:19700101" in made


def test_the_order_on_paper_is_not_the_order_of_making(hall, prepared):
    printed = [PrintedSlip("A", f"{number:010}") for number in range(40)]

    laid = [
        slip.code for sheet in slips.sheets_of(printed, list(prepared.issues.all())) for slip in sheet.slips
    ]

    assert sorted(laid) == [shown(slip.code) for slip in printed]
    assert laid != sorted(laid)


def test_the_page_gives_a_pdf_that_nobody_keeps(hall, prepared, client):
    client.force_login(hall.teller)
    issue = prepared.issues.get(group="A")
    sent = {f"group_{one.pk}": 0 for one in prepared.issues.all()} | {
        f"group_{issue.pk}": 2,
        "printed_before": 0,
        "as": "pdf",
    }

    made = client.post(reverse("ballots:print-slips", args=[prepared.pk]), sent)

    assert made["Content-Type"] == "application/pdf"
    assert made["Cache-Control"] == "no-store"
    name = quote(f"{prepared.form}-票签-2.pdf")
    assert made["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    (codes, _text) = pages_of(made.content)[0]
    found = [issuing.find_slip(_mark(address)) for address in codes]
    assert {(one.group, one.channel, one.state) for one in found} == {("A", "phone", "fresh")}


def test_before_printing_the_page_says_that_there_is_no_second_time_and_what_to_do_then(
    hall, prepared, client
):
    client.force_login(hall.teller)

    shown = client.get(reverse("ballots:print-slips", args=[prepared.pk])).text

    said = ("无法再次生成", "文件或某张丢失时", "整批票签作废，再重新打印")
    assert [words for words in said if words not in shown] == []


@pytest.mark.parametrize(
    ("lang", "said"), [("zh-hans", "页面没有完整送达"), ("en", "The page was not sent whole")]
)
def test_a_page_that_came_without_its_hidden_number_is_refused_in_the_reader_s_words(
    hall, prepared, client, lang, said
):
    client.force_login(hall.teller)
    client.cookies[site.LANGUAGE_COOKIE_NAME] = lang
    issue = prepared.issues.get(group="A")

    refused = client.post(reverse("ballots:print-slips", args=[prepared.pk]), {f"group_{issue.pk}": 2})

    assert (refused.status_code, said in refused.text, "Printed before" in refused.text) == (422, True, False)


def _mark(address: str) -> str:
    return mark_of(address.rsplit("/", 1)[1], site.SLIP_KEY)
