"""The scopes and roles of accounts, where there are places to hold them."""

from datetime import date

import pytest
from django.urls import reverse

from shuzhi.accounts.models import Grant, User
from shuzhi.accounts.queries import in_scope, scope_paths, without_own
from shuzhi.accounts.tests.factories import user_with
from shuzhi.organisations.models import Organisation, Tenure
from shuzhi.organisations.tests.factories import district, person, tenure

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return district()


@pytest.fixture
def administrator(places, client):
    user = user_with("administrator", places["licang"].path, name="孙管理")
    client.force_login(user)
    return user


def test_the_scope_of_a_list_is_one_subquery(django_assert_num_queries):
    places = district()
    office = user_with("office", places["licang"].path)
    Grant.objects.create(
        user=office,
        role="office",
        organisation_path=places["shinan"].path,
        until=date(2020, 1, 1),
        since=date(2019, 1, 1),
    )
    Grant.objects.create(user=office, role="teller", organisation_path=places["city"].path)

    with django_assert_num_queries(1):
        codes = [
            row.code
            for row in Organisation.objects.filter(in_scope(office, "organisation.manage", path="path"))
        ]

    assert codes == ["370213", "370213007", "370213007001", "370213-JG", "370213-JG-01"]
    assert [grant.organisation_path for grant in scope_paths(office, "organisation.manage")] == [
        places["licang"].path
    ]


def test_lists_leave_out_the_own_file():
    places = district()
    user = user_with("office", places["licang"].path)
    own, other = person("周组织"), person("王秀兰")
    own.user = user
    own.save()
    for holder, place in ((own, places["organ"]), (other, places["street"])):
        tenure(holder, place)

    rows = without_own(Tenure.objects.all(), user, person="person__user")

    assert [row.person.name for row in rows] == ["王秀兰"]


def test_an_account_is_created_gets_a_password_and_a_role_on_pages(client, administrator, places):
    home = places["licang"].path
    client.post(
        reverse("accounts:create-user"), {"username": "zhang", "display_name": "张三", "home_path": home}
    )
    user = User.objects.get(username="zhang")
    given = client.post(reverse("accounts:give-password", args=[user.pk]))
    client.post(
        f"{reverse('organisations:grant-role')}?user={user.pk}",
        {"role": "office", "organisation": places["street"].pk, "since": "2026-01-01"},
    )
    password = given.context["password"]

    client.logout()
    signed_in = client.post(reverse("account_login"), {"login": "zhang", "password": password})

    assert (signed_in.status_code, password in given.text) == (302, True)
    assert user.has_perm("cycle.run", places["street"].path)
    assert str(user.grants.get()) == "张三 · 组织部门 · 李村街道"
    assert given.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_a_place_outside_the_own_is_not_even_offered(client, administrator, places):
    user = user_with("staff", places["street"].path, name="张三")
    User.objects.filter(pk=user.pk).update(home_path=places["licang"].path)
    address = f"{reverse('organisations:grant-role')}?user={user.pk}"

    response = client.post(
        address, {"role": "office", "organisation": places["shinan"].pk, "since": "2026-01-01"}
    )

    assert (response.status_code, user.grants.count()) == (200, 1)


@pytest.mark.parametrize("key", ["", "x", "²", "9" * 25])
def test_an_account_that_cannot_be_is_not_found(client, administrator, key):
    assert client.get(reverse("organisations:grant-role"), {"user": key}).status_code == 404
