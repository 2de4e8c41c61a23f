"""The meeting day: three groups of voters on phones and on paper in one box, from the plan to the declared result."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from shuzhi.ballots.paper import Layout
from shuzhi.ballots.sheet import Sheet
from tests.journeys import pens, voters
from tests.journeys.gestures import give_comment, hold_ceremony, number_in, press, submit, take_a_turn
from tests.journeys.site import ROOT, Running, Site

pytestmark = pytest.mark.journey

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
OPTIONS = ["好", "较好", "一般", "差", "不了解"]
GOOD, FAIR, MIDDLING, POOR = range(4)
PHONES = {"A": 3, "B": 4, "C": 5}
PAPERS = {"A": 1, "B": 2, "C": 2}
# Of the group C one slip is made void and replaced, one comes back unused.
RETURNED = {"A": 4, "B": 6, "C": 6}
SOON = 15_000


class DaySite(Running):
    story = "tests.journeys.day_people"


@dataclass
class Day:
    """What later steps need of earlier ones, and the count by hand of all that was cast."""

    meeting: str = ""
    session: str = ""
    slips: dict[str, list[str]] = field(default_factory=dict)
    shares: list[str] = field(default_factory=list)
    paper: dict[str, bytes] = field(default_factory=dict)
    receipt: str = ""
    root: str = ""
    tally: Counter[tuple[str, int, int]] = field(default_factory=Counter)

    def count(self, group: str, choices: list[list[int]]) -> list[list[int]]:
        """Notes a ballot; a line for each reporter, one row each."""
        self.tally.update((group, reporter, row[0]) for reporter, row in enumerate(choices))
        return choices


Person = Callable[[str], Page]


@pytest.fixture(scope="module")
def running(urls: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaySite]:
    running = DaySite(tmp_path_factory.mktemp("day"), urls)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def site(running: DaySite) -> Site:
    return running.start()


@pytest.fixture(scope="module")
def person(sign_in: Callable[..., Page]) -> Person:
    """Everybody signs in once and stays at the own screen; the secretary's is a phone."""
    pages: dict[str, Page] = {}

    def page_of(name: str) -> Page:
        if name not in pages:
            pages[name] = sign_in(name, phone=name == "secretary")
        return pages[name]

    return page_of


@pytest.fixture(scope="module")
def day() -> Day:
    return Day()


def test_the_office_plans_two_venues_and_three_reporters(person: Person, day: Day) -> None:
    office = person("office")
    office.goto("/meetings/new/")
    office.fill("[name=title]", "旅程述职评议会")
    office.fill("[name=date]", str(TODAY))
    office.fill("[name=place]", "一号厅")
    submit(office)
    day.meeting = number_in(office.url + "/")
    office.check("[data-tick-all=reporter]")
    submit(office)
    expect(office.locator("main tbody tr")).to_have_count(3)
    expect(office.locator("main tbody tr", has_text="书面")).to_have_count(1)

    office.goto(f"/meetings/{day.meeting}/room/")
    office.locator("#venues summary").click()
    office.fill("[name=venue-name]", "二分会场")
    office.fill("[name=venue-place]", "永清路街道会议室")
    office.fill("[name=venue-keeper]", "何文")
    press(office, "/venues/add/")
    office.goto(f"/meetings/{day.meeting}/heads/")
    for cell in office.locator("input[name^=present-]").all():
        cell.fill("0")
    main = office.locator("tbody tr", has_text="主会场")
    for row, present in zip(main.all(), (4, 6, 7), strict=True):
        row.locator("[name^=expected-]").fill("8")
        row.locator("[name^=present-]").fill(str(present))
        row.locator("[name^=reason-]").fill("下乡防汛")
    submit(office)
    assert "17" in office.locator(".presence").inner_text()
    for paper in ("plan.docx", "script.docx", "attendance.pdf"):
        assert office.request.get(f"/meetings/{day.meeting}/papers/{paper}").ok


