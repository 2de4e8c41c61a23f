"""One matter, one entry."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from shuzhi.duties import actions, queries
from shuzhi.duties.models import DutyEntry
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)


def test_one_matter_is_one_entry(places, wang):
    actions.write_entry(wang, "接访", "接待来访群众4批", on=DAY, actor=wang.person.user)

    with pytest.raises(Refused):
        actions.write_entry(wang, "接访", "又写一遍", on=DAY, actor=wang.person.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyEntry.objects.create(tenure=wang, title="接访", text="绕过", on=DAY)
    actions.write_entry(wang, "接访", "第二天", on=date(2026, 3, 6), actor=wang.person.user)

    assert queries.entries_of(wang, year=2026).count() == 2


def test_a_withdrawn_entry_stays_to_be_read(places, wang, staff):
    entry = actions.write_entry(wang, "调研", "到村调研", on=DAY, actor=staff)

    with pytest.raises(Refused):
        actions.withdraw_entry(entry, "错", actor=staff)
    actions.withdraw_entry(entry, "日期写错了", actor=staff)
    actions.write_entry(wang, "调研", "到村调研两天", on=DAY, actor=staff)

    rows = [(row.withdrawn, row.text) for row in queries.entries_of(wang)]
    assert rows == [("", "到村调研两天"), ("日期写错了", "到村调研")]


@pytest.mark.parametrize("day", [timezone.localdate() + timedelta(days=1), date(2020, 1, 1)])
def test_only_days_in_the_post_that_have_been(places, wang, day):
    with pytest.raises(Refused):
        actions.write_entry(wang, "x", "y", on=day, actor=None)


def test_evidence_comes_with_the_entry_and_is_handed_out_in_scope(
    client, places, wang, office, settings, tmp_path
):
    client.force_login(wang.person.user)
    file = SimpleUploadedFile("接访记录.txt", "接访四批".encode())
    address = reverse("duties:write-entry", args=[wang.pk])

    client.post(address, {"on": "2026-03-05", "title": "接访", "text": "接待4批", "file": file})

    (evidence,) = DutyEntry.objects.get().evidence.all()
    link = reverse("duties:entry-file", args=[wang.pk, evidence.pk])
    assert b"".join(client.get(link).streaming_content).decode() == "接访四批"
    client.force_login(office)
    assert client.get(link).status_code == 200
    from shuzhi.accounts.tests.factories import user_with

    client.force_login(user_with("office", places["shinan"].path))
    assert client.get(link).status_code == 404


def test_entries_are_counted_and_found_by_their_place(client, places, wang):
    for day, place in [(5, "纪念馆"), (6, " 纪念馆 "), (7, "东李社区"), (8, "")]:
        actions.write_entry(wang, "学习", "带队学习", on=date(2026, 3, day), place=place, actor=None)
    taken_back = actions.write_entry(wang, "误记", "没有去", on=DAY, place="纪念馆", actor=None)
    actions.withdraw_entry(taken_back, "并没有去", actor=None)
    client.force_login(wang.person.user)
    address = reverse("duties:show-log", args=[wang.pk])

    page = client.get(address, {"year": 2026, "place": "东李社区"})
    head, rows = queries.entry_sheet(queries.entries_of(wang, year=2026, place="东李社区"))

    assert page.context["places"] == [("纪念馆", 2), ("东李社区", 1)]
    assert [entry.place for entry in page.context["page"]] == ["东李社区"]
    assert [dict(zip(head, row, strict=True))[head[1]] for row in rows] == ["东李社区"]


def test_a_place_is_written_on_the_page(client, places, wang):
    client.force_login(wang.person.user)
    given = {"on": "2026-03-05", "title": "学习", "text": "带队学习", "place": "纪念馆"}

    client.post(reverse("duties:write-entry", args=[wang.pk]), given)

    assert DutyEntry.objects.get().place == "纪念馆"


def test_a_refused_file_leaves_no_entry(client, places, wang):
    client.force_login(wang.person.user)
    file = SimpleUploadedFile("x.exe", b"MZ\x90\x00")

    page = client.post(
        reverse("duties:write-entry", args=[wang.pk]),
        {"on": "2026-03-05", "title": "接访", "text": "接待4批", "file": file},
    )

    assert (page.status_code, DutyEntry.objects.count(), bool(page.context["form"].errors)) == (200, 0, True)
