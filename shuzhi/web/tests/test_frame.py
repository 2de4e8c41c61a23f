import json
import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

pytestmark = [pytest.mark.django_db, pytest.mark.urls("shuzhi.web.tests.addresses")]
PASSWORD = "蓝天-Blue-sky-2026"


@pytest.fixture
def person():
    return get_user_model().objects.create_user("li.na", password=PASSWORD)


def test_a_stranger_is_asked_to_sign_in(client):
    response = client.get("/inside/")

    assert (response.status_code, response.url) == (302, "/account/login/?next=/inside/")


def test_the_page_speaks_chinese_whatever_the_browser_prefers(client):
    response = client.get("/account/login/", headers={"Accept-Language": "en-US,en;q=0.9"})

    assert (response.headers["Content-Language"], "<h1>登录</h1>" in response.text) == ("zh-hans", True)


def test_the_language_switch_lasts(client):
    client.post("/language/", {"language": "en", "next": "/account/login/"})

    assert "<h1>Sign in</h1>" in client.get("/account/login/").text


def test_the_account_remembers_a_language(client, person):
    person.language = "en"
    person.save()
    client.force_login(person)

    assert client.get("/nowhere/").headers["Content-Language"] == "en"


def test_the_content_policy_allows_nothing_inline_and_nothing_from_elsewhere(client):
    policy = client.get("/account/login/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert re.findall(r"unsafe|https?:|\*", policy) == []


def test_the_settings_for_htmx_can_be_read(client):
    text = client.get("/account/login/").text

    settings = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", text)[1])
    assert (settings["allowEval"], settings["includeIndicatorStyles"]) == (False, False)
    # The height of a text field that a person has drawn larger is an inline style; copying it breaks the policy.
    assert "style" not in settings["attributesToSettle"]


@pytest.mark.parametrize("address", ["/account/password/change/", "/account/2fa/", "/account/logout/"])
def test_the_pages_of_ones_own_account_stand_in_our_frame(client, person, address):
    client.force_login(person)

    response = client.get(address, follow=True)

    assert (response.status_code, "shuzhi.css" in response.text) == (200, True)


def test_nobody_signs_up(client):
    response = client.get("/account/signup/")

    assert (response.status_code, "password1" in response.text) == (200, False)


def test_a_forgotten_password_is_a_matter_for_the_administrator(client):
    login, reset = client.get("/account/login/"), client.get("/account/password/reset/")

    assert "/account/password/reset/" not in login.text
    assert '<form method="post" action="/account' not in reset.text


def test_too_many_wrong_passwords_lock_the_door(client, person):
    for _attempt in range(8):
        last = client.post("/account/login/", {"login": "li.na", "password": "wrong"})

    right = client.post("/account/login/", {"login": "li.na", "password": PASSWORD})

    assert (last.status_code, right.status_code, "_auth_user_id" in client.session) == (429, 429, False)
    assert "十五分钟" in right.text


def test_the_right_password_opens_it(client, person):
    response = client.post("/account/login/", {"login": "li.na", "password": PASSWORD})

    assert (response.status_code, "_auth_user_id" in client.session) == (302, True)


def test_a_table_that_goes_on_beyond_the_edge_shows_it_and_prints_without():
    """Both boxes that scroll aside have a shadow at the edge that a cover scrolls away where the table ends."""
    styles = Path(__file__).resolve().parent.parent / "static" / "web"
    screen, paper = ((styles / name).read_text(encoding="utf-8") for name in ("shuzhi.css", "print.css"))

    (boxes,) = re.findall(r"([^{}]+)\{[^{}]*background-attachment: local, local, scroll, scroll", screen)
    (bare,) = re.findall(r"([^{}]+)\{[^{}]*overflow: visible; background: none;", paper)

    for box in (".table-scroll", ".inline-scroll"):
        assert (box in boxes, box in bare) == (True, True)
    assert re.search(r"\.inline-scroll > \.table \{ --bs-table-bg: transparent; \}", screen)