def test_the_ballot_is_prepared_its_key_split_slips_and_paper_printed(person: Person, day: Day) -> None:
    teller = person("teller")
    teller.goto(f"/meetings/{day.meeting}/")
    press(teller, "/prepare/")
    day.session = number_in(teller.url)
    teller.goto(f"/ballots/{day.session}/open/")
    day.shares = hold_ceremony(teller, day.session)
    expect(teller.locator(".state-done")).to_have_count(3)

    teller.goto(f"/ballots/{day.session}/slips/")
    for group_field, count in zip(
        teller.locator("main input[type=number]").all(), PHONES.values(), strict=True
    ):
        group_field.fill(str(count))
    teller.locator("main button.btn-outline-secondary").click()
    teller.wait_for_selector(".slip")
    for group, code in voters.slips_on(teller):
        day.slips.setdefault(group, []).append(code)
    assert {group: len(codes) for group, codes in day.slips.items()} == PHONES
    day.slips["C"] += voters.codes_in(voters.one_more_slip(teller, day.session))
    assert len(day.slips["C"]) == PHONES["C"] + 1

    teller.goto(f"/ballots/{day.session}/paper/")
    for group, count in PAPERS.items():
        teller.select_option("[name=group]", group)
        teller.fill("[name=wanted]", str(count))
        with teller.expect_download() as download:
            teller.locator('form[action$="/paper/print/"] button').click()
        day.paper[group] = Path(download.value.path()).read_bytes()
        teller.goto(f"/ballots/{day.session}/paper/")
    hand_out(teller, day)


def hand_out(teller: Page, day: Day) -> None:
    """Over the table, by count: every slip and every paper set but the spare one."""
    teller.goto(f"/ballots/{day.session}/desk/")
    lines = teller.locator("[name=issue] option").all_text_contents()
    for label in lines:
        group = next(group for group, name in GROUPS.items() if label.startswith(name))
        count = (PAPERS if "纸" in label else PHONES)[group]
        teller.select_option("[name=issue]", label=label)
        teller.fill("[name=count]", str(count))
        press(teller, "/desk/out/")
    assert len(lines) == 6


GROUPS = {"A": "区委班子", "B": "部门负责人", "C": "两代表一委员和群众"}


def test_reports_questions_and_comments_stand_before_the_ballot(person: Person, day: Day) -> None:
    office, secretary = person("office"), person("secretary")
    wall = office.context.new_page()
    wall.set_viewport_size({"width": 1920, "height": 1080})
    wall.goto(f"/meetings/{day.meeting}/projector/")
    office.goto(f"/ballots/{day.session}/open/")
    expect(office.locator("main form button.btn-primary")).to_be_disabled()
    office.goto(f"/meetings/{day.meeting}/")
    press(office, "/start/")
    for _turn in range(2):
        take_a_turn(office, secretary, day.meeting)
    office.goto(f"/ballots/{day.session}/open/")
    assert "李三江" in office.locator("main .why").inner_text()

    # The third reports in writing: commented on in writing, never called up.
    secretary.goto(f"/meetings/{day.meeting}/comment/")
    secretary.locator("nav.who a", has_text="李三江").click()
    give_comment(secretary)
    office.goto(f"/meetings/{day.meeting}/")
    if (closing := office.locator('form[action$="/step/"] button.btn-primary:not([disabled])')).count():
        closing.first.click()
        office.wait_for_load_state()
    office.goto(f"/ballots/{day.session}/open/")
    office.fill("[name=reason]", "主持人宣布开始测评")
    submit(office)
    expect(wall.locator(".wall-ballot")).to_contain_text("测评正在进行", timeout=SOON)
    wall.close()


def test_phones_cast_and_a_void_slip_is_told_so(
    person: Person, browser: Browser, site: Site, day: Day
) -> None:
    phone = voters.on_a_phone(browser, site, day.slips["A"][0])
    voters.rate(phone, day.count("A", [[GOOD], [FAIR], [GOOD]]))
    day.receipt = voters.cast_with_a_lost_reply(phone)
    other = voters.on_a_phone(browser, site, day.slips["B"][0])
    voters.rate(other, day.count("B", [[FAIR], [POOR], [MIDDLING]]))
    other.locator("#cast").click()
    expect(other.locator(".done")).to_be_visible()
    assert voters.cast(site, day.slips["A"][0], [[GOOD]] * 3) == "used"

    void = day.slips["C"].pop(0)
    teller = person("teller")
    teller.goto(f"/ballots/{day.session}/desk/void/")
    teller.fill("[name=code]", void)
    teller.fill("[name=why]", "印得不清")
    teller.select_option("[name=replace_by]", "phone")
    teller.fill("[name=username]", "supervisor")
    teller.fill("[name=password]", site.password)
    submit(teller)
    refused = voters.on_a_phone(browser, site, void)
    expect(refused.locator(".answer")).to_contain_text("这张票签已经作废")
    assert voters.cast(site, void, [[GOOD]] * 3) == "void"
    for page in (phone, other, refused):
        page.context.close()

    by_wire = [("A", code) for code in day.slips["A"][1:]]
    by_wire += [("B", code) for code in day.slips["B"][1:]]
    by_wire += [("C", code) for code in day.slips["C"][1:]]
    for number, (group, code) in enumerate(by_wire):
        choices = day.count(group, [[(number + reporter) % 4] for reporter in range(3)])
        assert voters.cast(site, code, choices) == "accepted"


