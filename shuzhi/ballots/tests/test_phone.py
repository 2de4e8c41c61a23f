"""A phone in the hall: a real Chromium before a real door."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from shuzhi.ballots.codes import shown
from shuzhi.ballots.sheet import Sheet, SheetGroup, SheetReporter, SheetRow
from shuzhi.ballots.tests.bench import Bench, DoorProcess, hall_sheet

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def browser():
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def phone(browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    yield page
    assert page.faults == []
    context.close()


OPTIONS = ("好", "较好", "一般", "差", "不了解")


def rate(phone: Page, option: str, rows: int = 3) -> None:
    for row in range(rows):
        phone.locator("fieldset").nth(row).locator(".option").nth(OPTIONS.index(option)).click()


def address(door: DoorProcess, code: str) -> str:
    return f"http://127.0.0.1:{door.port}/b/{code}"


def test_fourteen_people_are_rated_reviewed_and_cast_with_one_press(
    phone: Page, bench: Bench, door: DoorProcess
):
    sheet = hall_sheet(14, 3)
    code = bench.add_form(sheet, {"A": 1})[0]
    phone.goto(address(door, code))

    for reporter in range(14):
        expect(phone.locator(".progress b")).to_have_text(f"{reporter + 1}/14")
        rate(phone, "较好" if reporter % 2 else "好")
        phone.locator("#next").click()
    expect(phone.locator(".review tbody tr")).to_have_count(14)
    expect(phone.locator(".review .no")).to_have_count(0)
    phone.locator("#cast").click()

    expect(phone.get_by_text("已收到您的测评票")).to_be_visible()
    expect(phone.get_by_text("较好", exact=True)).to_have_count(0)
    (found,) = bench.contents(sheet)
    assert sheet.read(found.choices) == [[n % 2] * 3 for n in range(14)]
    expect(phone.locator("#receipt")).to_have_text(shown(found.receipt))
    phone.reload()
    expect(phone.locator("#receipt")).to_have_text(shown(found.receipt))
    assert "choices" not in phone.evaluate("JSON.stringify(localStorage)")


def test_what_is_half_filled_survives_a_refresh_and_a_restart_of_the_door(
    phone: Page, bench: Bench, door: DoorProcess
):
    code = bench.add_form(hall_sheet(3, 1), {"A": 1})[0]
    phone.goto(address(door, code))
    rate(phone, "差", rows=1)
    phone.locator("#next").click()
    rate(phone, "一般", rows=1)

    door.kill()
    door.start()
    phone.reload()

    expect(phone.locator(".progress b")).to_have_text("2/3")
    expect(phone.locator("input:checked")).to_have_value("2")
    phone.get_by_text("上一位").click()
    expect(phone.locator("input:checked")).to_have_value("3")


def test_the_review_says_in_both_languages_what_is_chosen_and_what_is_not(
    phone: Page, bench: Bench, door: DoorProcess
):
    code = bench.add_form(hall_sheet(1, 2), {"A": 1})[0]
    phone.goto(address(door, code))
    rate(phone, "较好", rows=1)
    phone.locator("#next").click()

    chosen = phone.locator(".review td.chosen")
    expect(chosen).to_have_text(["较好Fairly good", "未评Not rated"])
    expect(chosen.locator('[lang="en"]')).to_have_count(2)


def test_six_rows_are_reviewed_on_a_narrow_phone_without_a_word_parted(
    phone: Page, bench: Bench, door: DoorProcess
):
    code = bench.add_form(hall_sheet(2, 6), {"A": 1})[0]
    phone.goto(address(door, code))
    rate(phone, "较好", rows=5)
    phone.locator("#next").click()
    phone.get_by_text("检查全部").first.click()

    shown = phone.locator(".review tbody tr").first.locator("td.chosen")
    expect(shown).to_have_count(6)
    tall = phone.evaluate(
        """() => [...document.querySelectorAll('.review td.chosen > span')].map(span => {
            const range = document.createRange();
            range.selectNodeContents(span.firstChild);
            return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
        })"""
    )
    assert set(tall) == {1}
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert phone.locator(".review").evaluate("table => table.parentNode.scrollWidth <= innerWidth")
    assert shown.first.evaluate("cell => getComputedStyle(cell, '::before').content") == '"第1项"'
    expect(phone.get_by_role("cell")).to_have_count(12)


def test_a_press_while_the_door_is_down_is_kept_and_sent_when_it_is_back(
    phone: Page, bench: Bench, door: DoorProcess
):
    code = bench.add_form(hall_sheet(1, 1), {"A": 1})[0]
    phone.goto(address(door, code))
    rate(phone, "好", rows=1)
    phone.locator("#next").click()
    door.kill()

    phone.locator("#cast").click()
    expect(phone.get_by_text("网络不通")).to_be_visible()
    door.start()

    expect(phone.get_by_text("已收到您的测评票")).to_be_visible(timeout=20_000)
    assert bench.spent() == 1


def test_a_phone_that_lost_the_answer_learns_after_a_reload_that_its_ballot_is_in(
    phone: Page, bench: Bench, door: DoorProcess
):
    code = bench.add_form(hall_sheet(1, 1), {"A": 2})[0]
    phone.goto(address(door, code))
    rate(phone, "好", rows=1)
    phone.locator("#next").click()

    def swallow(route):
        route.fetch()
        route.abort()

    phone.route("**/cast", swallow)
    phone.locator("#cast").click()
    expect(phone.get_by_text("网络不通")).to_be_visible()
    phone.unroute("**/cast")
    phone.reload()

    expect(phone.get_by_text("已收到您的测评票")).to_be_visible()
    assert bench.spent() == 1


def test_somebody_elses_used_slip_is_told_as_used(phone: Page, bench: Bench, door: DoorProcess):
    code = bench.add_form(hall_sheet(1, 1), {"A": 1})[0]
    door.cast(code, [[0]])

    phone.goto(address(door, code))

    expect(phone.get_by_text("这张票签已经用过")).to_be_visible()
    expect(
        phone.get_by_text("如果刚才是您自己投的，票已在箱内，一切正常，宣布结果后可凭回执码核对")
    ).to_be_visible()
    expect(phone.get_by_text("If you have just cast it yourself, all is well")).to_be_visible()
    assert phone.evaluate("localStorage.length") == 0


def test_the_waiting_page_goes_on_when_the_ballot_opens(phone: Page, bench: Bench, door: DoorProcess):
    code = bench.add_form(hall_sheet(1, 1), {"A": 1}, "prepared")[0]
    phone.goto(address(door, code))
    expect(phone.get_by_text("测评还没有开始")).to_be_visible()

    bench.set_state("open")
    phone.get_by_role("button", name="再看一次").click()

    expect(phone.locator(".progress b")).to_have_text("1/1")


def test_the_waiting_page_goes_on_by_itself(phone: Page, bench: Bench, door: DoorProcess):
    code = bench.add_form(hall_sheet(1, 1), {"A": 1}, "prepared")[0]
    phone.goto(address(door, code))
    expect(phone.get_by_text("测评还没有开始")).to_be_visible()

    bench.set_state("open")

    expect(phone.locator(".progress b")).to_have_text("1/1", timeout=12_000)


def test_a_phone_that_can_keep_nothing_says_so_and_still_casts(phone: Page, bench: Bench, door: DoorProcess):
    sheet = hall_sheet(1, 1)
    code = bench.add_form(sheet, {"A": 1})[0]
    phone.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get: function () { throw new Error(); }})"
    )
    phone.goto(address(door, code))

    expect(phone.get_by_text("请不要刷新或关闭本页")).to_be_visible()
    rate(phone, "好", rows=1)
    phone.locator("#next").click()
    phone.locator("#cast").click()

    expect(phone.get_by_text("已收到您的测评票")).to_be_visible()
    assert bench.marks(sheet) == [0]


def test_a_ballot_cast_after_closing_is_told_straight_and_kept(phone: Page, bench: Bench, door: DoorProcess):
    code = bench.add_form(hall_sheet(1, 1), {"A": 1})[0]
    phone.goto(address(door, code))
    rate(phone, "好", rows=1)
    phone.locator("#next").click()
    bench.set_state("closed")

    phone.locator("#cast").click()

    expect(phone.get_by_text("测评已经结束，不再收票")).to_be_visible()
    assert bench.spent() == 0


def test_marks_are_typed_within_their_range_and_step(phone: Page, bench: Bench, door: DoorProcess):
    sheet = Sheet(
        "测评票",
        "打分票",
        (SheetReporter("01", "张三", "某街道"),),
        (SheetRow("履职评分", low="0", high="10", step="0.5"),),
        (SheetGroup("A", "A"),),
    )
    code = bench.add_form(sheet, {"A": 1})[0]
    phone.goto(address(door, code))

    for wrong in ("10.5", "-1", "7.3", "十"):
        phone.locator(".mark").fill(wrong)
        expect(phone.locator(".mark")).to_have_attribute("aria-invalid", "true")
    phone.locator(".mark").fill("７．５")
    phone.locator("#next").click()
    phone.locator("#cast").click()

    expect(phone.get_by_text("已收到您的测评票")).to_be_visible()
    assert bench.marks(sheet) == [15]


def test_an_empty_ballot_cannot_be_cast_and_says_why(phone: Page, bench: Bench, door: DoorProcess):
    code = bench.add_form(hall_sheet(2, 1), {"A": 1})[0]
    phone.goto(address(door, code))

    phone.get_by_text("检查全部").click()

    expect(phone.locator("#cast")).to_be_disabled()
    expect(phone.get_by_text("还没有评任何一项")).to_be_visible()


def test_every_target_is_tall_enough_for_a_thumb(phone: Page, bench: Bench, door: DoorProcess):
    code = bench.add_form(hall_sheet(2, 2), {"A": 1})[0]
    phone.goto(address(door, code))

    heights = phone.locator("button, .option").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )

    assert min(heights) >= 56


def test_a_ballot_is_filled_in_by_keyboard_alone(phone: Page, bench: Bench, door: DoorProcess):
    sheet = hall_sheet(1, 1)
    code = bench.add_form(sheet, {"A": 1})[0]
    phone.goto(address(door, code))

    phone.keyboard.press("Tab")
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.locator("#cast")).to_be_visible()
    phone.locator("#cast").press("Enter")

    expect(phone.get_by_text("已收到您的测评票")).to_be_visible()
    assert bench.marks(sheet) == [1]
