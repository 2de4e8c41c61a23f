"""The pages: what each role sees and may press, in both languages."""

import pytest
from django.urls import reverse

from shuzhi.accounts.tests.factories import user_with
from shuzhi.indicators.models import Fact, Indicator, Target
from shuzhi.indicators.tests.factories import fact, indicator

pytestmark = pytest.mark.django_db


@pytest.fixture
def figure(places):
    return fact(indicator(hard=True), places["street"])


def pages(figure, places):
    street = places["street"].pk
    return [
        reverse("indicators:list-indicators"),
        reverse("indicators:show-indicator", args=["DJ-01"]),
        reverse("indicators:show-sheet", args=[street]),
        reverse("indicators:show-tree", args=[places["licang"].pk, "DJ-01"]) + "?missing=1",
        reverse("indicators:show-fact", args=[figure.pk]),
        reverse("indicators:enter-fact", args=[street, "DJ-01"]),
        reverse("indicators:set-target", args=[street, "DJ-01"]),
        reverse("indicators:withdraw-fact", args=[figure.pk]),
        reverse("indicators:define-indicator"),
        reverse("indicators:upload"),
        reverse("indicators:find-place") + "?q=李村",
        reverse("indicators:export"),
        reverse("indicators:show-sheet", args=[street]) + "?export=xlsx",
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_office_opens_every_page(client, places, office, figure, language):
    client.force_login(office)
    client.cookies["django_language"] = language

    assert {page: client.get(page).status_code for page in pages(figure, places)} == dict.fromkeys(
        pages(figure, places), 200
    )


def test_a_stranger_opens_none(client, places, figure):
    client.force_login(user_with())

    assert {client.get(page).status_code for page in pages(figure, places)} <= {403, 404}


def test_the_neighbour_finds_nothing_of_another_district(client, places, figure):
    client.force_login(user_with("office", places["shinan"].path))

    found = [client.get(page).status_code for page in pages(figure, places)[2:8]]

    assert found == [404] * 6


def test_staff_enter_a_figure_and_correct_it_with_a_reason(client, places, staff):
    indicator()
    client.force_login(staff)
    address = reverse("indicators:enter-fact", args=[places["street"].pk, "DJ-01"])
    given = {"period": "2026", "value": "１，２３４", "source": "台账", "as_of": "2026-11-01", "reason": ""}

    first = client.post(address, given, follow=True)
    again = client.post(address, {**given, "value": "1250"})
    client.post(address, {**given, "value": "1250", "reason": "漏报十六人"})

    assert (first.status_code, "1,234 人（台账，2026年11月1日）" in first.text) == (200, True)
    assert (again.status_code, "1,234" in str(again.context["form"].errors)) == (200, True)
    assert [(row.scaled, row.current) for row in Fact.objects.order_by("number")] == [
        (1234, False),
        (1250, True),
    ]


def test_a_figure_is_prefilled_for_its_correction(client, places, staff, figure):
    client.force_login(staff)

    page = client.get(reverse("indicators:enter-fact", args=[places["street"].pk, "DJ-01"]) + "?period=2026")

    assert page.context["form"].initial["value"] == "1,234"


def test_bad_values_keep_the_form(client, places, staff):
    indicator()
    client.force_login(staff)
    address = reverse("indicators:enter-fact", args=[places["street"].pk, "DJ-01"])

    page = client.post(address, {"period": "2026", "value": "很多", "source": "x", "as_of": "2999-01-01"})

    assert (set(page.context["form"].errors), Fact.objects.count()) == ({"value", "as_of"}, 0)


def test_the_office_defines_changes_and_sets_targets(client, places, office):
    client.force_login(office)
    definition = {
        "code": "X.1", "owner": str(places["licang"].pk), "name": "新指标", "unit": "个", "period": "year",
        "decimals": 0, "direction": "up", "roll_up": "sum", "over_time": "last", "times": 1, "order": 0,
    }  # fmt: skip
    client.post(reverse("indicators:define-indicator"), definition)
    client.post(reverse("indicators:change-indicator", args=["X.1"]), {**definition, "name": "更名"})
    client.post(
        reverse("indicators:set-target", args=[places["street"].pk, "X.1"]), {"period": "2026", "value": "7"}
    )

    assert (Indicator.objects.get(code="X.1").name, Target.objects.get().scaled) == ("更名", 7)


def test_the_reader_sees_why_a_button_is_grey(client, places, figure):
    client.force_login(user_with("observer", places["licang"].path))

    page = client.get(reverse("indicators:show-fact", args=[figure.pk]))

    assert (page.status_code, "disabled" in page.text, 'class="why"' in page.text) == (200, True, True)


def test_a_withdrawal_asks_why(client, places, staff, figure):
    client.force_login(staff)
    address = reverse("indicators:withdraw-fact", args=[figure.pk])

    client.post(address, {"reason": "错"})
    assert Fact.objects.count() == 1
    client.post(address, {"reason": "填错单位了"})

    assert Fact.objects.get(current=True).scaled is None


@pytest.mark.parametrize("period", ["", "2026-99", "abc", "9999", "2026Q9"])
def test_impossible_periods_are_no_fault_of_the_server(client, places, office, figure, period):
    client.force_login(office)
    for name in ("show-tree", "enter-fact"):
        page = client.get(
            reverse(f"indicators:{name}", args=[places["street"].pk, "DJ-01"]), {"period": period}
        )
        assert page.status_code == 200
