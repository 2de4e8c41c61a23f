import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.urls("shuzhi.web.tests.addresses")]


@pytest.mark.parametrize(
    ("language", "heading"), [("zh-hans", "没有找到这个页面"), ("en", "Nothing is found here")]
)
def test_a_missing_page_says_what_to_do_next(client, language, heading):
    client.cookies["django_language"] = language

    response = client.get("/nowhere/")

    assert (response.status_code, heading in response.text, 'href="/"' in response.text) == (404, True, True)


def test_a_fault_says_what_was_kept(client):
    client.raise_request_exception = False

    response = client.get("/fault/")

    assert (response.status_code, "也没有执行一部分" in response.text) == (500, True)


def test_a_refused_action_gives_its_reason_and_the_way_back(client):
    response = client.get("/refuse-now/", headers={"Referer": "http://testserver/reports/3/"})

    assert response.status_code == 409
    assert "Reports were due on 1 December" in response.text
    assert 'href="http://testserver/reports/3/"' in response.text


def test_a_refused_action_never_links_to_another_site(client):
    response = client.get("/refuse-now/", headers={"Referer": "https://elsewhere.example/"})

    assert "elsewhere.example" not in response.text


def test_a_refusal_of_the_person_is_a_403(client):
    response = client.get("/refuse-you/")

    assert (response.status_code, "这项操作不由您办理" in response.text) == (403, True)


def test_a_refusal_of_a_fragment_is_a_fragment(client):
    response = client.get("/refuse-now/", headers={"HX-Request": "true"})

    assert (response.status_code, "<html" in response.text, 'role="alert"' in response.text) == (
        409,
        False,
        True,
    )


def test_a_wrong_form_lists_its_errors_with_links(client):
    text = client.post("/form/", {"title": "eleven chars"}).text

    assert '<a href="#id_title">Title</a>' in text
    assert 'id="id_title_helptext"' in text
    assert "field-wrong" in text


def test_an_empty_form_marks_what_may_stay_empty(client):
    text = client.get("/form/").text

    assert (text.count('class="optional"'), "error-summary" in text) == (1, False)


@pytest.mark.parametrize(
    ("asked", "shown"), [("1", "第 1 页，共 3 页"), ("99", "第 3 页，共 3 页"), ("x", "第 1 页")]
)
def test_a_page_number_out_of_range_gives_the_nearest_page(client, asked, shown):
    text = client.get("/list/", {"page": asked, "kind": "town"}).text

    assert (shown in text, "kind=town" in text) == (True, True)
