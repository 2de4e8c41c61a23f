"""Two people write one report: whatever happens to page, browser or server, no keystroke they made is lost."""

import subprocess
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import Running, Site

RESULTS, PROBLEMS, NEXT = ('[name="section-results"]', '[name="section-problems"]', '[name="section-next"]')


class Writers(Running):
    story = "tests.journeys.writers"


@pytest.fixture(scope="module")
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writers]:
    urls = {}
    if request.config.getoption("--db") == "postgres":
        server = request.getfixturevalue("postgres")
        for variable, name in (("SHUZHI_DATABASE_URL", "writing"), ("SHUZHI_BOX_URL", "writing_box")):
            command = [str(server.bin / "createdb"), "-h", server.root, "-U", "test", name]
            subprocess.run(command, check=True, env={"HOME": server.root}, cwd=server.root)
            urls[variable] = server.url(name)
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
def write(sign_in: Callable[..., Page], reporter: str) -> Callable[[str], Page]:
    """`write("staff")` opens the first street's report for that person, in a browser of its own."""

    def opened(name: str) -> Page:
        page = sign_in(name)
        page.goto(f"/reports/{reporter}/")
        if "/write/" not in page.url:
            page.locator("main form button.btn-primary").click()
        page.wait_for_url("**/write/")
        return page

    return opened


def stored(site: Site, key: str) -> str:
    """A section as the database has it."""
    return site.shell(
        "from shuzhi.reports.models import Report; "
        f"print(next(s['text'] for s in Report.objects.get().sections if s['key'] == '{key}'), end='')"
    )


def saved(page: Page) -> None:
    """Waits until the page says that all is saved."""
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved", timeout=30_000)


def test_two_people_write_different_parts_at_once_and_never_meet(write, site):
    secretary, staff = write("s1"), write("staff")

    secretary.locator(RESULTS).press_sequentially("书记写成效。")
    staff.locator(NEXT).press_sequentially("干部写打算。")
    saved(secretary)
    saved(staff)

    assert (stored(site, "results"), stored(site, "next")) == ("书记写成效。", "干部写打算。")
    expect(secretary.locator("#trouble")).to_be_empty()
    secretary.locator(PROBLEMS).press_sequentially("书记又写问题。")
    expect(secretary.locator(NEXT)).to_have_value("干部写打算。", timeout=10_000)