def test_paper_is_read_and_two_people_decide_what_is_in_doubt(person: Person, site: Site, day: Day) -> None:
    teller, supervisor = person("teller"), person("supervisor")
    sheet = sheet_of(site, day)
    scans = fill_in_paper(day, sheet)
    teller.goto(f"/ballots/{day.session}/paper/")
    teller.set_input_files("[name=files]", pens.as_files(scans))
    press(teller, "/paper/scans/")
    expect(teller.locator("h1 .state-done")).to_be_visible(timeout=60_000)
    rows = teller.locator("main tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.locator(".reason")).to_contain_text("没有找到二维码")

    # One row both read alike; on the other they differ and look at it together.
    first, second = (sheet.reporters[at].name for at in (0, 1))
    answer(teller, day, {first: FAIR, second: MIDDLING})
    answer(supervisor, day, {first: FAIR, second: POOR})
    supervisor.goto(f"/ballots/{day.session}/paper/doubts/together/")
    assert second in supervisor.locator(".doubt-who").inner_text()
    supervisor.check(f'[name=answer][value="{POOR}"]')
    supervisor.fill("[name=username]", "teller")
    supervisor.fill("[name=password]", site.password)
    submit(supervisor)
    teller.goto(f"/ballots/{day.session}/paper/")
    counted = teller.locator("aside dl.facts dd").first
    expect(counted).to_have_text(str(sum(PAPERS.values())))


def sheet_of(site: Site, day: Day) -> Sheet:
    """The form as it stands in the box, to know where its boxes are on paper."""
    return Sheet.from_text(
        site.shell(
            "from shuzhi.ballots.models.session import BallotSession; from shuzhi.ballots import issuing; "
            f"print(issuing.sheet_of(BallotSession.objects.get(pk={day.session}).box_form).to_text())"
        )
    )


def fill_in_paper(day: Day, sheet: Sheet) -> dict[str, bytes]:
    """Five sheets by five hands: one upside down, on two of them somebody marked two boxes of one row."""
    rng = np.random.default_rng(4)
    hands = {
        "A": [[[GOOD], [GOOD], [FAIR]]],
        "B": [[[FAIR], [GOOD], [GOOD]], [[GOOD, FAIR], [FAIR], [GOOD]]],
        "C": [[[MIDDLING], [GOOD], [POOR]], [[GOOD], [MIDDLING, POOR], [GOOD]]],
    }
    scans = {"别的纸.jpg": pens.blank_page()}
    for group, sets in hands.items():
        layout = Layout.of(sheet, group)
        for at, (page, marks) in enumerate(zip(pens.pages_of(day.paper[group]), sets, strict=True)):
            turned = 180 if (group, at) == ("C", 0) else 0
            scans[f"{group}{at}.jpg"] = pens.scanned(
                pens.filled(page, layout, marks, rng), rng, turned + rng.uniform(-2, 2)
            )
            # What two people make of two marks: the second one holds.
            day.count(group, [[line[-1]] for line in marks])
    return scans


def answer(page: Page, day: Day, answers: dict[str, int]) -> None:
    """Decides every row that waits for this person, by whom it is about."""
    for _row in answers:
        page.goto(f"/ballots/{day.session}/paper/doubts/")
        name = page.locator(".doubt-who strong").inner_text()
        page.locator(f'button[name=answer][value="{answers[name]}"]').click()
        page.wait_for_load_state()
    expect(page.locator(".doubt-form")).to_have_count(0)


def test_closing_publishes_the_root_and_two_shares_declare(person: Person, site: Site, day: Day) -> None:
    office, teller = person("office"), person("teller")
    office.goto(f"/ballots/{day.session}/close/")
    office.fill("[name=reason]", "主持人宣布测评结束")
    submit(office)
    assert voters.cast(site, day.slips["C"][0], [[GOOD]] * 3) == "closed"
    count_the_rest(teller, day)
    office.goto(f"/ballots/{day.session}/closing/")
    day.root = re.sub(r"\s", "", office.locator(".whole").inner_text())
    assert str(sum(RETURNED.values())) in office.locator(".read-aloud").first.inner_text()
    office.goto(f"/ballots/{day.session}/count-sheet/")
    assert "总体评价" not in office.locator("main").inner_text()

    for holder, place in ((teller, 1), (office, 3)):
        holder.goto(f"/ballots/{day.session}/declare/")
        holder.select_option("[name=first-holder]", str(place))
        holder.fill("[name=first-words]", day.shares[place - 1])
        submit(holder)
    expect(office.locator("main h1 .state")).to_have_class(re.compile("state-done"))
    office.goto(f"/meetings/{day.meeting}/projector/")
    expect(office.locator(".wall-ballot")).to_contain_text("测评已宣布", timeout=SOON)
    assert day.root.startswith(re.sub(r"\s", "", office.locator(".wall-root code").inner_text()))


def count_the_rest(teller: Page, day: Day) -> None:
    """One slip of the group C came back over the table; of all others nothing is left over, and it adds up."""
    teller.goto(f"/ballots/{day.session}/desk/")
    labels = teller.locator("[name=issue] option").all_text_contents()
    phones_of_c = next(one for one in labels if one.startswith(GROUPS["C"]) and "纸" not in one)
    teller.select_option("[name=issue]", label=phones_of_c)
    teller.fill("[name=count]", "1")
    teller.locator('button[formaction$="/desk/back/"]').click()
    teller.wait_for_load_state()
    teller.locator("#slip-account a", has_text="尚未清点").first.click()
    teller.wait_for_url(f"**/ballots/{day.session}/account/")
    for left in teller.locator("[data-count=unused]").all():
        left.fill(left.input_value() or "0")
    submit(teller)
    teller.goto(f"/ballots/{day.session}/desk/")
    expect(teller.locator("#slip-account .state-done")).to_have_count(len(labels))


def test_the_count_sheet_says_what_was_cast(person: Person, day: Day) -> None:
    office = person("office")
    office.goto(f"/ballots/{day.session}/count-sheet/")
    tables = office.locator("main table").all()
    returned = [int(row.locator("td").nth(1).inner_text()) for row in tables[0].locator("tbody tr").all()]
    assert returned == list(RETURNED.values())
    for reporter, table in enumerate(tables[1:]):
        for group, row in zip(RETURNED, table.locator("tbody tr").all(), strict=False):
            cells = [cell.inner_text().split()[0] for cell in row.locator("td").all()][: len(OPTIONS)]
            assert [int(cell) for cell in cells] == [
                day.tally[group, reporter, at] for at in range(len(OPTIONS))
            ]
    assert len(tables) == 4
    assert office.request.get(f"/ballots/{day.session}/count-sheet/count-sheet.pdf").ok


def test_anybody_finds_the_receipt_and_counts_again(
    person: Person, browser: Browser, site: Site, day: Day, tmp_path: Path
) -> None:
    office = person("office")
    office.goto(f"/ballots/{day.session}/")
    published = office.locator('main a[href*="/ballots/published/"]').get_attribute("href")
    voter = browser.new_context(viewport=voters.PHONE, base_url=site.address).new_page()
    voter.goto(published or "")
    voter.fill("[name=code]", day.receipt)
    voter.locator("main button.btn-primary").click()
    expect(voter.locator(".notice-success")).to_be_visible()
    expect(voter.locator(".receipts li")).to_have_count(sum(RETURNED.values()))
    with voter.expect_download() as download:
        voter.locator('a[href$="/export/"]').click()
    exported = tmp_path / "export.jsonl"
    download.value.save_as(exported)
    voter.context.close()

    # This rulebook keeps the figures of groups inside: the file for everybody says so, the auditor's has them.
    said = recount(exported, day.root)
    assert (said.returncode, "按考核办法，各票类的数据不公布" in said.stdout) == (0, True), said.stdout
    exported.write_bytes(office.request.get(f"/ballots/{day.session}/export/").body())
    confirmed = recount(exported, day.root)
    assert (confirmed.returncode, "全部相符" in confirmed.stdout) == (0, True), confirmed.stdout
    data = bytearray(exported.read_bytes())
    data[len(data) // 2] ^= 1
    exported.write_bytes(data)
    assert recount(exported, day.root).returncode == 1


def recount(path: Path, root: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "shuzhi.scoring.cli", "recount", str(path), "--root", root]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
