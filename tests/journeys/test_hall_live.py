"""The pages of the day under a real Chromium: two desks, a wall, a leader; the server dies, the network goes."""

import json
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from shuzhi.reports.models import fair_length
from tests.journeys.site import ROOT, Running, Site

COMMENT = (
    "述职总体实在，敢于摆问题。不足是对新就业群体研究得少，报表清理抓得不紧。"
    "希望盯住这两件事，明年一季度拿出办法，年底前见到实效。"
)
BRIEF = "A solid report, but the list of problems is thin."
FIRST, SECOND = "陈一舟", "王二川"
SOON = 15_000


class Hall(Running):
    """The pages alone, by gunicorn: no voter comes in this story."""

    story = "tests.journeys.hall_people"

    def start(self) -> Site:
        self.prepare()
        self._run("-m", self.story, str(self.folder / "people.json"))
        self.told = json.loads((self.folder / "people.json").read_text(encoding="utf-8"))
        address = self.serve_pages()
        return Site(address, "", self.told["password"], self.environment)

    def serve_pages(self) -> str:
        bind = ["--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread", "--threads", "8"]
        command = [sys.executable, "-m", "gunicorn", "shuzhi.project.wsgi:application", *bind]
        self.process = subprocess.Popen([*command, "--log-level", "error"], cwd=ROOT, env=self.environment)
        address = f"http://127.0.0.1:{self.port}"
        self._wait(f"{address}/account/login/")
        return address


@pytest.fixture(scope="module")
def hall(urls, tmp_path_factory):
    running = Hall(tmp_path_factory.mktemp("hall"), urls)
    running.site = running.start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def site(hall):
    return hall.site


def opened(page, address):
    page.goto(address)
    return page


def one_press_is_seen_everywhere(desk, second, wall, leader):
    # One press, and everybody sees it without a reload; the focus stays where the next press is.
    desk.locator("#next-step").press("Enter")
    expect(desk.locator(".track .now").first).to_contain_text("述职")
    expect(wall.locator(".wall-name")).to_have_text(FIRST, timeout=SOON)
    expect(wall.locator("[data-clock]")).to_contain_text("07:5", timeout=SOON)
    expect(second.locator(".now-clock [data-clock]")).to_be_visible(timeout=SOON)
    expect(leader.locator("#turn")).to_contain_text(FIRST, timeout=SOON)


def an_old_press_is_refused(desk, second, wall):
    # The second desk has an old page: its press does nothing and says so kindly.
    second.route("**/state/", lambda route: route.abort())
    expect(desk.locator("#next-step")).to_be_enabled()
    desk.locator("#next-step").click()
    expect(wall.locator(".wall-step")).to_have_text("提问与回答", timeout=SOON)
    second.locator("#next-step").click()
    expect(second.locator("#notices")).to_contain_text("有人先点了", timeout=SOON)
    expect(second.locator("#notices")).to_be_in_viewport()
    # What was old is fetched anew, although this page hears nothing of the hall by itself.
    expect(second.locator(".now-card .track .now")).to_contain_text("提问", timeout=SOON)
    second.unroute("**/state/")


def the_server_dies_while_three_write(hall, page_of_meeting, desk, wall, leader):
    # The server dies while three people write.
    leader.fill("[name=text]", COMMENT[:20])
    expect(leader.locator("#draft-saved")).to_contain_text("已保存", timeout=SOON)
    hall.kill()
    leader.fill("[name=text]", COMMENT)
    desk.fill("#questions [name=asker_group]", "群众代表")
    desk.fill("#questions [name=text]", "加装电梯何时装完？")
    for page in (desk, wall, leader):
        expect(page.locator("#live")).to_contain_text("正在重连", timeout=SOON)
    desk.get_by_role("link", name="议程与抽签").click()
    assert desk.url.endswith(page_of_meeting)

    hall.serve_pages()
    for page in (desk, wall, leader):
        expect(page.locator("#live")).to_be_hidden(timeout=SOON)
    expect(leader.locator("#draft-saved")).to_contain_text("已保存", timeout=SOON)
    expect(desk.locator("#questions [name=text]")).to_have_value("加装电梯何时装完？")
    desk.reload()
    expect(desk.locator("#questions [name=text]")).to_have_value("加装电梯何时装完？")
    desk.get_by_role("button", name="记录提问").click()
    desk.get_by_role("button", name="会后书面答复").click()
    expect(desk.locator(".question .state")).to_contain_text("书面")
    expect(desk.locator("#questions [name=text]")).to_have_value("")
    desk.locator("#next-step").click()
    expect(leader.locator("#turn button")).to_be_enabled(timeout=SOON)


