"""Who may do what: domain.md section 4 as a table, and everything not in it denied."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shuzhi.accounts.models import Grant
from shuzhi.accounts.roles import CAPABILITIES, NEVER_ON_ONES_OWN, WHAT, Role, roles_with
from shuzhi.accounts.rules import refuse_unless
from shuzhi.accounts.tests.factories import user_with

pytestmark = pytest.mark.django_db

LICANG, SHINAN, STREET = "00010001", "00010002", "000100010001"


def allowed(user, capability, path=LICANG, **more):
    return refuse_unless(user, capability, path, **more) is None


def test_every_role_has_a_row_and_every_capability_has_its_words():
    assert set(CAPABILITIES) == set(Role)
    assert {name for names in CAPABILITIES.values() for name in names} == set(WHAT)
    assert set(WHAT) > NEVER_ON_ONES_OWN


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("capability", sorted(WHAT))
def test_a_role_may_what_its_row_says_and_nothing_else(role, capability):
    user = user_with(role, LICANG)

    assert allowed(user, capability) == (capability in CAPABILITIES[role])
    assert user.has_perm(capability) == (capability in CAPABILITIES[role])


@pytest.mark.parametrize(
    ("capability", "roles"),
    [
        ("result.decide", {Role.SECRETARY, Role.COMMITTEE}),
        ("result.settle", {Role.OFFICE}),
        ("audit.read", {Role.AUDITOR}),
        ("user.manage", {Role.ADMINISTRATOR}),
        ("ballot.declare", {Role.OFFICE, Role.TELLER}),
        ("result.view", {Role.OFFICE, Role.SECRETARY, Role.COMMITTEE}),
        ("finding.write", {Role.RESEARCHER}),
    ],
)
def test_the_grave_capabilities_belong_to_few(capability, roles):
    assert set(roles_with(capability)) == roles


def test_a_stranger_may_nothing():
    stranger = user_with()

    assert [name for name in WHAT if allowed(stranger, name) or stranger.has_perm(name)] == []


def test_a_superuser_flag_opens_no_door():
    user = user_with()
    user.is_superuser = user.is_staff = True
    user.save()

    assert (user.has_perm("result.decide"), user.has_perm("accounts.add_user"), allowed(user, "user.manage")) == (
        False, False, False,
    )  # fmt: skip


def test_a_role_reaches_down_and_neither_up_nor_sideways():
    office = user_with("office", LICANG)

    reach = {path: allowed(office, "cycle.run", path) for path in ("", "0001", LICANG, STREET, SHINAN)}

    assert reach == {"": False, "0001": False, LICANG: True, STREET: True, SHINAN: False}
    assert {path: office.has_perm("cycle.run", path) for path in reach} == reach


def test_a_role_for_one_cycle_counts_only_where_that_cycle_is_named():
    teller = user_with("teller", LICANG, cycle_id=7)

    assert allowed(teller, "ballot.issue", cycle_id=7) is True
    assert allowed(teller, "ballot.issue", cycle_id=8) is False
    assert allowed(teller, "ballot.issue") is False


def test_a_role_begins_and_ends():
    today = timezone.localdate()
    user = user_with("office", LICANG)
    grant = user.grants.get()

    def held(since, until):
        Grant.objects.filter(pk=grant.pk).update(since=since, until=until)
        return allowed(user, "cycle.run"), user.has_perm("cycle.run")

    day = timedelta(days=1)
    assert held(today, None) == (True, True)
    assert held(today + day, None) == (False, False)
    assert held(today - day, today) == (False, False)
    assert held(today - day, today + day) == (True, True)


def test_who_is_switched_off_may_nothing():
    user = user_with("office", LICANG)
    user.is_active = False

    assert (allowed(user, "cycle.run"), user.has_perm("cycle.run")) == (False, False)


@pytest.mark.parametrize("capability", sorted(NEVER_ON_ONES_OWN))
def test_nobody_handles_the_own_assessment_file_whatever_the_roles(capability):
    user, other = user_with(), user_with()
    for role in Role:
        Grant.objects.create(user=user, role=role, organisation_path="")

    assert allowed(user, capability, about_user_id=other.pk) is True
    refusal = refuse_unless(user, capability, LICANG, about_user_id=user.pk)
    assert (refusal.status, str(refusal)) == (403, "这是您本人的考核材料，须由他人办理。")


def test_the_own_feedback_and_the_own_problems_stay_open():
    reporter = user_with("reporter", LICANG)

    assert allowed(reporter, "feedback.read_own", about_user_id=reporter.pk) is True
    assert allowed(reporter, "problem.work", about_user_id=reporter.pk) is True


def test_a_refusal_says_what_is_missing_and_who_has_it():
    refusal = refuse_unless(user_with("office", LICANG), "result.decide", LICANG)

    assert (refusal.status, str(refusal)) == (
        403, "您不能在此评定等次。可以办理的角色：党委书记、党委委员；角色由管理员授予。",
    )  # fmt: skip


def test_an_unknown_capability_is_a_fault_of_the_program():
    user = user_with("office")

    with pytest.raises(KeyError):
        refuse_unless(user, "result.decyde", "")
    assert user.has_perm("result.decyde") is False
