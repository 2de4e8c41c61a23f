"""The office returns with notes on passages, the reporter answers, the redline shows it, strangers read it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.gestures import accept_report, number_in, press, submit, tick_holders, write_report
from tests.journeys.site import Site

pytestmark = pytest.mark.journey

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
WEAK = "我调研不深，问题多的片区全年只去过两次，带队伍也不够，责任在我。"
MENDED = "我调研不深，问题多的东片区全年只去过两次，六月一次投诉拖了二十天，带队伍也不够，责任在我。"
PASSAGE = "问题多的片区全年只去过两次"
Person = Callable[..., Page]


@pytest.fixture(scope="module")
def story() -> dict[str, str]:
    """What later steps need of earlier ones."""
    return {}


def select(page: Page, words: str) -> None:
    """Chooses words of the text as with the mouse, from the first to the last."""
    page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(document.getElementById("vet-text"), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(words);
            if (at < 0) continue;
            document.getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
            document.dispatchEvent(new PointerEvent("pointerup"));
            return;
          }
          throw new Error(`no such words: ${words}`);
        }""",
        words,
    )


def serious_faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def test_a_cycle_is_open_and_a_report_handed_in(sign_in: Person, story: dict[str, str]) -> None:
    office = sign_in("office")
    office.goto("/cycles/new/")
    office.fill("[name=year]", str(TODAY.year))
    office.fill("[name=title]", "审核旅程年度述职评议考核")
    for name, days in {"report_due": 0, "meeting_on": 10, "decide_by": 20, "rectify_by": 30}.items():
        office.fill(f"[name={name}]", str(TODAY + timedelta(days=days)))
    submit(office)
    cycle = story["cycle"] = number_in(office.url + "/")
    office.goto(f"/cycles/{cycle}/rulebook/choose/")
    office.locator('input[value="county-three-groups"] + button').click()
    office.goto(f"/cycles/{cycle}/topics/")
    office.fill("[name=code]", "T1")
    office.fill("[name=text]", "上年度点出问题的整改情况")
    submit(office)
    office.goto(f"/cycles/{cycle}/reporters/add/")
    tick_holders(office, ["reporter01", "reporter02"])
    office.locator("select[name=category]").last.select_option("乡镇街道")
    submit(office)
    office.goto(f"/cycles/{cycle}/voters/")
    for field in office.locator("main input[type=number]").all():
        field.fill("5")
    submit(office)
    office.goto(f"/cycles/{cycle}/open/")
    office.fill("[name=year]", str(TODAY.year))
    submit(office)

    reporter = sign_in("reporter01")
    reporter.goto("/reports/")
    press(reporter, "/begin/")
    write_report(reporter, problems=WEAK)
    key = story["key"] = number_in(reporter.url)
    reporter.goto(f"/reports/{key}/hand-in/")
    submit(reporter)


def test_the_office_reminds_only_who_is_missing(sign_in: Person, story: dict[str, str]) -> None:
    office = sign_in("office")
    office.goto("/reports/progress/")
    office.locator(f'a[href$="/cycles/{story["cycle"]}/remind/"]').click()
    expect(office.locator("main tbody tr")).to_have_count(1)
    submit(office)
    expect(office.locator("aside")).to_contain_text("1 名述职人")

    missing = sign_in("reporter02")
    missing.goto("/notices/")
    expect(missing.locator("main")).to_contain_text("审核旅程年度述职评议考核")


def test_the_office_writes_a_note_on_chosen_words_and_returns(sign_in: Person, story: dict[str, str]) -> None:
    office, key = sign_in("office"), story["key"]
    office.goto(f"/reports/{key}/vet/")
    assert serious_faults(office) == []

    select(office, PASSAGE)
    expect(office.locator("[name=quote]")).to_have_value(PASSAGE)
    office.locator("#passage-form [name=text]").fill("是哪个片区？本人做了什么？")
    press(office, "/notes/add/")
    expect(office.locator(".noted")).to_have_text(PASSAGE)
    office.locator('[data-part="next"] .note-here').first.click()
    office.locator("#passage-form [name=text]").fill("请写明完成时间。")
    press(office, "/notes/add/")
    expect(office.locator(f'form[action$="/{key}/accept/"] button')).to_be_disabled()
    press(office, f"/{key}/return/")


def test_the_reporter_replies_and_hands_in_again(sign_in: Person, story: dict[str, str]) -> None:
    reporter, key = sign_in("reporter01"), story["key"]
    reporter.goto(f"/reports/{key}/notes/")
    expect(reporter.locator("main .note")).to_have_count(2)
    reporter.locator('form[action$="/reply/"] textarea').first.fill("是东片区，已补写投诉一事。")
    press(reporter, "/reply/")
    reporter.goto(f"/reports/{key}/write/")
    write_report(reporter, problems=MENDED)
    reporter.goto(f"/reports/{key}/redline/")
    expect(reporter.locator("ins").last).to_be_visible()
    reporter.goto(f"/reports/{key}/hand-in/")
    submit(reporter)


def test_the_office_sees_what_changed_and_accepts(sign_in: Person, story: dict[str, str]) -> None:
    office, key = sign_in("office"), story["key"]
    office.goto(f"/reports/{key}/redline/")
    expect(office.locator("article ins")).to_contain_text(["东", "六月一次投诉拖了二十天"])
    assert serious_faults(office) == []
    office.goto(f"/reports/{key}/vet/")
    expect(office.locator("#note-1")).to_contain_text("已改")
    expect(office.locator("#note-1")).to_contain_text("是东片区，已补写投诉一事。")
    press(office, "/settle/")
    accept_report(office, key)
    expect(office.locator("main .panel-head .state")).to_have_text("审核通过")
    office.goto(f"/reports/{key}/verify/")
    expect(office.locator("main .state-done")).to_be_visible()


def test_strangers_read_what_is_published_without_what_is_withheld(
    sign_in: Person, browser: Browser, site: Site, story: dict[str, str]
) -> None:
    office, key, cycle = sign_in("office"), story["key"], story["cycle"]
    stranger = browser.new_context(base_url=site.address).new_page()
    stranger.goto(f"/published/{cycle}/")
    assert "审核旅程" not in stranger.content()

    office.goto(f"/cycles/{cycle}/publication/")
    office.locator('[name=publication][value="public"]').check()
    submit(office)
    office.goto(f"/reports/{key}/withhold/")
    select(office, "六月一次投诉拖了二十天")
    office.locator("[name=reason]").fill("个案正在处理")
    submit(office)
    office.goto(f"/reports/cycles/{cycle}/publishing/")
    submit(office)
    office.fill("[name=count]", "1")
    submit(office)

    stranger.goto("/published/")
    stranger.get_by_text("审核旅程年度述职评议考核").click()
    stranger.locator(".published-list a").first.click()
    page = stranger.locator("main")
    expect(page).to_contain_text("带队伍也不够")
    expect(page).to_contain_text("个案正在处理")
    expect(page).not_to_contain_text("拖了二十天")
    assert serious_faults(stranger) == []
    stranger.context.close()
