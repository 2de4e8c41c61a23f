"""A researcher's phone in a valley without a network, and a server that dies while it is sent to."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shuzhi.fieldwork.rules import FIELDS, faults_in
from tests.journeys.site import ROOT, Running, Site

pytestmark = pytest.mark.journey
TEXT = "窗口五个只开两个，上午排队一小时四十分。"


@pytest.fixture(scope="module")
def site(urls: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator["Valley"]:
    valley = Valley(tmp_path_factory.mktemp("field"), urls)
    yield valley
    valley.running.stop()


class Valley:
    """The site, its visit, and the power of its server."""

    def __init__(self, folder: Path, urls: dict[str, str]) -> None:
        self.running = Running(folder, urls)
        self.site: Site = self.running.start()
        self.address, self.password = self.site.address, self.site.password
        command = [sys.executable, "-m", "tests.journeys.field_people", str(folder / "field.json")]
        subprocess.run(command, cwd=ROOT, env=self.site.environment, check=True)
        self.visits: list[int] = json.loads((folder / "field.json").read_text(encoding="utf-8"))

    def stored(self) -> list[str]:
        """The texts of the findings as the database has them."""
        code = "import json; from shuzhi.fieldwork.models import Finding; print(json.dumps(list(Finding.objects.order_by('pk').values_list('text', flat=True))))"
        texts: list[str] = json.loads(self.site.shell(code).splitlines()[-1])
        return texts

    def freeze(self) -> None:
        """The whole server stands still: a request is taken by the kernel, and nobody answers."""
        for process in self._family():
            os.kill(process, signal.SIGSTOP)

    def thaw(self) -> None:
        for process in self._family():
            os.kill(process, signal.SIGCONT)

    def _family(self) -> list[int]:
        rows = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
        pairs = [tuple(map(int, row.split())) for row in rows.splitlines()[1:]]
        found = {self.running.process.pid}
        while more := {pid for pid, parent in pairs if parent in found} - found:
            found |= more
        return sorted(found, reverse=True)


@pytest.fixture
def phone(sign_in: Callable[..., Page], site: Valley) -> Page:
    page = sign_in("researcher", phone=True)
    open_page(page)
    # The worker rules over the page from its second load on.
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_selector("#phone[data-begun]")
    return page


def open_page(page: Page) -> None:
    page.goto("/fieldwork/phone/")
    page.wait_for_selector("#phone[data-begun]")


def write(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.locator("form button[type=submit]").click()


def waits(page: Page, count: int) -> None:
    said = f"本机有 {count} 条待发送" if count else "本机没有待发送的内容"
    expect(page.locator("#state-text")).to_contain_text(said, timeout=15000)


def offline(page: Page, *, yes: bool) -> None:
    context: BrowserContext = page.context
    context.set_offline(yes)


def test_written_without_a_network_read_after_a_reload_and_sent_once(phone: Page, site: Valley) -> None:
    before = len(site.stored())
    offline(phone, yes=True)
    write(phone, TEXT)
    waits(phone, 1)
    phone.locator("#text").fill("写到一半，手机没电")
    expect(phone.locator("#draft-state")).to_have_text("已存在本机。")
    phone.reload()
    phone.wait_for_selector("#phone[data-begun]")
    waits(phone, 1)
    expect(phone.locator("#text")).to_have_value("写到一半，手机没电")
    assert len(site.stored()) == before

    offline(phone, yes=False)
    phone.evaluate("dispatchEvent(new Event('online'))")
    waits(phone, 0)
    phone.reload()
    phone.wait_for_selector("#phone[data-begun]")

    assert site.stored()[before:] == [TEXT]
    expect(phone.locator("#text")).to_have_value("写到一半，手机没电")


def test_what_is_wrong_is_said_without_a_network(phone: Page, site: Valley) -> None:
    offline(phone, yes=True)
    write(phone, "短")
    expect(phone.locator("[data-field=text] .wrong")).to_have_text("至少 5 个字。")
    waits(phone, 0)
    phone.locator("#visit").select_option(str(site.visits[1]))
    phone.locator("[name=what][value=record]").check()
    phone.locator("#received").fill("3")
    phone.locator("#solved").fill("4")
    phone.locator("form button[type=submit]").click()
    expect(phone.locator("[data-field=solved] .wrong")).to_have_text("解决数不能多于受理数。")


def test_phone_and_server_find_the_same_faults(phone: Page) -> None:
    texts = [
        "",
        " ",
        "四个字啊",
        "五个字够了",
        "字" * 2000,
        "字" * 2001,
        "😀" * 2000,
        "😀" * 2001,
        "  五个字够了  ",
    ]
    cases = [("finding", {"kind": "problem", "text": text, "topics": [], "reporters": []}) for text in texts]
    cases += [
        ("finding", {"kind": kind, "text": TEXT, "tag": tag})
        for kind in ("", "odd", "strength")
        for tag in ("", "t" * 21)
    ]
    cases += [
        ("finding", {"kind": "problem", "text": TEXT, "topics": ["1"] * n, "reporters": ["1"] * n})
        for n in (9, 11, 21)
    ]
    numbers = ["", "0", "3", "4", "-1", "1.5", "1e3", "100000", "100001", "1" * 10, "３"]
    cases += [
        ("record", {"received": one, "solved": two, "note": "好"}) for one in numbers for two in numbers
    ]

    said = phone.evaluate(
        "([fields, cases]) => cases.map(([kind, values]) => faultsIn(fields[kind], values))", [FIELDS, cases]
    )

    assert said == [faults_in(kind, values) for kind, values in cases]


def test_a_server_that_dies_while_it_is_sent_to_gets_it_once(phone: Page, site: Valley) -> None:
    before = len(site.stored())
    text = "服务器在发送途中停了，手机留着，之后只记一次。"
    site.freeze()
    write(phone, text)
    waits(phone, 1)
    # The answer is lost on its way: the phone leaves the network while the server wakes and takes it in.
    phone.wait_for_timeout(1000)
    offline(phone, yes=True)
    site.thaw()
    phone.wait_for_timeout(1500)
    waits(phone, 1)
    offline(phone, yes=False)
    phone.locator("#send").click()
    waits(phone, 0)

    assert site.stored()[before:] == [text]


def test_an_answer_that_got_lost_is_asked_for_again_and_counted_once(phone: Page, site: Valley) -> None:
    before = len(site.stored())
    text = "回执丢了，再发一次，服务器认得编号。"
    lost: list[int] = []

    def lose(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        lost.append(answer.status)
        route.abort() if len(lost) == 1 else route.fulfill(response=answer)  # type: ignore[attr-defined]

    phone.context.route("**/fieldwork/phone/send/", lose)
    write(phone, text)
    waits(phone, 1)
    phone.locator("#send").click()
    waits(phone, 0)
    phone.context.unroute("**/fieldwork/phone/send/")

    assert lost == [200, 200]
    assert site.stored()[before:] == [text]


def test_nothing_is_removed_before_it_is_sent_or_taken_as_a_file(
    phone: Page, site: Valley, tmp_path: Path
) -> None:
    before = len(site.stored())
    text = "先存成文件，再清除本机，换一部手机放回。"
    offline(phone, yes=True)
    phone.locator("#photos").set_input_files(
        {"name": "现场.txt", "mimeType": "text/plain", "buffer": "窗口照片说明".encode()}
    )
    write(phone, text)
    waits(phone, 1)
    phone.locator("details.panel > summary").click()
    phone.locator("#clear").click()
    expect(phone.locator("#clear-text")).to_contain_text("请先存为文件，否则会丢失")
    expect(phone.locator("#clear-yes")).to_be_disabled()
    with phone.expect_download() as download:
        phone.locator("#take-file").click()
    download.value.save_as(tmp_path / "queue.json")
    phone.locator("#clear").click()
    phone.locator("#clear-yes").click()
    waits(phone, 0)
    offline(phone, yes=False)
    open_page(phone)

    phone.locator("#put-back").set_input_files(tmp_path / "queue.json")
    waits(phone, 0)
    expect(phone.locator("#said")).to_contain_text("已发送 1 条")
    phone.locator("#put-back").set_input_files(tmp_path / "queue.json")
    waits(phone, 0)

    assert site.stored()[before:] == [text]
    page = phone.context.new_page()
    page.goto(f"/fieldwork/{site.visits[0]}/")
    expect(page.get_by_role("link", name="现场.txt")).to_have_count(1)


def test_who_was_signed_out_signs_in_and_sends(phone: Page, site: Valley) -> None:
    before = len(site.stored())
    text = "登录过期也不丢，重新登录后再发送。"
    phone.context.clear_cookies()
    write(phone, text)
    expect(phone.locator("#state-text")).to_contain_text("请重新登录后发送")
    phone.locator("#login").click()
    phone.fill("[name=login]", "researcher")
    phone.fill("[name=password]", site.password)
    phone.click("main button[type=submit]")
    phone.wait_for_selector("#phone[data-begun]")
    waits(phone, 0)

    assert site.stored()[before:] == [text]


def test_the_office_plans_draws_and_reads(sign_in: Callable[..., Page], site: Valley) -> None:
    office = sign_in("office")
    office.goto("/fieldwork/")
    expect(office.locator("main tbody tr")).to_have_count(2)
    office.goto("/fieldwork/draws/")
    expect(office.locator(".empty")).to_be_visible()
    office.goto(f"/fieldwork/{site.visits[0]}/")
    expect(office.locator("article.finding").first).to_contain_text(TEXT)
    reporter = sign_in("reporter01", phone=True)
    answer = reporter.goto(f"/fieldwork/{site.visits[0]}/")
    assert answer is not None
    assert answer.status == 404
