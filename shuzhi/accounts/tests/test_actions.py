import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from shuzhi.accounts import actions, queries
from shuzhi.accounts.models import Grant, User
from shuzhi.accounts.tests.factories import user_with
from shuzhi.audit.models import Entry
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db

LICANG, SHINAN, STREET = "00010001", "00010002", "000100010001"


@pytest.fixture
def administrator():
    return user_with("administrator", LICANG, name="孙管理")


def grant(user, role, path, actor):
    return actions.grant_role(user, role, path, actor=actor)


def verbs():
    return list(Entry.objects.order_by("number").values_list("verb", flat=True))


def test_an_account_begins_without_role_and_without_password(administrator):
    user = actions.create_user("zhang", "张三", actor=administrator, home_path=LICANG)

    assert (user.grants.count(), user.has_usable_password(), verbs()) == (0, False, ["user.created"])


def test_a_weak_password_is_refused_and_no_account_is_left(administrator):
    with pytest.raises(ValidationError):
        actions.create_user("zhang", "张三", actor=administrator, home_path=LICANG, password="12345678")

    assert not User.objects.filter(username="zhang").exists()


def test_an_administrator_grants_and_ends_roles_in_the_own_place(administrator):
    user = user_with(name="张三")

    made = grant(user, "office", STREET, administrator)
    had = user.has_perm("cycle.run", STREET)
    actions.revoke_role(made, actor=administrator, reason="调离")

    assert (had, user.has_perm("cycle.run", STREET), made.granted_by) == (True, False, administrator)
    assert [(entry.verb, entry.detail) for entry in Entry.objects.order_by("number")] == [
        ("role.granted", {"role": "office", "user": user.username}),
        ("role.revoked", {"reason": "调离"}),
    ]


@pytest.mark.parametrize("path", ["", "0001", SHINAN])
def test_no_administrator_grants_outside_the_own_place(administrator, path):
    with pytest.raises(Refused):
        grant(user_with(), "office", path, administrator)

    assert (Grant.objects.filter(role="office").count(), verbs()) == (0, [])


def test_nobody_grants_a_role_to_oneself(administrator):
    with pytest.raises(Refused, match="本人"):
        grant(administrator, "secretary", LICANG, administrator)


@pytest.mark.parametrize(
    ("first", "second"), [("auditor", "administrator"), ("office", "auditor"), ("auditor", "office")]
)
def test_whoever_checks_others_does_not_do_their_work(administrator, first, second):
    user = user_with(first, LICANG)

    with pytest.raises(Refused, match="兼任"):
        grant(user, second, LICANG, administrator)


def test_an_ended_role_no_longer_stands_in_the_way(administrator):
    user = user_with("auditor", LICANG)
    actions.revoke_role(user.grants.get(), actor=administrator)

    grant(user, "office", LICANG, administrator)

    assert user.has_perm("cycle.run", LICANG)


def test_a_role_given_ahead_can_be_taken_back_before_it_begins(administrator):
    user = user_with(name="张三")
    made = actions.grant_role(
        user, "office", LICANG, actor=administrator, since=timezone.localdate() + timedelta(days=30)
    )

    actions.revoke_role(made, actor=administrator)

    assert (made.since, made.until) == (made.since, made.since)


def test_only_administrators_manage_users():
    office, user = user_with("office", LICANG), user_with(name="张三")

    for attempt in (
        lambda: actions.create_user("x", "x", actor=office, home_path=LICANG),
        lambda: grant(user, "office", LICANG, office),
        lambda: actions.revoke_role(office.grants.get(), actor=office),
        lambda: actions.give_password(user, actor=office),
        lambda: actions.rename_user(user, "李四", actor=office),
        lambda: actions.switch_off_user(user, actor=office),
        lambda: actions.switch_on_user(user, actor=office),
    ):
        with pytest.raises(Refused):
            attempt()
    assert verbs() == []


def test_a_fresh_password_works_once_it_is_given(administrator):
    user = actions.create_user("zhang", "张三", actor=administrator, home_path=LICANG)

    password = actions.give_password(user, actor=administrator)

    assert User.objects.get(pk=user.pk).check_password(password)
    assert password not in str(list(Entry.objects.values()))


def test_nobody_takes_over_an_account_with_roles_elsewhere(administrator):
    # A new password would hand over every role of the account, also those the administrator could not grant.
    user = user_with("secretary", SHINAN)
    user.home_path = LICANG
    user.save()

    with pytest.raises(Refused, match="超出您的管理范围"):
        actions.give_password(user, actor=administrator)


def test_who_is_switched_off_gets_no_role_until_switched_on(administrator):
    user = actions.create_user("zhang", "张三", actor=administrator, home_path=LICANG)
    actions.switch_off_user(user, actor=administrator)

    with pytest.raises(Refused, match="停用"):
        grant(user, "office", LICANG, administrator)
    actions.switch_on_user(user, actor=administrator)

    assert grant(user, "office", LICANG, administrator).is_live


def test_roles_and_accounts_move_along_with_their_place():
    user = user_with("office", STREET)
    user.home_path = STREET
    user.save()

    moved = actions.follow_move(LICANG, "00020001", actor=None)

    user.refresh_from_db()
    assert (moved, user.home_path, user.grants.get().organisation_path) == (1, "000200010001", "000200010001")


def test_an_administrator_sees_the_accounts_of_the_own_place_only(administrator):
    here, there = user_with("office", STREET), user_with("office", SHINAN)
    both = user_with("teller", LICANG)
    Grant.objects.create(user=both, role="office", organisation_path=SHINAN)

    seen = {user: [grant.role for grant in user.roles_here] for user in queries.users_within(administrator)}

    assert seen == {administrator: ["administrator"], here: ["office"], both: ["teller"]}
    assert there not in seen
    assert list(queries.users_within(administrator, role="office")) == [here]
    assert list(queries.users_within(administrator, q=both.username)) == [both]


def test_the_first_administrator_comes_from_the_server_itself():
    out = io.StringIO()

    call_command("create_administrator", "root1", "--name", "孙管理", stdout=out)

    user = User.objects.get(username="root1")
    password = out.getvalue().strip().rpartition("：")[2]
    assert (user.has_perm("user.manage", ""), user.check_password(password)) == (True, True)
    with pytest.raises(CommandError):
        call_command("create_administrator", "ROOT1", stdout=out)
