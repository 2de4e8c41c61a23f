"""Topics come down from the province, the district takes them over, and answers a change after opening."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.gestures import number_in, press, submit, tick_holders
from tests.journeys.site import Running, Site

pytestmark = pytest.mark.journey
Person = Callable[..., Page]


class TwoLevels(Running):
    story = "tests.journeys.topic_people"


@pytest.fixture(scope="module")
def site(urls: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    running = TwoLevels(tmp_path_factory.mktemp("topics"), urls)
    yield running.start()
    running.stop()


@pytest.fixture(scope="module")
def story() -> dict[str, str]:
    return {}


def write_topic(page: Page, code: str, text: str, kind: str = "", parts: str = "") -> None:
    page.fill("[name=code]", code)
    page.fill("[name=text]", text)
    if kind:
        page.locator("details.more summary").click()
        page.select_option("[name=kind]", kind)
        page.fill("[name=parts]", parts)
    page.locator("main form:has([name=code]) button[type=submit]").last.click()
    page.wait_for_load_state()


def test_the_province_writes_and_issues_a_list(sign_in: Person, story: dict[str, str]) -> None:
    province = sign_in("province")
    province.goto("/cycles/lists/new/")
    province.select_option("[name=issuer]", label="山东省")
    province.fill("[name=year]", "2026")
    province.fill("[name=title]", "全省述职事项")
    submit(province)
    story["list"] = number_in(province.url + "/")
    write_topic(province, "省1", "理论学习成果转化")
    write_topic(province, "省2", "一件难事办到哪一步", "must_answer")
    write_topic(province, "省3", "四项减负", "checklist", "减证明\n减制度\n减考核\n减挂牌")
    write_topic(province, "省4", "第二道必答题", "must_answer")
    write_topic(province, "省5", "第三道必答题", "must_answer")
    expect(province.locator(".error-summary")).to_contain_text("2")

    province.goto(f"/cycles/lists/{story['list']}/issue/")
    submit(province)

    assert province.locator("main table").first.locator("tbody tr").count() == 4


def test_the_district_takes_over_what_comes_down_and_opens(sign_in: Person, story: dict[str, str]) -> None:
    office = sign_in("office")
    office.goto("/cycles/new/")
    office.fill("[name=year]", "2026")
    office.fill("[name=title]", "承接事项的考核")
    office.locator("button[name=usual]").click()
    office.wait_for_load_state()
    assert office.input_value("[name=report_due]") == "2026-12-18"
    submit(office)
    cycle = story["cycle"] = number_in(office.url + "/")
    office.goto(f"/cycles/{cycle}/rulebook/choose/")
    office.locator('input[value="county-three-groups"] + button').click()
    office.goto(f"/cycles/{cycle}/reporters/add/")
    tick_holders(office, ["reporter01", "reporter02"])
    office.locator("select[name=category]").last.select_option("乡镇街道")
    submit(office)
    office.goto(f"/cycles/{cycle}/voters/")
    for field in office.locator("main input[type=number]").all():
        field.fill("5")
    submit(office)
    office.goto(f"/cycles/{cycle}/open/")
    assert office.locator("main button.btn-primary").count() == 0, "opened without what comes from above"

    office.goto(f"/cycles/{cycle}/topics/")
    press(office, "/take-over/")
    assert office.locator('form[action$="/remove/"]').count() == 0, "a topic from above could be removed"
    office.goto(f"/cycles/{cycle}/open/")
    office.fill("[name=year]", "2026")
    submit(office)

    office.goto(f"/cycles/{cycle}/topics/")
    expect(office.locator("main")).to_contain_text("减挂牌")


def test_a_change_above_is_a_proposal_that_the_office_answers(sign_in: Person, story: dict[str, str]) -> None:
    province = sign_in("province")
    province.goto(f"/cycles/lists/{story['list']}/")
    press(province, "/edition/")
    edition = number_in(province.url + "/")
    row = province.locator("main tbody tr", has_text="理论学习成果转化")
    row.locator("a.btn").click()
    province.fill("[name=text]", "理论学习成果转化和应用")
    submit(province)
    province.goto(f"/cycles/lists/{edition}/issue/")
    submit(province)

    office = sign_in("office")
    office.goto(f"/cycles/{story['cycle']}/")
    expect(office.locator("main ol.topics, main .topics").first).not_to_contain_text("和应用")
    office.locator("main .panel-wait a").first.click()
    office.fill("[name=reason]", "上级补充，予以更正")
    office.locator("button[name=accept]").click()
    office.wait_for_load_state()
    expect(office.locator("main")).to_contain_text("上级补充，予以更正")

    office.goto(f"/cycles/{story['cycle']}/")
    expect(office.locator("main")).to_contain_text("理论学习成果转化和应用")
    expect(office.locator("main .state-stop")).to_have_count(0)
