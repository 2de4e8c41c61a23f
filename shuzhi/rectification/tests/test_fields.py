"""Problems by field and level; the fields are data of the cycle."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from shuzhi.rectification import actions, queries
from shuzhi.rectification.tests.factories import listed
from shuzhi.web.refusal import Refused

LIST = reverse("rectification:list-problems")


def test_the_usual_fields_hold_until_the_office_writes_its_own(at):
    assert "债务金融" in queries.fields_of(at.cycle)
    problem = listed(at)
    actions.sort_problem(problem, field="债务金融", actor=at.office)

    actions.change_fields(at.cycle, ["债务", " 安全 ", "安全", ""], actor=at.office)

    assert queries.fields_of(at.cycle) == ["债务", "安全"]
    problem.refresh_from_db()
    assert problem.field == "债务金融"
    with pytest.raises(Refused, match="生态"):
        actions.sort_problem(problem, field="生态", actor=at.office)


@pytest.mark.parametrize("who", ["owner", "stranger"])
def test_only_the_office_sorts_and_writes_the_fields(at, who):
    problem = listed(at)
    actor = getattr(at, who)

    with pytest.raises(Refused):
        actions.sort_problem(problem, field="安全生产", actor=actor)
    with pytest.raises(Refused):
        actions.change_fields(at.cycle, ["安全"], actor=actor)


def test_counted_filtered_and_exported_by_field_and_level(client, at):
    for text, field in [
        ("化债滞后", "债务金融"),
        ("融资违规", "债务金融"),
        ("通道堵塞", "安全生产"),
        ("未分", ""),
    ]:
        actions.list_problem(at.reporter, text=text, source="inspection", field=field, actor=at.office)
    client.force_login(at.office)

    page = client.get(LIST, {"cycle": at.cycle.pk, "field": "债务金融", "level": "township"})
    none = client.get(LIST, {"cycle": at.cycle.pk, "field": "债务金融", "level": "village"})
    sheet = client.get(
        reverse("rectification:export-problems"), {"cycle": at.cycle.pk, "field": queries.UNSORTED}
    )

    rows = list(openpyxl.load_workbook(BytesIO(sheet.content)).active.values)
    assert [(row.field, row.count, row.open) for row in page.context["by_field"]] == [
        ("债务金融", 2, 2), ("安全生产", 1, 1), ("", 1, 1),
    ]  # fmt: skip
    assert (page.context["page"].paginator.count, none.context["page"].paginator.count) == (2, 0)
    assert "未分" in rows[-1]
    assert len(rows) == 2


def test_field_on_the_pages(client, at):
    client.force_login(at.office)
    given = {"names": "债务\n安全"}
    client.post(reverse("rectification:edit-fields", args=[at.cycle.pk]), given)
    new = {"reporter": at.reporter.pk, "source": "inspection", "text": "通道堵塞", "field": "安全", "due": ""}
    client.post(reverse("rectification:add-problem", args=[at.cycle.pk]), new)
    problem = queries.visible_problems(at.office).get(text="通道堵塞")
    assert problem.field == "安全"

    client.post(reverse("rectification:sort-problem", args=[problem.pk]), {"field": "债务"})

    problem.refresh_from_db()
    assert problem.field == "债务"
    client.force_login(at.owner)
    assert client.get(reverse("rectification:edit-fields", args=[at.cycle.pk])).status_code == 403
