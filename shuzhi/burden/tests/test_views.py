from datetime import timedelta

import pytest
from django.utils import timezone

from shuzhi.burden import actions
from shuzhi.burden.models import FillingTime, Request, Waiver
from shuzhi.burden.states import Measure
from shuzhi.cycles import actions as cycles


def form(**values):
    usual = {
        "level": "township",
        "kind": "form",
        "name": "矛盾纠纷排查表",
        "owner": "区委政法委",
        "basis": "李政法〔2026〕3号",
        "minutes": "30",
        "characters": "0",
        "times": "12",
    }
    return usual | values


def waived(**values):
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    return {"approved_by": "区委办公室", "reason": "上级统一部署的专项排查", "until": until} | values


def test_the_page_of_a_cycle_shows_what_it_costs(as_user, place, cycle):
    client = as_user(place.office)

    page = client.get(f"/cycles/{cycle.pk}/")
    panel = client.get(f"/burden/{cycle.pk}/panel/")

    assert f'hx-get="/burden/{cycle.pk}/panel/"' in page.text
    assert "3 个单位" in panel.text
    assert "<strong>210</strong>" in panel.text
    assert "无上年数据" in panel.text


@pytest.mark.parametrize(
    ("who", "register", "panel", "add"),
    [
        ("office", 200, 200, 200),
        ("secretary", 200, 200, 403),
        ("reporter", 200, 200, 403),
        ("stranger", 404, 204, 404),
        ("neighbour", 404, 204, 404),
    ],
)
def test_who_sees_what(as_user, place, cycle, who, register, panel, add):
    from shuzhi.cycles.tests import factories

    person = place.secretaries[0] if who == "reporter" else getattr(place, who)
    if who == "reporter":
        factories.grant(person, "reporter", place.streets[0])
    client = as_user(person)

    answers = [client.get(f"/burden/{cycle.pk}/{tail}").status_code for tail in ("", "panel/", "add/")]

    assert answers == [register, panel, add]


def test_the_register_marks_what_is_held_and_exports_what_is_filtered(as_user, place, cycle):
    client = as_user(place.office)

    page = client.get(f"/burden/{cycle.pk}/?kind=field")
    sheet = client.get(f"/burden/{cycle.pk}/?kind=field&export=xlsx")

    assert page.text.count("已有，自动带入") == 7
    assert "述职报告</td>" not in page.text
    assert sheet.headers["Content-Type"].startswith("application/vnd.openxmlformats")


def test_adding_shows_what_it_adds_before_it_can_be_registered(as_user, place, cycle):
    client = as_user(place.office)
    address = f"/burden/{cycle.pk}/add/"

    bare = client.get(address)
    seen = client.post(address, form(preview="1"))
    refused = client.post(address, form(register="1"))
    allowed = client.post(address, form(register="1", **waived()))

    assert "请先看会增加多少" in bare.text
    assert "每个单位每年增加 360 分钟，同级全部单位合计增加 18 小时" in seen.text
    assert "请写明替代哪一项，或登记书面同意" in seen.text
    assert (refused.status_code, Waiver.objects.count()) == (200, 1)
    assert (allowed.status_code, Request.objects.get().times) == (302, 12)


def test_a_field_that_is_held_says_so_at_once(as_user, place, cycle):
    client = as_user(place.office)

    page = client.post(f"/burden/{cycle.pk}/add/", form(kind="field", name="姓名", preview="1"))

    assert "系统已有（人员任职），不必再要。" in page.text


def test_a_wrong_form_is_shown_with_its_faults(as_user, place, cycle):
    client = as_user(place.office)

    page = client.post(f"/burden/{cycle.pk}/add/", form(minutes="-1", name="", register="1"))

    assert page.status_code == 200
    assert "error-summary" in page.text
    assert not Request.objects.exists()


def test_a_waiver_is_written_shown_in_the_overview_and_ended(as_user, place, villages):
    client = as_user(place.office)
    address = f"/burden/{villages.pk}/waive/"

    half = client.post(address, waived(level="village", measure="characters", most="4400", reason="急"))
    client.post(address, waived(level="village", measure="characters", most="4400"))
    shown = client.get(f"/burden/waivers/?cycle={villages.pk}")
    all_of_them = client.get("/burden/waivers/")
    waiver = Waiver.objects.get()
    client.post(f"/burden/waivers/{waiver.pk}/end/")

    assert "原因不少于 10 个字" in half.text
    assert ("上级统一部署的专项排查" in shown.text, "4400" in shown.text) == (True, True)
    assert villages.title in all_of_them.text
    assert "没有超过减负上限的书面同意" in client.get(f"/burden/waivers/?cycle={villages.pk}").text


def test_a_waiver_is_nothing_for_strangers(as_user, place, cycle, leave):
    waiver = actions.waive(cycle, "village", Measure.FORMS, leave, actor=place.office)
    client = as_user(place.stranger)

    assert leave.reason not in client.get("/burden/waivers/").text
    assert client.post(f"/burden/waivers/{waiver.pk}/end/").status_code == 404


def test_a_request_is_dropped_with_its_reason(as_user, place, cycle, wanted, leave):
    made = actions.register(wanted(), leave=leave, actor=place.office)
    client = as_user(place.office)

    client.post(f"/burden/requests/{made.pk}/drop/", {"reason": "并入月报"})
    page = client.get(f"/burden/{cycle.pk}/")

    assert "并入月报" in page.text
    assert as_user(place.stranger).get(f"/burden/requests/{made.pk}/drop/").status_code == 404


def test_last_years_requests_are_taken_over_by_a_press(as_user, place, cycle, wanted, leave):
    actions.register(wanted(), leave=leave, actor=place.office)
    coming = cycles.create_cycle(place.organiser, 2027, "2027年度述职评议考核", actor=place.office)
    client = as_user(place.office)

    before = client.get(f"/burden/{coming.pk}/")
    client.post(f"/burden/{coming.pk}/take-over/")

    assert "上年登记的要求有 1 项今年还没有提出" in before.text
    assert Request.objects.filter(cycle=coming).count() == 1


def test_minutes_are_counted_once_a_sitting_and_without_a_name(as_user, place, cycle):
    cycles.open_cycle(cycle, actor=place.office)
    client = as_user(place.secretaries[0])
    sent = {"level": "township", "form": "report", "minutes": "37"}

    first = client.post(f"/burden/{cycle.pk}/minutes/", sent)
    client.post(f"/burden/{cycle.pk}/minutes/", sent)
    client.post(f"/burden/{cycle.pk}/minutes/", {"level": "moon", "form": "report", "minutes": "x"})

    assert (first.status_code, first.content) == (204, b"")
    assert list(FillingTime.objects.values_list("level", "form", "step", "count")) == [
        ("township", "report", 7, 1)
    ]


def test_the_pages_ask_few_questions(as_user, place, cycle, django_assert_max_num_queries):
    client = as_user(place.office)
    client.get("/burden/")

    for path, most in ((f"/burden/{cycle.pk}/panel/", 45), (f"/burden/{cycle.pk}/", 60), ("/burden/", 50)):
        with django_assert_max_num_queries(most):
            client.get(path)