def two_devices_and_no_network(sign_in, desk, leader):
    # The same draft on a second device, and then no network at the very press.
    tablet = opened(sign_in("secretary"), leader.url)
    expect(tablet.locator("[name=text]")).to_have_value(COMMENT)
    tablet.fill("[name=text]", f"{COMMENT}请办公室跟进。")
    expect(tablet.locator("#draft-saved")).to_contain_text("已保存", timeout=SOON)
    leader.fill("[name=problems]", "新就业群体研究不够")
    expect(leader.locator("#draft-clash")).to_contain_text("请办公室跟进", timeout=SOON)
    leader.get_by_role("button", name="两份都留").click()
    expect(leader.locator("#draft-saved")).to_contain_text("已保存", timeout=SOON)
    leader.context.set_offline(True)
    leader.get_by_role("button", name="提交点评").click()
    expect(leader.locator("#draft-saved")).to_contain_text("等待网络", timeout=SOON)
    leader.context.set_offline(False)
    expect(leader.locator(".comment-desk .panel").first).to_contain_text("请办公室跟进", timeout=SOON)
    expect(desk.locator("#next-step")).to_contain_text("点评完毕", timeout=SOON)


def the_wall_is_read_from_afar(wall):
    # What is read from twenty metres is at least a thirtieth of the screen high.
    wall.set_viewport_size({"width": 1920, "height": 1080})
    sizes = wall.evaluate(
        """() => [...document.querySelectorAll('.wall-step, .wall-name, .wall-unit, .wall-clock, .wall-head, .wall-foot')]
             .map((one) => parseFloat(getComputedStyle(one).fontSize))"""
    )
    assert len(sizes) == 6
    assert min(sizes) >= 48 > 1080 / 30


def test_the_pages_of_the_day_survive_a_dead_server_and_a_lost_network(hall, site, sign_in):
    page_of_meeting = f"/meetings/{hall.told['meeting']}/"
    desk = opened(sign_in("office"), page_of_meeting)
    second = opened(sign_in("colleague"), page_of_meeting)
    wall = opened(desk.context.new_page(), f"{page_of_meeting}projector/")
    leader = opened(sign_in("secretary", phone=True), f"{page_of_meeting}comment/")

    one_press_is_seen_everywhere(desk, second, wall, leader)
    an_old_press_is_refused(desk, second, wall)
    the_server_dies_while_three_write(hall, page_of_meeting, desk, wall, leader)
    two_devices_and_no_network(sign_in, desk, leader)
    the_wall_is_read_from_afar(wall)


def complaints_of(*pages):
    """What the browser's own console holds against the pages: refused styles, failed requests."""
    found = []
    for page in pages:
        page.on(
            "console", lambda line: found.append(line.text) if line.type in ("error", "warning") else None
        )
    return found


def walked_to_the_comment(desk):
    """Who has the comment is done; the next one is walked to it, with a field drawn larger on the way."""
    for word in ("开始述职", "进入提问", "进入点评", "点评完毕"):
        desk.locator("#next-step:enabled").click()
        expect(desk.locator("#next-step")).to_contain_text(word)
        for field in desk.locator("#questions textarea").all():
            field.evaluate("(one) => { one.style.height = '160px'; }")


def the_length_is_told_while_it_is_written(leader):
    texts = (
        "",
        "抓党建。",
        "办公42次，98.5%",
        "Please mend the forms by March.",
        "don’t, 2026年 résumé a b c",
        BRIEF,
    )
    for text in texts:
        leader.fill("[name=text]", text)
        expect(leader.locator(".length .number")).to_have_text(str(fair_length(text)))


def too_brief_a_comment_is_refused_where_it_stands(leader):
    leader.get_by_role("button", name="提交点评").click()
    expect(leader.locator(".length + .wrong")).to_contain_text(f"只有 {fair_length(BRIEF)} 字")
    expect(leader.locator(".length + .wrong")).to_be_in_viewport()
    expect(leader.locator("[name=text]")).to_have_value(BRIEF)


def what_another_wrote_down_ends_the_saving(desk, leader):
    expect(leader.locator("#draft-saved")).to_contain_text("已保存", timeout=SOON)
    writer = opened(desk.context.new_page(), leader.url)
    writer.fill("[name=text]", COMMENT)
    writer.get_by_role("button", name="提交点评").click()
    expect(leader.locator("#draft-clash")).to_contain_text("已经记录在案", timeout=SOON)
    expect(leader.locator("#draft-clash")).to_be_in_viewport()
    expect(leader.locator("[name=text]")).not_to_be_editable()
    expect(leader.locator("#comment-form button[type=submit]")).to_have_count(0)
    leader.get_by_role("button", name="查看现在的情况").click()
    expect(leader.locator(".comment-desk .panel").first).to_contain_text(COMMENT)


def test_a_comment_is_counted_refused_in_place_and_ends_where_it_stands(hall, site, sign_in):
    desk = opened(sign_in("office"), f"/meetings/{hall.told['meeting']}/")
    complaints = complaints_of(desk)
    walked_to_the_comment(desk)
    leader = opened(sign_in("secretary", phone=True), f"/meetings/{hall.told['meeting']}/comment/")
    complaints_there = complaints_of(leader)

    the_length_is_told_while_it_is_written(leader)
    too_brief_a_comment_is_refused_where_it_stands(leader)
    what_another_wrote_down_ends_the_saving(desk, leader)

    assert complaints + complaints_there == []
