"""What people do on the pages, one gesture a function."""

import http.client
import json
import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
from playwright.sync_api import Browser, Page, expect

from tests.journeys.site import Site

REPORTERS = ["reporter01", "reporter02", "reporter12"]
COMMENT = (
    "成绩讲得实在，数字能对上。问题讲得还不够具体，原因分析停在习惯上，要往制度上找，"
    "请把超时限的意见逐条写清负责人和时限。"
)


def press(page: Page, ending: str) -> None:
    """Presses the button of the form that is sent to an address with this ending."""
    page.locator(f'form[action$="{ending}"] button').first.click()
    page.wait_for_load_state()


def submit(page: Page) -> None:
    """Presses the one main action of the page."""
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_load_state()


def number_in(address: str) -> str:
    """The last number of an address: the key of what the page shows."""
    return re.findall(r"/(\d+)/", address)[-1]


def tick_holders(page: Page, usernames: list[str]) -> None:
    """Ticks the n-th heads in the order in which the units were made: streets first, then the others."""
    rows = page.locator("main tbody tr")
    posts = {"reporter01": 0, "reporter02": 0, "reporter12": -1}
    for name in usernames:
        row = rows.nth(posts[name]) if posts[name] >= 0 else rows.filter(has_text="党组书记").first
        row.locator("input[name=tenure]:not(:checked)").check()
        posts["reporter02"] = 1


def write_report(page: Page, *, problems: str) -> None:
    """Types the report; the page saves it by itself."""
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        type_report(page, problems=problems)


def type_report(page: Page, *, problems: str) -> None:
    page.locator('textarea[name="section-results"]').fill(
        "我全年走访一千二百户，收到意见一百三十条，办结一百一十条。"
    )
    page.locator('textarea[name="section-problems"]').fill(problems)
    page.locator('textarea[name="section-next"]').fill("一季度前走遍问题多的片区，列清单，办完一条销一条。")
    page.locator('textarea[name^="answer-"]').first.fill(
        "上年点出的三个问题已办结两个，余下一个六月底前办结。"
    )


def accept_report(page: Page, key: str) -> None:
    """Ticks what the checklist still asks, and accepts."""
    page.goto(f"/reports/{key}/vet/")
    for box in page.locator(".check input[type=checkbox]").all():
        box.check()
    press(page, f"/{key}/checklist/")
    press(page, f"/{key}/accept/")


def take_a_turn(office: Page, secretary: Page, meeting: str) -> None:
    """述 → 问 → 评: the next button of the control page, and the comment from the secretary's phone."""
    office.goto(f"/meetings/{meeting}/")
    move_on(office, "reporting")
    move_on(office, "questions")
    office.locator('form[action$="/ask/"] [name=asker_group]').fill("基层代表")
    office.locator('form[action$="/ask/"] [name=text]').fill("没办结的那几条卡在哪里？")
    press(office, "/ask/")
    office.locator('form[action$="/answer/"] textarea').first.fill("卡在产权不清，下周三方现场碰头。")
    press(office, "/answer/")
    expect(office.locator(".question .answer").last).to_be_visible()
    move_on(office, "comment")
    expect(office.locator("#next-step")).to_be_disabled()
    secretary.goto(f"/meetings/{meeting}/comment/")
    give_comment(secretary)
    office.goto(f"/meetings/{meeting}/")
    office.locator("#next-step").click()  # done
    expect(office.locator(".next-step [name=seen][value=comment]")).to_have_count(0)


def move_on(office: Page, step: str) -> None:
    """Presses the next button and looks whether the page is there before pressing again."""
    office.locator("#next-step").click()
    expect(office.locator(f'.next-step [name=seen][value="{step}"]').first).to_be_attached()


def give_comment(page: Page) -> None:
    page.locator("#comment-form [name=text]").fill(COMMENT)
    page.locator("#comment-form [name=problems]").fill("超时限意见没有逐条明确负责人")
    page.locator('button[form="comment-form"]').click()
    expect(page.locator("#comment-form")).to_have_count(0)


