import pytest
from django.test import RequestFactory
from django.urls import path

from shuzhi.accounts.tests.factories import user_with
from shuzhi.project.frame import frame
from shuzhi.web.tests.addresses import inside

urlpatterns = [path("", inside), path("reports/", inside), path("reports/3/", inside)]


def test_the_rail_shows_the_steps_that_have_pages(settings):
    settings.ROOT_URLCONF = __name__

    rail = frame(RequestFactory().get("/reports/3/"))["rail"]

    assert [(stop["address"], stop["current"]) for stop in rail] == [("/", False), ("/reports/", True)]


def test_the_ballot_stands_in_the_rail_under_its_meeting():
    rail = frame(RequestFactory().get("/ballots/1/desk/"))["rail"]

    assert [stop["address"] for stop in rail if stop["current"]] == ["/meetings/"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "addresses"),
    [
        ("office", ["/fieldwork/", "/indicators/", "/duties/", "/organisations/"]),
        ("administrator", ["/organisations/", "/accounts/"]),
        ("auditor", ["/organisations/", "/audit/", "/ballots/"]),
        ("teller", []),
    ],
)
def test_the_rail_never_leads_to_a_refusal(client, role, addresses):
    client.force_login(user_with(role))

    shown = client.get("/cycles/").context["rail_settled"]

    assert [stop["address"] for stop in shown] == addresses
    assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)
