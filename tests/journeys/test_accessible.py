"""The pages of a whole year, on a phone: nothing wider than the screen, nothing a screen reader stumbles over."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.site import Running, Site

pytestmark = pytest.mark.journey

# Small matters of taste are not failures.
SERIOUS = {"critical", "serious", "moderate"}
PAGES = {
    "office": [
        "/", "/overview/1/", "/meetings/1/", "/meetings/1/items/1/comment/", "/meetings/1/projector/", "/meetings/1/room/",
        "/ballots/1/", "/ballots/1/count-sheet/", "/ballots/1/key/", "/ballots/1/closing/", "/results/1/", "/results/1/evidence/", "/results/1/what-if/",
        "/results/proposal/1/", "/rectification/", "/rectification/1/", "/organisations/", "/organisations/people/",
        "/organisations/import/", "/cycles/1/", "/cycles/1/reporters/", "/cycles/1/topics/", "/cycles/1/topics/1/years/",
        "/cycles/1/topics/proposals/1/", "/cycles/1/publication/", "/cycles/lists/", "/cycles/lists/1/", "/indicators/", "/indicators/at/74/", "/indicators/of/RX-03/", "/duties/",
        "/fieldwork/new/", "/fieldwork/draws/new/", "/fieldwork/draws/1/", "/fieldwork/cycles/1/figures/",
        "/fieldwork/cycles/1/words/", "/meetings/portrait/1/", "/duties/statistics/7/", "/duties/lists/1/", "/duties/responsibilities/7/",
    ],
    "researcher": ["/fieldwork/", "/fieldwork/4/", "/fieldwork/findings/", "/fieldwork/phone/"],
    "discipline": ["/fieldwork/draws/", "/fieldwork/draws/1/"],
    "committee": ["/", "/meetings/portrait/1/", "/meetings/portraits/1/", "/results/1/accept/", "/results/proposal/5/"],
    "reporter01": ["/", "/results/feedback/1/"],
    "admin": ["/accounts/", "/accounts/new/"],
    "auditor": ["/audit/"],
}  # fmt: skip


class DemoYear(Running):
    def start(self) -> Site:
        self.environment |= {"SHUZHI_DEMO": "1", "SERVE": "0"}
        self.prepare()
        self._manage("demo", "--output", str(self.folder / "out"))
        said = (self.folder / "out" / "sign-ins.txt").read_text(encoding="utf-8")
        password = re.search(r"Password \(all\): (\S+)", said)
        assert password
        address, door = self.serve()
        return Site(address, door, password.group(1), self.environment)


@pytest.fixture(scope="module")
def site(urls: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    year = DemoYear(tmp_path_factory.mktemp("year"), urls)
    yield year.start()
    year.stop()


def too_wide(page: Page, name: str) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"{name}: wider than the screen"] if wide else []


def unreadable(page: Page, name: str) -> list[str]:
    """What a screen reader stumbles over; the structure is the same in both languages."""
    faults = [fault for fault in Axe().run(page).response["violations"] if fault["impact"] in SERIOUS]
    return [f"{name}: {fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in faults]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_fits_a_phone_and_can_be_read_aloud(
    sign_in: Callable[..., Page], site: Site, language: str
) -> None:
    found: list[str] = []
    for person, paths in PAGES.items():
        page = sign_in(person, phone=True)
        page.context.add_cookies([{"name": "django_language", "value": language, "url": site.address}])
        for path in paths:
            answer = page.goto(path)
            page.wait_for_load_state("networkidle")
            assert answer is not None
            assert answer.status == 200, path
            found += too_wide(page, f"{person} {path}")
            found += unreadable(page, f"{person} {path}") if language == "zh-hans" else []
    assert found == []


def test_the_answers_of_the_door_can_be_read_aloud(sign_in: Callable[..., Page], site: Site) -> None:
    page = sign_in("office", phone=True)
    found: list[str] = []
    for path in ("/", "/b/AAAA", "/nowhere"):
        page.goto(site.door + path)
        found += too_wide(page, path) + unreadable(page, path)
    assert found == []
