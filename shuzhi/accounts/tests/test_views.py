import pytest
from django.conf import settings
from django.urls import reverse

from shuzhi.accounts.models import Grant, User
from shuzhi.accounts.tests.factories import user_with

pytestmark = pytest.mark.django_db
LICANG, SHINAN, STREET = "00010001", "00010002", "000100010001"


@pytest.fixture
def administrator(client):
    user = user_with("administrator", LICANG, name="孙管理")
    Grant.objects.filter(user=user).update(organisation_name="李沧区")
    client.force_login(user)
    return user


def test_every_page_is_closed_to_who_is_not_signed_in(client):
    for name, arguments in (
        ("list-users", []),
        ("show-user", [1]),
        ("create-user", []),
        ("revoke-role", [1]),
    ):
        response = client.get(reverse(f"accounts:{name}", args=arguments))

        assert (response.status_code, response.url.startswith(reverse("account_login"))) == (302, True)


def test_the_list_is_closed_to_other_roles(client):
    client.force_login(user_with("office", LICANG))

    assert client.get(reverse("accounts:list-users")).status_code == 403


def test_the_list_and_the_account_show_only_the_own_place(client, administrator):
    here = user_with("office", STREET, name="张三")
    there = user_with("office", SHINAN, name="李四")

    page = client.get(reverse("accounts:list-users"))

    assert ("张三" in page.text, "李四" in page.text) == (True, False)
    assert client.get(reverse("accounts:show-user", args=[here.pk])).status_code == 200
    assert client.get(reverse("accounts:show-user", args=[there.pk])).status_code == 404


def test_a_taken_sign_in_name_is_said_beside_its_field(client, administrator):
    user_with(name="张三")
    taken = User.objects.exclude(pk=administrator.pk).get().username

    response = client.post(
        reverse("accounts:create-user"),
        {"username": taken.upper(), "display_name": "x", "home_path": LICANG},
    )

    assert "这个登录名已被使用。" in response.text


def test_a_role_is_ended_with_a_reason(client, administrator):
    user = user_with("office", STREET)
    address = reverse("accounts:revoke-role", args=[user.grants.get().pk])

    without = client.post(address, {"reason": ""})
    still = user.has_perm("cycle.run")
    client.post(address, {"reason": "调离"})

    assert (without.status_code, still, user.has_perm("cycle.run")) == (200, True, False)


def test_who_is_switched_off_cannot_sign_in(client, administrator):
    user = user_with("office", STREET)
    User.objects.filter(pk=user.pk).update(home_path=LICANG)

    client.post(reverse("accounts:switch-user", args=[user.pk]))
    client.logout()
    response = client.post(
        reverse("account_login"), {"login": user.username, "password": "a-long-password-1"}
    )

    assert "_auth_user_id" not in client.session
    assert response.status_code in {200, 302}


def test_too_many_wrong_passwords_lock_the_account_for_a_while(client):
    user = user_with(name="张三")
    address = reverse("account_login")

    answers = [
        client.post(address, {"login": user.username, "password": "wrong"}).status_code
        for _ in range(settings.AXES_FAILURE_LIMIT)
    ]
    right = client.post(address, {"login": user.username, "password": "a-long-password-1"})

    assert answers[:-1] == [200] * (settings.AXES_FAILURE_LIMIT - 1)
    assert (answers[-1], right.status_code, "_auth_user_id" in client.session) == (429, 429, False)
    assert "密码多次输入错误" in right.text


def test_the_right_password_signs_in(client):
    user = user_with("office")

    client.post(reverse("account_login"), {"login": user.username, "password": "a-long-password-1"})

    assert client.session["_auth_user_id"] == str(user.pk)
