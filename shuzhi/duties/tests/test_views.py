"""The pages by role, in both languages."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from shuzhi.accounts.tests.factories import user_with
from shuzhi.duties import actions
from shuzhi.duties.models import DutyList, Item, Quota, Responsibility
from shuzhi.duties.tests.factories import full_list

pytestmark = pytest.mark.django_db


def pages(places, wang, duty_list):
    licang = places["licang"].pk
    return [
        reverse("duties:list-lists"),
        reverse("duties:list-items") + f"?below={licang}&year=2026",
        reverse("duties:list-items") + "?export=xlsx",
        reverse("duties:show-statistics", args=[licang]) + "?year=2026",
        reverse("duties:show-list", args=[duty_list.pk]),
        reverse("duties:show-triple", args=[wang.pk, 2026]),
        reverse("duties:show-log", args=[wang.pk]),
        reverse("duties:show-log", args=[wang.pk]) + "?export=xlsx",
        reverse("duties:show-responsibilities", args=[licang]),
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_office_opens_every_page(client, places, wang, office, language):
    duty_list = full_list(wang, places["community"])
    client.force_login(office)
    client.cookies["django_language"] = language

    found = {page: client.get(page).status_code for page in pages(places, wang, duty_list)}

    assert found == dict.fromkeys(found, 200)


def test_strangers_and_neighbours_see_nothing_of_it(client, places, wang):
    duty_list = full_list(wang, places["community"])
    client.force_login(user_with())
    assert {client.get(page).status_code for page in pages(places, wang, duty_list)} <= {403, 404}
    client.force_login(user_with("office", places["shinan"].path))
    assert {client.get(page).status_code for page in pages(places, wang, duty_list)[3:]} <= {403, 404}
    assert "停车位" not in client.get(reverse("duties:list-items")).text


def test_a_secretary_writes_fixes_and_reports_on_pages(client, places, wang):
    client.force_login(wang.person.user)
    client.post(reverse("duties:begin-list", args=[wang.pk, 2026]))
    duty_list = DutyList.objects.get()
    for kind in ("pledge", "project", "point"):
        client.post(
            reverse("duties:add-item", args=[duty_list.pk, kind]),
            {"name": f"{kind} 一", "organisation": "370213007001", "measure": "每周调度"},
        )
    item = Item.objects.get(kind="pledge")
    client.post(reverse("duties:change-item", args=[item.pk]), {"name": "改后的承诺"})
    warning = client.get(reverse("duties:fix-list", args=[duty_list.pk]))
    client.post(reverse("duties:fix-list", args=[duty_list.pk]))
    for line in Item.objects.all():
        client.post(
            reverse("duties:note-item", args=[line.pk, "progress"]), {"on": "2026-07-01", "text": "过半"}
        )
        client.post(
            reverse("duties:note-item", args=[line.pk, "result"]),
            {"on": "2026-11-01", "outcome": "done", "result": "完成"},
        )
    point = Item.objects.get(kind="point")
    client.post(reverse("duties:note-item", args=[point.pk, "visit"]), {"on": "2026-05-01", "text": "走访"})
    for stage in ("progress", "result"):
        client.post(reverse("duties:show-stage", args=[duty_list.pk, stage]))

    duty_list.refresh_from_db()
    assert (warning.status_code, duty_list.stage, duty_list.is_intact) == (200, "result", True)
    page = client.get(reverse("duties:show-triple", args=[wang.pk, 2026]))
    assert [text in page.text for text in ("改后的承诺", "走访", "完成")] == [True] * 3


def test_a_line_can_leave_the_draft(client, places, wang):
    duty_list = full_list(wang, places["community"], fixed=False)
    client.force_login(wang.person.user)

    client.post(reverse("duties:remove-item", args=[duty_list.items.get(kind="point").pk]))

    assert duty_list.items.count() == 2


def test_a_draft_stays_shut_for_the_office(client, places, wang, office):
    duty_list = full_list(wang, places["community"], fixed=False)
    client.force_login(office)

    assert client.get(reverse("duties:show-list", args=[duty_list.pk])).status_code == 403


def test_a_point_needs_a_unit_that_is_there(client, places, wang):
    duty_list = full_list(wang, places["community"], fixed=False)
    client.force_login(wang.person.user)

    page = client.post(
        reverse("duties:add-item", args=[duty_list.pk, "point"]), {"name": "x", "organisation": "no"}
    )

    assert "organisation" in page.context["form"].errors


def test_the_office_writes_responsibilities_and_counts(client, places, office):
    client.force_login(office)
    place = places["licang"].pk
    client.post(
        reverse("duties:add-responsibility", args=[place]), {"code": "1", "text": "第一责任人", "since": 2026}
    )
    client.post(
        reverse("duties:set-quota", args=[place]), {"year": 2026, "kind": "project", "least": 2, "most": 1}
    )
    client.post(
        reverse("duties:set-quota", args=[place]), {"year": 2026, "kind": "project", "least": 1, "most": 2}
    )
    one = Responsibility.objects.get()
    client.post(reverse("duties:end-responsibility", args=[place, one.pk]), {"until": 2026, "reason": "并入"})

    one.refresh_from_db()
    assert (one.until, Quota.objects.get().most) == (2026, 2)


def test_the_export_holds_exactly_what_is_filtered_and_no_formula(client, places, wang, office):
    duty_list = full_list(wang, places["community"], fixed=False)
    actions.change_item(duty_list.items.get(kind="project"), actor=None, name="=1+1")
    actions.fix_list(duty_list, actor=None)
    client.force_login(office)

    response = client.get(reverse("duties:list-items"), {"kind": "project", "export": "xlsx"})

    sheet = openpyxl.load_workbook(BytesIO(response.getvalue())).active
    assert [(row[4].value, row[4].data_type) for row in sheet.iter_rows(min_row=2)] == [("=1+1", "s")]


@pytest.mark.parametrize(
    "address", ["lines/1/note/nothing/", "lists/1/add/nothing/", "lists/1/show/nothing/", "lines/?below=x"]
)
def test_what_cannot_be_is_not_found(client, places, office, address):
    client.force_login(office)

    assert client.get(f"/duties/{address}").status_code in (404, 405)
