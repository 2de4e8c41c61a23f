"""Voters of the meeting day: in a browser on a phone, and by wire where only the number counts."""

import http.client
import json
import re
import secrets
from urllib.parse import urlsplit

import pypdfium2
from playwright.sync_api import Browser, Page, Route, expect

from shuzhi.ballots.codes import ALPHABET
from tests.journeys.site import Site

SLIP_CODE = re.compile(f"[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}")
PHONE = {"width": 390, "height": 844}


def slips_on(page: Page) -> list[tuple[str, str]]:
    """Group and code of every slip on the printed page."""
    return [
        (slip.locator(".slip-group").inner_text()[0], slip.locator(".slip-code").inner_text())
        for slip in page.locator(".slip").all()
    ]


def codes_in(pdf: bytes) -> list[str]:
    """The codes that are printed in a file of slips."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    return [code for text in pages for code in SLIP_CODE.findall(text)]


def one_more_slip(teller: Page, session: str) -> bytes:
    """A spare slip for the last group, taken as a file: what the button sends, because a browser shows no PDF's text."""
    address = f"/ballots/{session}/slips/"
    teller.goto(address)
    form: dict[str, str] = {"as": "pdf"}
    for one in teller.locator("main form input").all():
        form[one.get_attribute("name") or ""] = (
            "" if one.get_attribute("type") == "number" else one.input_value()
        )
    form[teller.locator("main input[type=number]").last.get_attribute("name") or ""] = "1"
    answer = teller.request.post(address, form=form, headers={"Referer": teller.url})
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def cast(site: Site, code: str, choices: list[list[int]]) -> str:
    """A ballot as the page sends it; the door's answer."""
    door = urlsplit(site.door)
    connection = http.client.HTTPConnection(door.hostname or "", door.port, timeout=20)
    body = json.dumps({"code": code.replace("-", ""), "nonce": secrets.token_hex(16), "choices": choices})
    connection.request("POST", "/cast", body, {"Content-Type": "application/json"})
    outcome: str = json.loads(connection.getresponse().read())["outcome"]
    connection.close()
    return outcome


def on_a_phone(browser: Browser, site: Site, code: str) -> Page:
    """The page behind the code, on a phone of its own."""
    page = browser.new_context(viewport=PHONE).new_page()
    page.goto(f"{site.door}/b/{code.replace('-', '')}")
    return page


def rate(page: Page, choices: list[list[int]]) -> None:
    """One card after the other, then the review."""
    for card in choices:
        for row, choice in zip(page.locator("fieldset").all(), card, strict=True):
            row.locator(".option").nth(choice).click()
        page.locator("#next").click()
    expect(page.locator("table.review tbody tr")).to_have_count(len(choices))


def cast_with_a_lost_reply(page: Page) -> str:
    """The door takes the ballot, its answer is lost on the way, the phone tries again; the receipt."""
    answers: list[int] = []

    def lose_the_first(route: Route) -> None:
        answer = route.fetch()
        answers.append(answer.status)
        if len(answers) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/cast", lose_the_first)
    page.locator("#cast").click()
    expect(page.locator(".done")).to_be_visible(timeout=20_000)
    assert answers == [200, 200]
    return page.locator("#receipt").inner_text()
