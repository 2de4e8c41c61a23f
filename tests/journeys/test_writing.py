"""Two people write one report: whatever happens to page, browser or server, no keystroke they made is lost."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.site import Running, Site

RESULTS, PROBLEMS, NEXT = ('[name="section-results"]', '[name="section-problems"]', '[name="section-next"]')
CLIPBOARD = Path(__file__).parent / "clipboard"


class Writers(Running):
    story = "tests.journeys.writers"


@pytest.fixture(scope="module")
def running(urls: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writers]:
    made = Writers(tmp_path_factory.mktemp("writing"), urls)
    made.site = made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def site(running: Writers) -> Site:
    return running.site


@pytest.fixture(scope="module")
def reporter(site: Site) -> str:
    """The number of the first street's secretary among the reporters."""
    return site.shell(
        "from shuzhi.cycles.models import Reporter; print(Reporter.objects.get(person_name='陈一舟').pk)"
    )


@pytest.fixture
def write(sign_in: Callable[..., Page], reporter: str) -> Iterator[Callable[[str], Page]]:
    """`write("staff")` opens the first street's report for that person, in a browser of its own."""
    opened = []

    def at_the_text(name: str) -> Page:
        page = sign_in(name)
        opened.append(page)
        page.goto(f"/reports/{reporter}/")
        if "/write/" not in page.url:
            page.locator("main form button.btn-primary").click()
        page.wait_for_url("**/write/")
        return page

    yield at_the_text
    for page in opened:
        page.context.set_offline(False)
        page.context.close()


def stored(site: Site, field: str) -> str:
    """A section as the database has it."""
    key = field.removeprefix('[name="section-').removesuffix('"]')
    return site.shell(
        "from shuzhi.reports.models import Report\n"
        f"print({{s['key']: s['text'] for s in Report.objects.get().sections}}['{key}'], end='')"
    )


def saved(page: Page) -> None:
    """Waits until the page says that all is saved."""
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved", timeout=40_000)


def kept_here(page: Page) -> None:
    """Waits until the page says that it could not save: by then the device has what was written on its disk."""
    expect(page.locator("#trouble")).not_to_be_empty(timeout=40_000)


def wipe(page: Page, field: str) -> None:
    """A clean field to write in, and saved."""
    page.locator(field).fill("空白。")
    saved(page)
    page.locator(field).fill("")
    saved(page)


def test_two_people_write_different_parts_at_once_and_never_meet(write, site):
    secretary, staff = write("s1"), write("staff")

    secretary.locator(RESULTS).press_sequentially("书记写成效。")
    staff.locator(NEXT).press_sequentially("干部写打算。")
    saved(secretary)
    saved(staff)

    assert (stored(site, RESULTS), stored(site, NEXT)) == ("书记写成效。", "干部写打算。")
    expect(secretary.locator("#trouble")).to_be_empty()
    secretary.locator(PROBLEMS).press_sequentially("书记又写问题。")
    expect(secretary.locator(NEXT)).to_have_value("干部写打算。", timeout=10_000)


def test_two_people_in_the_same_part_see_both_texts_and_put_them_together(write, site):
    secretary, staff = write("s1"), write("staff")
    wipe(staff, PROBLEMS)
    secretary.reload()

    staff.locator(PROBLEMS).fill("一是谋划不深。")
    saved(staff)
    secretary.locator(PROBLEMS).fill("二是落实不细。")
    clash = secretary.locator("#clash-section-problems")
    expect(clash).to_contain_text("一是谋划不深。", timeout=10_000)
    expect(clash).to_contain_text("二是落实不细。")
    clash.locator("[data-choose=both]").click()
    saved(secretary)

    assert stored(site, PROBLEMS).splitlines() == ["二是落实不细。", "一是谋划不深。"]
    staff.evaluate("pulse()")
    expect(staff.locator(PROBLEMS)).to_have_value("二是落实不细。\n一是谋划不深。", timeout=10_000)


def test_parts_of_a_topic_are_answered_by_keyboard_and_survive_a_lost_network(write, site, reporter):
    secretary, staff = write("s1"), write("staff")
    rows = staff.locator(".topic-part")
    expect(rows).to_have_count(2)

    rows.nth(0).locator("select").focus()
    staff.keyboard.press("ArrowDown")
    staff.keyboard.press("Tab")
    staff.keyboard.type("已建三个驿站")
    saved(staff)
    staff.context.set_offline(True)
    rows.nth(1).locator("select").select_option("under_way")
    kept_here(staff)
    staff.close(run_before_unload=False)
    staff.context.set_offline(False)
    again = staff.context.new_page()
    again.goto(f"/reports/{reporter}/write/")
    saved(again)

    kept = site.shell(
        "from shuzhi.reports.models import Report\nprint(sorted(Report.objects.get().part_answers.values()))"
    )
    assert kept.strip() == "['done', 'under_way', '已建三个驿站']"
    secretary.evaluate("pulse()")
    expect(secretary.locator(".topic-part select").nth(1)).to_have_value("under_way", timeout=10_000)


def test_two_people_say_different_things_of_a_part(write, site):
    secretary, staff = write("s1"), write("staff")
    states = ".topic-part select"
    staff.locator(states).nth(0).select_option("not_begun")
    saved(staff)

    secretary.locator(states).nth(0).select_option("under_way")
    clash = secretary.locator(".topic-part").nth(0).locator(".clash").nth(0)
    expect(clash.locator(".clash-text")).to_have_text("未启动", timeout=10_000)
    expect(clash.locator("[data-choose=both]")).to_be_hidden()
    clash.locator("[data-choose=theirs]").click()

    expect(secretary.locator(states).nth(0)).to_have_value("not_begun")


