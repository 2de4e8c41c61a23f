import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from shuzhi.accounts.actions import switch_off_user
from shuzhi.accounts.tests.factories import user_with
from shuzhi.audit.models import Entry
from shuzhi.notices import actions, queries
from shuzhi.notices.models import Notice
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_step_that_tells(monkeypatch):
    """A kind of notice that only these tests have, listed as every step lists its own."""
    from django.apps import apps

    texts = {"report.reminded": "%(who)s asks for %(what)s by %(day)s (%(count)s missing)."}
    monkeypatch.setattr(apps.get_app_config("notices"), "notice_texts", texts, raising=False)


@pytest.fixture
def office():
    return user_with("office", name="组织部")


@pytest.fixture
def reader():
    return user_with(name="王书记")


def remind(users, office, **changes):
    figures = {"day": "2026-12-10", "count": 3}
    told = {"verb": "report.reminded", "subject": office, "url": "/reports/", "figures": figures}
    return actions.notify(users, actor=office, **{**told, **changes})


def test_a_notice_is_put_into_words_in_the_language_of_the_reader(office, reader):
    (notice,) = remind([reader], office)

    with translation.override("en"):
        english = queries.sentence_of(notice)
    with translation.override("zh-hans"):
        chinese = queries.sentence_of(notice)

    assert english == "组织部 asks for 组织部 by 10 December 2026 (3 missing)."
    assert chinese == "组织部 asks for 组织部 by 2026年12月10日 (3 missing)."


def test_an_unread_notice_is_refreshed_and_a_read_one_followed_by_another(office, reader):
    (first,) = remind([reader], office)
    (again,) = remind([reader], office, figures={"day": "2026-12-12", "count": 1})
    actions.mark_read(again, actor=reader)
    (later,) = remind([reader], office)

    assert (first.pk, again.times, again.figures["count"]) == (again.pk, 2, 1)
    assert later.pk != first.pk
    assert queries.unread_count(reader) == 1
    assert list(queries.notices_for(reader)) == [later, Notice.objects.get(pk=first.pk)]


def test_the_database_keeps_one_unread_notice_of_a_kind(office, reader):
    (notice,) = remind([reader], office)
    notice.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        notice.save()


def test_each_is_told_once_and_neither_the_sender_nor_those_who_left(office, reader):
    gone = user_with(name="已离任")
    switch_off_user(gone, actor=None)
    gone.refresh_from_db()

    told = remind([reader, reader, office, gone], office)

    assert [notice.user for notice in told] == [reader]
    assert Entry.objects.filter(verb="notice.sent").get().detail == {"notice": "report.reminded", "people": 1}


def test_nobody_to_tell_leaves_no_line_in_the_log(office):
    assert remind([office], office) == []
    assert not Entry.objects.filter(verb="notice.sent").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"figures": {"grade": "差"}},
        {"figures": {"place": "我镇" * 40}},
        {"url": "https://elsewhere.example/"},
        {"url": "//elsewhere.example/"},
        {"url": "javascript:alert(1)"},
    ],
)
def test_a_notice_carries_no_grade_no_text_and_leads_nowhere_else(office, reader, change):
    with pytest.raises(ValueError, match="notice"):
        remind([reader], office, **change)

    assert not Notice.objects.exists()


def test_a_kind_that_no_step_lists_is_a_fault(office, reader):
    with pytest.raises(KeyError):
        remind([reader], office, verb="report.praised")


def test_a_notice_of_a_kind_that_is_gone_still_says_what_it_was_about(office, reader):
    (notice,) = remind([reader], office)
    notice.kind = "gone"

    assert queries.sentence_of(notice) == "组织部"


def test_nobody_marks_the_notice_of_another(office, reader):
    (notice,) = remind([reader], office)

    with pytest.raises(Refused):
        actions.mark_read(notice, actor=office)

    assert queries.unread_count(reader) == 1


def test_reading_is_not_logged(office, reader):
    (notice,) = remind([reader], office)
    before = Entry.objects.count()

    actions.mark_read(notice, actor=reader)
    remind([reader], office)
    actions.mark_all_read(actor=reader)

    assert Entry.objects.count() == before + 1
    assert queries.unread_count(reader) == 0


def test_the_bell_counts_on_every_page_and_the_list_leads_there(client, office, reader):
    client.force_login(reader)
    quiet = client.get("/notices/")
    (notice,) = remind([reader], office)
    page = client.get("/notices/")
    opened = client.post(f"/notices/{notice.pk}/open/")
    after = client.get("/notices/")

    assert ("bell-count" in quiet.text, '<span class="bell-count">1</span>' in page.text) == (False, True)
    assert "by 2026年12月10日 (3 missing)" in page.text
    assert (opened.status_code, opened.url) == (302, "/reports/")
    assert ("bell-count" in after.text, "3 missing" in after.text) == (False, False)
    assert "3 missing" in client.get("/notices/?show=all").text


def test_the_notice_of_another_is_not_found(client, office, reader):
    (notice,) = remind([reader], office)
    client.force_login(office)

    answers = [client.post(f"/notices/{notice.pk}/{what}/").status_code for what in ("open", "read")]

    assert answers == [404, 404]
    assert "missing" not in client.get("/notices/?show=all").text


def test_a_press_marks_one_or_all(client, office, reader):
    other = user_with("office", name="另一办公室")
    (one,) = remind([reader], office)
    remind([reader], office, subject=other)
    client.force_login(reader)

    client.post(f"/notices/{one.pk}/read/")
    left = queries.unread_count(reader)
    client.post("/notices/read/")

    assert (left, queries.unread_count(reader)) == (1, 0)


def test_the_list_takes_few_questions(client, office, reader, django_assert_max_num_queries):
    for _ in range(40):
        remind([reader], office, subject=user_with())
    client.force_login(reader)

    with django_assert_max_num_queries(12):
        client.get("/notices/")


def test_no_step_tells_anybody_a_grade_by_notice():
    from shuzhi.notices.rules import FIGURES, texts_of_steps

    with translation.override("en"):
        said = {kind: str(text) for kind, text in texts_of_steps().items()}
    words = ("grade", "score", "rating", "rank", "poor", "good", "vote")

    assert [kind for kind, text in said.items() if any(word in text.lower() for word in words)] == []
    assert not {"grade", "score", "text", "rating"} & FIGURES
