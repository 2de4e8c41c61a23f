"""One year, one person a role, through the pages alone: from an empty cycle to a closed problem."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.gestures import (
    COMMENT,
    REPORTERS,
    accept_report,
    cast_by_wire,
    fill_in,
    hold_ceremony,
    number_in,
    press,
    submit,
    take_a_turn,
    tick_holders,
    voter_on_a_phone,
    write_report,
)
from tests.journeys.site import Site

pytestmark = pytest.mark.journey

VOTERS = {"A": 4, "B": 6, "C": 6}
REASON = "委员会研究认为该单位数据两次错报，虽未触发否决，应降一档并在整改中说明。"
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
Person = Callable[..., Page]


@pytest.fixture(scope="module")
def story() -> dict[str, str]:
    """What later steps need of earlier ones."""
    return {}


def test_the_office_prepares_and_opens_a_cycle(sign_in: Person, story: dict[str, str]) -> None:
    office = sign_in("office")
    today = TODAY
    office.goto("/cycles/new/")
    office.fill("[name=year]", str(today.year))
    office.fill("[name=title]", "旅程年度述职评议考核")
    for name, days in {"report_due": 0, "meeting_on": 0, "decide_by": 10, "rectify_by": 30}.items():
        office.fill(f"[name={name}]", str(today + timedelta(days=days)))
    submit(office)
    cycle = story["cycle"] = number_in(office.url + "/")

    office.goto(f"/cycles/{cycle}/open/")
    assert office.locator("main button.btn-primary").count() == 0, "a cycle without a rulebook opens"
    office.goto(f"/cycles/{cycle}/rulebook/choose/")
    office.locator('input[value="county-three-groups"] + button').click()
    office.goto(f"/cycles/{cycle}/topics/")
    office.fill("[name=code]", "T1")
    office.fill("[name=text]", "上年度点出问题的整改情况")
    submit(office)
    for category, names in {"乡镇街道": REPORTERS[:2], "机关": REPORTERS[2:]}.items():
        office.goto(f"/cycles/{cycle}/reporters/add/")
        tick_holders(office, names)
        office.locator("select[name=category]").last.select_option(category)
        submit(office)
    office.goto(f"/cycles/{cycle}/voters/")
    for field, count in zip(office.locator("main input[type=number]").all(), VOTERS.values(), strict=True):
        field.fill(str(count))
    submit(office)
    office.goto(f"/cycles/{cycle}/open/")
    office.fill("[name=year]", str(today.year))
    submit(office)

    office.goto(f"/cycles/{cycle}/")
    assert office.locator("main").inner_text().count("旅程年度述职评议考核") >= 1
    office.goto(f"/cycles/{cycle}/rulebook/choose/")
    expect(office.locator("main form button.btn-primary:not([disabled])")).to_have_count(0)


def test_reporters_write_the_office_returns_and_accepts(sign_in: Person, story: dict[str, str]) -> None:
    office = sign_in("office")
    for username in REPORTERS:
        page = sign_in(username)
        page.goto("/reports/")
        press(page, "/begin/")
        write_report(
            page,
            problems="我调研不深，问题多的片区全年只去过两次，带队伍也不够，关键岗位没有后备，责任在我。",
        )
        key = number_in(page.url)
        page.goto(f"/reports/{key}/hand-in/")
        submit(page)

        if username == REPORTERS[0]:
            office.goto(f"/reports/{key}/vet/")
            office.locator(f'form[action$="/{key}/return/"] textarea').first.fill("问题部分请写清具体事例。")
            press(office, f"/{key}/return/")
            page.goto(f"/reports/{key}/write/")
            assert "问题部分请写清具体事例。" in page.locator("main").inner_text()
            write_report(
                page, problems="六月的一次超时限意见拖了二十天，我没有过问，责任在我；带队伍也不够。"
            )
            page.goto(f"/reports/{key}/hand-in/")
            submit(page)
        accept_report(office, key)
        story[username] = key
    stranger = sign_in("reporter05")
    assert stranger.goto(f"/reports/{story['reporter01']}/").status == 404


def test_the_ballot_does_not_open_before_report_and_comment_stand(
    sign_in: Person, story: dict[str, str]
) -> None:
    office, secretary, teller = sign_in("office"), sign_in("secretary", phone=True), sign_in("teller")
    office.goto("/meetings/new/")
    office.fill("[name=title]", "旅程述职评议会")
    office.fill("[name=date]", str(TODAY))
    office.fill("[name=place]", "一号厅")
    submit(office)
    meeting = story["meeting"] = number_in(office.url + "/")
    office.goto(f"/meetings/{meeting}/agenda/")
    for box in office.locator("input[name=reporter]").all():
        box.check()
    submit(office)
    teller.goto(f"/meetings/{meeting}/")
    teller.locator(f'form[action$="/meetings/{meeting}/prepare/"] button').click()
    teller.wait_for_load_state()
    office.goto("/ballots/")
    session = story["session"] = number_in(
        office.locator('main a[href^="/ballots/"]').first.get_attribute("href")
    )
    office.goto(f"/ballots/{session}/open/")
    expect(office.locator("main form button.btn-primary")).to_be_disabled()

    office.goto(f"/meetings/{meeting}/")
    press(office, f"/{meeting}/start/")
    for _turn in REPORTERS:
        take_a_turn(office, secretary, meeting)
    office.goto(f"/meetings/{meeting}/")
    assert office.locator("main").inner_text().count("旅程述职评议会") >= 1


def test_voters_rate_on_their_phones(
    sign_in: Person, browser: Browser, site: Site, story: dict[str, str]
) -> None:
    teller, office = sign_in("teller"), sign_in("office")
    session = story["session"]
    teller.goto(f"/ballots/{session}/slips/")
    # The first button makes a file for the printer; this one shows the same on the page.
    teller.locator("main form button.btn-outline-secondary").click()
    teller.wait_for_selector(".slip")
    slips = [
        (
            slip.locator(".slip-group").inner_text()[0],
            slip.locator(".slip-code").inner_text().replace("-", ""),
        )
        for slip in teller.locator(".slip").all()
    ]
    assert {group: sum(g == group for g, _code in slips) for group in VOTERS} == VOTERS
    shares = hold_ceremony(teller, session)
    office.goto(f"/ballots/{session}/open/")
    office.fill("[name=reason]", "主持人宣布开始测评")
    submit(office)

    voter_on_a_phone(browser, site, slips[0][1])
    for number, (_group, code) in enumerate(slips[1:-1]):
        assert cast_by_wire(site, code, number) == "accepted"
    assert cast_by_wire(site, slips[0][1], 1) == "used"

    office.goto(f"/ballots/{session}/close/")
    office.fill("[name=reason]", "主持人宣布测评结束")
    submit(office)
    assert cast_by_wire(site, slips[-1][1], 2) == "closed"
    teller.goto(f"/ballots/{session}/account/")
    for row in teller.locator("main tbody tr").all():
        group = row.locator("th").inner_text()[0]
        unused = 1 if group == slips[-1][0] else 0
        row.locator("[data-count=issued]").fill(str(VOTERS[group]))
        row.locator("[data-count=spoiled]").fill("0")
        row.locator("[data-count=unused]").fill(str(unused))
    submit(teller)
    for person, place in ((teller, 1), (office, 3)):
        person.goto(f"/ballots/{session}/declare/")
        person.select_option("[name=first-holder]", str(place))
        person.fill("[name=first-words]", shares[place - 1])
        submit(person)
    office.goto(f"/ballots/{session}/count-sheet/")
    assert "总体评价" in office.locator("main").inner_text()
    office.goto(f"/meetings/{story['meeting']}/end/")
    submit(office)


def test_the_office_enters_evidence_and_settles(
    sign_in: Person, story: dict[str, str], tmp_path: Path
) -> None:
    office, cycle = sign_in("office"), story["cycle"]
    office.goto(f"/results/{cycle}/evidence/")
    with office.expect_download() as download:
        office.locator(f'a[href$="/{cycle}/evidence/template/"]').click()
    empty, wrong, filled = tmp_path / "empty.xlsx", tmp_path / "wrong.xlsx", tmp_path / "filled.xlsx"
    download.value.save_as(empty)

    fill_in(empty, wrong, task="九十")
    office.set_input_files("[name=file]", wrong)
    submit(office)
    assert "九十" in office.locator(".error-summary").inner_text()
    fill_in(empty, filled, task=90)
    office.set_input_files("[name=file]", filled)
    submit(office)
    expect(office.locator(".error-summary")).to_have_count(0)

    office.goto(f"/results/{cycle}/settle/")
    submit(office)
    office.goto(f"/results/{cycle}/")
    expect(office.locator("main table tbody a", has_text=re.compile("."))).not_to_have_count(0)
    press(office, f"/{cycle}/recount/")
    expect(office.locator("main .state-stop")).to_have_count(0)
    expect(office.locator("main .state-done")).to_have_count(2)


def test_the_committee_decides_and_a_difference_needs_a_reason(
    sign_in: Person, story: dict[str, str]
) -> None:
    secretary, cycle = sign_in("secretary"), story["cycle"]
    secretary.goto(f"/results/{cycle}/")
    secretary.locator('main td a[href^="/results/proposal/"]').first.click()
    secretary.wait_for_load_state()
    proposed = secretary.locator("select[name=grade]").input_value()
    other = next(grade for grade in ("较好", "一般") if grade != proposed)
    secretary.locator("select[name=grade]").select_option(other)
    press(secretary, "/decide/")
    expect(secretary.locator(".field-wrong")).to_have_count(1)
    secretary.locator("select[name=grade]").select_option(other)
    secretary.fill("[name=reason]", REASON)
    press(secretary, "/decide/")
    assert REASON in secretary.locator("main").inner_text()
    secretary.goto(f"/results/{cycle}/accept/")
    submit(secretary)
    story["other"] = other
    reporter = sign_in("reporter01")
    assert reporter.goto(f"/results/{cycle}/").status == 403


def test_each_reporter_sees_the_own_feedback_and_nobody_elses(sign_in: Person, story: dict[str, str]) -> None:
    office, cycle = sign_in("office"), story["cycle"]
    office.goto(f"/results/{cycle}/feedback/")
    submit(office)
    addresses = {}
    for username in REPORTERS:
        page = sign_in(username, phone=True)
        page.goto("/results/feedback/")
        assert COMMENT[:20] in page.locator("main").inner_text()
        addresses[username] = page.url
        press(page, "/acknowledge/")
    assert len(set(addresses.values())) == len(REPORTERS)
    page = sign_in(REPORTERS[0])
    assert page.goto(addresses[REPORTERS[1]]).status in {403, 404}


def test_problems_become_a_list_and_one_is_closed_by_somebody_else(
    sign_in: Person, story: dict[str, str]
) -> None:
    office, cycle = sign_in("office"), story["cycle"]
    office.goto(f"/rectification/?cycle={cycle}")
    taking = office.locator(f'form[action$="/from-comments/{cycle}/"]')
    taking.locator("[name$=due]").fill(str(TODAY + timedelta(days=30)))
    taking.locator("button").click()
    office.wait_for_load_state()
    office.goto(f"/rectification/?cycle={cycle}")
    problems = office.locator('main td a[href^="/rectification/"]')
    expect(problems).to_have_count(len(REPORTERS))
    key = number_in(problems.first.get_attribute("href"))
    owner = sign_in("reporter01")
    if owner.goto(f"/rectification/{key}/").status != 200:
        key = number_in(problems.nth(1).get_attribute("href"))
        owner.goto(f"/rectification/{key}/")

    def move(page: Page, name: str, **fields: str) -> None:
        page.goto(f"/rectification/{key}/")
        form = page.locator(f'form[action$="/{key}/{name}/"]')
        for field, value in fields.items():
            form.locator(f"[name$={field}]").fill(value)
        form.locator("button").click()
        page.wait_for_load_state()

    move(owner, "begin", cause="过问不够。", measure="每周过一遍清单。")
    move(owner, "claim", evidence="清单已张贴，办结记录存综合科。")
    owner.goto(f"/rectification/{key}/")
    expect(owner.locator(f'form[action$="/{key}/verify/"]')).to_have_count(0)
    move(office, "verify", note="现场核对属实。")
    move(office, "close")
    office.goto(f"/rectification/?cycle={cycle}&state=closed")
    expect(office.locator('main td a[href^="/rectification/"]')).to_have_count(1)


def test_nothing_in_the_box_says_who_voted_what(site: Site) -> None:
    found = site.shell(
        "from django.db import connections; c = connections['box'].cursor(); "
        "t = [x for x in connections['box'].introspection.table_names() if x.startswith('ballots_')]; "
        "print(sorted({d.name for x in t for d in connections['box'].introspection.get_table_description(c, x)}))"
    )
    columns = set(json.loads(found.replace("'", '"')))
    assert columns == {
        "channel", "code", "filled", "form", "id", "mark", "marks", "nonce", "public", "remote", "reporter",
        "sealed", "sheet", "state", "voters",
    }  # fmt: skip