def test_a_killed_server_loses_nothing_and_saving_goes_on_by_itself(write, site, running):
    page = write("s1")
    wipe(page, RESULTS)

    page.locator(RESULTS).press_sequentially("服务器停掉之前写的。")
    running.kill()
    page.locator(RESULTS).press_sequentially("停掉之后写的。")
    expect(page.locator("#trouble")).not_to_be_empty(timeout=20_000)
    running.serve()
    saved(page)

    assert stored(site, RESULTS) == "服务器停掉之前写的。停掉之后写的。"


def test_a_text_without_a_network_survives_the_closed_page(write, site, reporter):
    page = write("s1")
    wipe(page, RESULTS)
    context = page.context

    context.set_offline(True)
    page.locator(RESULTS).press_sequentially("断网时写的字。")
    kept_here(page)
    page.close(run_before_unload=False)
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"/reports/{reporter}/write/")
    saved(again)

    expect(again.locator(RESULTS)).to_have_value("断网时写的字。")
    assert stored(site, RESULTS) == "断网时写的字。"


def test_a_second_window_of_the_same_person_loses_nothing(write, site, reporter):
    first = write("s1")
    wipe(first, RESULTS)
    second = first.context.new_page()
    second.goto(f"/reports/{reporter}/write/")

    first.locator(RESULTS).press_sequentially("第一个窗口。")
    saved(first)
    second.locator(RESULTS).press_sequentially("第二个窗口。")
    clash = second.locator("#clash-section-results")
    expect(clash).to_contain_text("第一个窗口。", timeout=10_000)
    clash.locator("[data-choose=mine]").click()
    saved(second)

    kept = site.shell(
        "from shuzhi.reports.models import SetAside\nprint([one.text for one in SetAside.objects.all()])"
    )
    assert (stored(site, RESULTS), "第一个窗口。" in kept) == ("第二个窗口。", True)


def test_whoever_is_signed_out_signs_in_elsewhere_and_the_text_saves_itself(write, site, reporter):
    page = write("s1")
    wipe(page, NEXT)
    page.context.clear_cookies()

    page.locator(NEXT).press_sequentially("登录过期以后写的。")
    link = page.locator("#trouble a")
    expect(link).to_be_visible(timeout=10_000)
    with page.context.expect_page() as opened:
        link.click()
    login = opened.value
    login.fill("[name=login]", "s1")
    login.fill("[name=password]", site.password)
    login.click("main button[type=submit]")
    saved(page)

    assert stored(site, NEXT) == "登录过期以后写的。"


def test_a_cleared_cache_loses_nothing_the_server_said_it_has_and_leaving_early_is_warned(
    write, site, reporter
):
    page = write("s1")
    wipe(page, NEXT)
    page.locator(NEXT).press_sequentially("已经保存的。")
    saved(page)

    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.reload()
    expect(page.locator(NEXT)).to_have_value("已经保存的。")
    page.locator(NEXT).press_sequentially("还没保存。")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)

    assert asked == ["beforeunload"]
    saved(page)


def test_no_keystroke_older_than_five_seconds_is_lost_with_server_browser_and_device(write, site, running):
    page = write("s1")
    wipe(page, RESULTS)
    area = page.locator(RESULTS)
    strokes: list[tuple[float, str]] = []

    until = time.monotonic() + 11
    for n in range(10_000):
        if time.monotonic() > until:
            break
        area.press_sequentially(f"{n} ")
        strokes.append((time.monotonic(), f"{n} "))
        page.wait_for_timeout(120)
    running.kill()
    killed = time.monotonic()
    page.evaluate("localStorage.clear()")
    page.close(run_before_unload=False)
    running.serve()

    due = "".join(stroke for moment, stroke in strokes if moment < killed - 5)
    assert len(due) > 50
    assert stored(site, RESULTS).startswith(due.strip())


@pytest.mark.parametrize("program", ["word", "wps"])
def test_what_is_pasted_keeps_headings_and_tables_and_drops_junk(write, program):
    page = write("staff")
    page.locator(PROBLEMS).fill("")
    html = (CLIPBOARD / f"{program}.html").read_text(encoding="utf-8")

    page.locator(PROBLEMS).evaluate(
        """(area, html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", "x");
            area.focus();
            area.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        html,
    )

    wanted = (CLIPBOARD / f"{program}.txt").read_text(encoding="utf-8").rstrip("\n")
    assert page.locator(PROBLEMS).input_value() == wanted
    page.keyboard.press("Control+z")
    expect(page.locator(PROBLEMS)).to_have_value("")
    saved(page)


def test_the_toolbar_and_the_keyboard_mark_lines(write):
    page = write("staff")
    area = page.locator(PROBLEMS)
    area.fill("第一行\n第二行")

    area.focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+Alt+Digit1")
    page.keyboard.press("Control+End")
    page.locator("[data-tool=spoken]").click()
    expect(area).to_have_value("# 第一行\n» 第二行")
    page.keyboard.press("Control+Alt+KeyS")

    expect(area).to_have_value("# 第一行\n第二行")
    saved(page)


def test_the_page_counts_as_the_server_counts(write):
    page = write("staff")
    text = "# 标题\n| 甲 | 12.5% |\n» 我用 Excel 2019 填了[[fact:A1]]张表，“双报到”率98.5%。"

    with page.expect_response(lambda answer: answer.url.endswith("/save/")) as told:
        page.locator(PROBLEMS).fill(text)
    mine = page.evaluate("text => countsOf(text).all", text)

    assert told.value.json()["counts"]["section-problems"] == mine


def test_the_editor_has_no_serious_fault_for_anybody(write):
    page = write("staff")
    page.wait_for_load_state("networkidle")

    found = Axe().run(page).response["violations"]

    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
