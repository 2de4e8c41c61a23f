"""Who reads the log, and what of it; here, because roles are not known on the floor of the log itself."""

import pytest
from django.urls import reverse

from shuzhi.accounts.tests.factories import user_with
from shuzhi.audit.actions import record
from shuzhi.audit.queries import readable_by


def test_an_auditor_reads_the_lines_of_the_own_place_only(db):
    here, there = user_with(name="这里"), user_with(name="那里")
    here.home_path, there.home_path = "00010002", "00010003"
    for user in (here, there, user_with(name="整个服务器")):
        record(None, "user.created", user)

    def subjects(reader):
        return sorted(entry.subject_text for entry in readable_by(reader))

    assert subjects(user_with("auditor", "00010002")) == ["这里"]
    assert subjects(user_with("auditor", "")) == ["整个服务器", "这里", "那里"]
    assert subjects(user_with("office", "")) == []


@pytest.mark.parametrize("role", ["", "office", "administrator", "secretary", "committee", "teller"])
def test_the_log_is_closed_to_everyone_but_auditors(client, db, role):
    user = user_with(role)
    record(None, "user.created", user_with(name="看不见的人"))
    client.force_login(user)

    response = client.get(reverse("audit:list-entries"))

    assert (response.status_code, "看不见的人" in response.text) == (403, False)


def test_the_page_shows_and_exports_what_is_filtered(client, db):
    auditor = user_with("auditor")
    record(auditor, "user.created", user_with(name="甲"))
    record(auditor, "role.granted", user_with(name="=乙"))
    client.force_login(auditor)

    page = client.get(reverse("audit:list-entries"), {"verb": "role.granted"})
    book = client.get(reverse("audit:list-entries"), {"verb": "role.granted", "export": "1"})

    assert ("=乙" in page.text, ">甲<" in page.text, "授予角色" in page.text) == (True, False, True)
    assert book.headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_a_wrong_date_in_the_address_shows_its_fault_and_no_lines(client, db):
    auditor = user_with("auditor")
    record(auditor, "user.created", user_with(name="甲"))
    client.force_login(auditor)

    page = client.get(reverse("audit:list-entries"), {"since": "2026-02-31"})

    assert (page.status_code, ">甲<" in page.text) == (200, False)
