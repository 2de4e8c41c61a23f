"""The roll from afar on the running product: this project's page, a foreign client, and everybody at once."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Page

from tests.journeys.other_client import OtherClient
from tests.journeys.remote_people import VOTERS
from tests.journeys.site import ROOT, Running, Site

Person = Callable[..., Page]
TRIALS = 200


class RemoteSite(Running):
    story = "tests.journeys.remote_people"


@pytest.fixture(scope="module")
def running(urls: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteSite]:
    running = RemoteSite(tmp_path_factory.mktemp("remote"), urls)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def site(running: RemoteSite) -> Site:
    return running.start()


@pytest.fixture(scope="module")
def story(running: RemoteSite, site: Site) -> dict[str, object]:
    return json.loads((running.folder / "people.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def client(site: Site) -> Callable[[str], OtherClient]:
    def signed_in(name: str) -> OtherClient:
        client = OtherClient(site.address, site.door)
        client.sign_in(name, site.password)
        return client

    return signed_in


def test_a_foreign_client_takes_an_entitlement_and_casts_once(client, story):
    voter = client("voter00")
    entitlement = voter.take(story["session"])

    status, entered = voter.enter(entitlement)
    again = voter.enter(entitlement)
    accepted, answer = voter.cast(entered["code"], [[0], [1]])
    twice, _answer = voter.cast(entered["code"], [[0], [0]])

    assert (status, again) == (200, (200, entered))
    assert (accepted, answer["outcome"], twice) == (200, "accepted", 409)
    # What went to the site holds nothing of what went to the door.
    secrets_of_mine = [entitlement["token"], entitlement["prefix"], entitlement["signature"], entered["code"]]
    assert not [one for one in secrets_of_mine for sent in voter.sent if one in sent]


def test_nobody_takes_two(client, story):
    voter = client("voter01")
    voter.take(story["session"])

    with pytest.raises(HTTPError) as refused:
        voter.take(story["session"])

    assert refused.value.code == 409
    assert "已领取" in json.loads(refused.value.read())["why"]


def test_a_forged_or_foreign_signature_opens_nothing(client, story):
    voter = client("voter02")
    good = voter.take(story["session"])

    forged = {**good, "token": "00" * 32}
    other_group = {**good, "group": "B"}
    cut = {**good, "signature": good["signature"][:-2]}

    assert [voter.enter(bad)[0] for bad in (forged, other_group, cut)] == [403, 403, 403]
    assert voter.ask_door("/remote", {"form": "x"})[0] == 422
    assert voter.enter(good)[0] == 200


def test_who_is_not_on_the_roll_gets_nothing(client, story):
    with pytest.raises(HTTPError) as refused:
        client("teller").take(story["session"])

    assert refused.value.code == 404


def test_the_page_takes_keeps_and_opens_the_ballot(sign_in: Person, story: dict[str, object], site: Site):
    page = sign_in("voter03", phone=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.post_data or ''}"))
    page.goto(f"/ballots/{story['session']}/take/")
    page.click("[data-take]:visible")
    page.wait_for_selector("[data-door]:visible", timeout=20000)
    (kept,) = drawers(page, story).values()

    # A reload, as after a lost network, finds it again on this device.
    page.reload()
    page.wait_for_selector("[data-door]:visible")
    assert sorted(kept) == ["prefix", "signature", "token", "wait"]
    assert not [line for line in asked if kept["token"] in line or kept["signature"] in line]

    page.click("[data-door]:visible")
    page.wait_for_url(lambda url: url.startswith(f"{site.door}/b/"))
    assert page.locator("#ballot").count() == 1
    assert page.locator(".card").count() >= 1


def test_two_people_on_one_device_have_an_entitlement_each(
    sign_in: Person, story: dict[str, object], site: Site
):
    page = sign_in("voter04")
    address = f"/ballots/{story['session']}/take/"
    take(page, address)
    first = drawers(page, story)
    assert not page.locator("[data-other]").is_visible()
    sign_out(page)
    sign_in_here(page, "voter05", site.password)
    page.goto(address)

    # The second sees the own free entry, that somebody else's lies here, and nothing of it.
    assert page.locator("[data-take]:visible").count() == 1
    assert page.locator("[data-other]").is_visible()
    assert page.locator("[data-door]:visible").count() == 0
    assert not [one for kept in first.values() for one in kept.values() if str(one) in page.content()]
    take(page, address)
    both = drawers(page, story)
    (name,) = both.keys() - first.keys()
    assert first.items() <= both.items()
    assert both[name]["token"] in page.locator("[data-door]").get_attribute("href")

    # Who has cast empties the own drawer; the first one's is as it was, and opens again for the first.
    page.click("[data-state=ready] summary")
    page.click("[data-empty]")
    assert drawers(page, story) == first
    page.reload()
    assert page.locator("[data-state=elsewhere]").is_visible()
    sign_out(page)
    sign_in_here(page, "voter04", site.password)
    page.goto(address)
    assert page.locator("[data-door]:visible").count() == 1


def drawers(page: Page, story: dict[str, object]) -> dict[str, dict[str, str]]:
    """What this browser keeps of the ballot's entitlements, by the names of the drawers."""
    kept = page.evaluate("Object.assign({}, localStorage)")
    own = f"entitlement:{story['box_form']}:"
    return {name: json.loads(text) for name, text in kept.items() if name.startswith(own)}


def take(page: Page, address: str) -> None:
    page.goto(address)
    page.click("[data-take]:visible")
    page.wait_for_selector("[data-door]:visible", timeout=20000)


def sign_out(page: Page) -> None:
    page.evaluate("document.querySelector('form[action*=logout]').submit()")
    page.wait_for_url(lambda url: "login" in url)


def sign_in_here(page: Page, name: str, password: str) -> None:
    page.goto("/account/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "login" not in url)


def test_the_roll_says_who_took_but_not_when(site: Site, story: dict[str, object]):
    columns = site.shell(
        "from shuzhi.ballots.models.roll import RollEntry; "
        "print(sorted(f.name for f in RollEntry._meta.fields), "
        "RollEntry.objects.filter(taken=True).count())"
    )

    assert columns == ("['asked', 'channel', 'group', 'id', 'name', 'session', 'taken', 'unit', 'user'] 6")
    assert VOTERS > 6


def test_everybody_at_once_and_nobody_twice(running: RemoteSite, site: Site):
    box = site.environment.get("SHUZHI_BOX_URL") or f"sqlite://{running.folder}/box.sqlite3"
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.entitlement_races", str(TRIALS)],
        cwd=ROOT,
        env={**os.environ, **site.environment, "RACE_BOX_URL": box},
        check=True,
        capture_output=True,
        text=True,
    )
    report = json.loads(done.stdout.splitlines()[-1])

    roll, slips = report["roll"], report["slips"]
    assert roll["wrong"] == []
    assert roll["taken"] == sum(roll["sides"].values()) == TRIALS
    assert {side: roll["counted"][side] for side in roll["sides"]} == roll["sides"]
    assert slips["wrong"] == []
    assert slips["cast"] + slips["exchanged"] == TRIALS
    assert slips["voided"] == slips["spoiled"] == slips["paper_out"] == slips["exchanged"]
