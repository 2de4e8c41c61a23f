"""A real Chromium against the real processes, on the database that `--db` names."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import empty
from tests.journeys.site import Running, Site

CHROMIUM = Path("/usr/bin/chromium")
# Without these a browser in a closed network keeps asking for hosts of its maker.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        raise pytest.UsageError("No Chromium; run: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def urls(request: pytest.FixtureRequest) -> dict[str, str]:
    """The databases of this story: two of its own on the one server, or nothing where SQLite makes its files."""
    if request.config.getoption("--db") != "postgres":
        return {}
    server = request.getfixturevalue("postgres")
    story = request.module.__name__.rpartition(".")[2]
    found = {}
    for alias, template in empty.postgres(server).items():
        server.make(f"{story}_{alias}", like=template)
        found[empty.VARIABLES[alias]] = server.url(f"{story}_{alias}")
    return found


@pytest.fixture(scope="module")
def site(urls: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    running = Running(tmp_path_factory.mktemp("site"), urls)
    yield running.start()
    running.stop()


@pytest.fixture(scope="module")
def sign_in(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """`sign_in("office")` gives a page on which that person is signed in; each person has an own browser."""
    contexts = []

    def as_person(name: str, *, phone: bool = False) -> Page:
        context = browser.new_context(viewport=PHONE if phone else DESK, base_url=site.address)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error on {page.url}: {error}"))
        page.goto("/account/login/")
        page.fill("[name=login]", name)
        page.fill("[name=password]", site.password)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "login" not in url)
        return page

    yield as_person
    for context in contexts:
        context.close()
