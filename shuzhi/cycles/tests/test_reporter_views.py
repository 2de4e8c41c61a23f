from io import BytesIO
from urllib.parse import quote

from django.urls import reverse
from openpyxl import load_workbook

from shuzhi.cycles import actions, queries
from shuzhi.cycles.models import Reporter
from shuzhi.cycles.tests import factories


def address(name, *keys):
    return reverse(f"cycles:{name}", args=keys)


def test_reporters_are_added_in_bulk_from_those_who_hold_posts(as_user, place, cycle):
    unit = factories.organisation(place.organiser, "370213U1", "区住建局", "unit", "organ")
    newcomer = factories.tenure(None, "冯清和", unit, post="党组书记")
    outsider = factories.tenure(None, "外人", place.elsewhere)
    client = as_user(place.office)

    page = client.get(address("add-reporters", cycle.pk))
    given = {
        "tenure": [newcomer.pk, outsider.pk],
        "category": "机关",
        "form": "onsite",
        "attribute-片区": "中片",
    }
    client.post(address("add-reporters", cycle.pk), given)

    assert [tenure.pk for tenure in page.context["page"]] == [newcomer.pk]
    added = Reporter.objects.get(tenure=newcomer)
    assert (added.category, added.attributes, added.order) == ("机关", {"片区": "中片"}, 4)
    assert Reporter.objects.filter(tenure=outsider).exists() is False


def test_candidates_are_found_by_name_kind_and_level(as_user, place, cycle):
    unit = factories.organisation(place.organiser, "370213U1", "区住建局", "unit", "organ")
    village = factories.organisation(place.streets[0], "370213001001", "东山社区", "village", "village")
    factories.tenure(None, "冯清和", unit)
    factories.tenure(None, "蒋新", village)
    client = as_user(place.office)

    found = [
        [
            tenure.person.name
            for tenure in client.get(address("add-reporters", cycle.pk), given).context["page"]
        ]
        for given in (
            {},
            {"levels": ""},
            {"levels": "", "category": "village"},
            {"levels": "", "text": "住建"},
        )
    ]

    assert found == [["冯清和"], ["蒋新", "冯清和"], ["蒋新"], ["冯清和"]]


def test_ticked_reporters_are_changed_together(as_user, place, cycle):
    client = as_user(place.office)
    first, second, third = [reporter.pk for reporter in place.reporters]

    client.post(address("change-reporters", cycle.pk), {"do": "written", "reporter": [first, second]})
    client.post(address("change-reporters", cycle.pk), {"do": "category:机关", "reporter": [second]})
    client.post(address("change-reporters", cycle.pk), {"do": "remove", "reporter": [third]})
    client.post(address("change-reporters", cycle.pk), {"do": "category:没有", "reporter": [first]})

    assert list(cycle.reporters.values_list("form", "category")) == [("written", "街道"), ("written", "机关")]


def test_one_reporter_is_changed_moved_taken_out_and_put_back(as_user, place, cycle):
    client = as_user(place.office)
    reporter = place.reporters[1]

    client.post(address("move-reporter-up", cycle.pk, reporter.pk))
    client.post(
        address("edit-reporter", cycle.pk, reporter.pk),
        {"category": "机关", "form": "written", "attribute-片区": "西片"},
    )
    client.post(
        address("exclude-reporter", cycle.pk, reporter.pk), {"name": "新任职", "reason": "任职四个月"}
    )
    out = client.get(address("edit-reporter", cycle.pk, reporter.pk))
    excluded = Reporter.objects.get(pk=reporter.pk).excluded_as
    client.post(address("lift-exclusion", cycle.pk, reporter.pk))

    reporter = Reporter.objects.get(pk=reporter.pk)
    assert (reporter.order, reporter.category, reporter.form, reporter.attributes) == (
        1,
        "机关",
        "written",
        {"片区": "西片"},
    )
    assert (excluded, "任职四个月" in out.text, reporter.excluded_as) == ("新任职", True, "")
    client.post(address("exclude-reporter", cycle.pk, reporter.pk), {"name": "不存在的", "reason": "x"})
    assert Reporter.objects.get(pk=reporter.pk).excluded_as == ""


def test_the_list_of_reporters_is_filtered_and_exported(as_user, place, cycle):
    client = as_user(place.office)

    listed = client.get(address("list-reporters", cycle.pk), {"form": "written"})
    excluded = client.get(address("list-reporters", cycle.pk), {"state": "excluded"})
    sheet = client.get(
        address("list-reporters", cycle.pk), {"text": "陈", "category": "街道", "export": "xlsx"}
    )

    assert [one.person_name for one in listed.context["page"]] == ["李三江"]
    assert [one.person_name for one in excluded.context["page"]] == []
    assert quote(".xlsx") in sheet["Content-Disposition"]


def test_ticks_that_name_nobody_add_nobody(as_user, place, cycle):
    before = cycle.reporters.count()
    given = {"tenure": ["x", "²", "9" * 25], "category": "", "form": "onsite", "attribute-片区": ""}

    response = as_user(place.office).post(address("add-reporters", cycle.pk), given)

    assert (response.status_code, cycle.reporters.count()) == (302, before)


def test_why_somebody_is_not_assessed_is_not_for_colleagues(client, place, open_cycle):
    first = queries.reporters_of(open_cycle).first()
    actions.exclude_reporter(first, "新任职", "正在接受组织审查", actor=place.office)
    listed = reverse("cycles:list-reporters", args=[open_cycle.pk])
    shown = reverse("cycles:edit-reporter", args=[open_cycle.pk, first.pk])

    def told(person):
        client.force_login(person)
        book = load_workbook(BytesIO(client.get(f"{listed}?export=xlsx").content)).active
        cells = " ".join(str(cell) for row in book.values for cell in row)
        return [
            "新任职" in client.get(listed).text,
            "正在接受组织审查" in client.get(shown).text,
            "新任职" in cells,
        ]

    assert told(place.office) == [True, True, True]
    own, colleague = place.secretaries[0], place.secretaries[1]
    assert told(colleague) == [False, False, False]
    assert told(own)[:2] == [True, True]