def voter_on_a_phone(browser: Browser, site: Site, code: str) -> None:
    """Scans, rates everybody, closes the browser half-way, goes on, looks at everything, presses once."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{site.door}/b/{code}")
    rate(page)
    page.goto(f"{site.door}/b/{code}")
    expect(page.locator("#ballot .progress b")).to_have_text(f"2/{len(REPORTERS)}")
    for _more in REPORTERS[1:]:
        rate(page)
    expect(page.locator("table.review tbody tr")).to_have_count(len(REPORTERS))
    page.locator("#cast").click()
    expect(page.locator(".done")).to_be_visible()
    page.goto(f"{site.door}/b/{code}")
    expect(page.locator("input[type=radio]")).to_have_count(0)
    context.close()


def rate(page: Page) -> None:
    for row in page.locator("fieldset").all():
        row.locator(".option").first.click()
    page.locator("#next").click()


def cast_by_wire(site: Site, code: str, number: int) -> str:
    """A ballot as the page sends it; the door's answer."""
    door = urlsplit(site.door)
    connection = http.client.HTTPConnection(door.hostname or "", door.port, timeout=20)
    choices = [[(number + row + reporter) % 3 for row in range(6)] for reporter in range(len(REPORTERS))]
    body = json.dumps({"code": code, "nonce": secrets.token_hex(16), "choices": choices})
    connection.request("POST", "/cast", body, {"Content-Type": "application/json"})
    outcome: str = json.loads(connection.getresponse().read())["outcome"]
    connection.close()
    return outcome


def fill_in(empty: Path, target: Path, *, task: object) -> None:
    """Fills the office's workbook as a clerk does: the cells under the headings, nothing else."""
    book = openpyxl.load_workbook(empty)
    values = {
        "任职月数": 20,
        "重点任务": task,
        "问题整改率": 95,
        "群众满意度（满意）": 180,
        "群众满意度（有效）": 200,
    }
    sheet = book["成绩与结果"]
    heading = next(row for row in sheet.iter_rows() if any(cell.value == "代码" for cell in row))
    columns = {str(cell.value).strip(): cell.column for cell in heading if cell.value}
    codes = [
        (row, str(sheet.cell(row, columns["代码"]).value))
        for row in range(heading[0].row + 1, sheet.max_row + 1)
        if re.fullmatch(r"\d{9}|YX-\w+", str(sheet.cell(row, columns["代码"]).value or ""))
    ]
    for row, _code in codes:
        for name, value in values.items():
            sheet.cell(row, columns[name], value)
    checks = book["检查清单"]
    heading = next(row for row in checks.iter_rows() if any(cell.value == "代码" for cell in row))
    columns = {str(cell.value).strip(): cell.column for cell in heading if cell.value}
    first = heading[0].row + 2
    for number, (_row, code) in enumerate(codes):
        line = {
            "代码": code,
            "考核项": "日常考核/党建工作检查",
            "条目": "三会一课不落实",
            "次数或评定": number,
        }
        for name, value in line.items():
            checks.cell(first + number, columns[name], value)
    book.save(target)


def hold_ceremony(page: Page, session: str) -> list[str]:
    """Teller and two others get a share each; every share is confirmed. The words of the three sheets."""
    page.goto(f"/ballots/{session}/key/make/")
    page.select_option("[name=holder-1-account]", label=_account_like(page, 1, "(teller)"))
    page.fill("[name=holder-2-name]", "区委副书记 旅程")
    page.fill("[name=holder-3-name]", "市委组织部 旅程")
    submit(page)
    sheets = [sheet.locator(".words li").all_text_contents() for sheet in page.locator(".share").all()]
    for place, words in enumerate(sheets, 1):
        # The page warns before it is left unprinted, as it should.
        page.once("dialog", lambda dialog: dialog.accept())
        page.goto(f"/ballots/{session}/key/")
        form = page.locator(f'form[action$="/key/{place}/confirm/"]')
        for field, label in zip(("first", "second"), form.locator("label").all(), strict=True):
            number = int(re.findall(r"\d+", label.inner_text())[0])
            form.locator(f"[name=share-{place}-{field}]").fill(words[number - 1])
        form.locator("button").click()
        page.wait_for_load_state()
    return [" ".join(words) for words in sheets]


def _account_like(page: Page, place: int, part: str) -> str:
    names = page.locator(f"[name=holder-{place}-account] option").all_text_contents()
    return next(name for name in names if part in name)
