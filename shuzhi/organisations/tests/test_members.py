"""Joint units: members keep their places in the tree and are counted."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from shuzhi.accounts.tests.factories import user_with
from shuzhi.organisations import actions, queries
from shuzhi.organisations.models import Membership, Organisation
from shuzhi.organisations.tests.factories import district, organisation
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)


@pytest.fixture
def places():
    found = district()
    return found | {"joint": organisation("联建党委", found["licang"], code="370213-LJ")}


@pytest.fixture
def office(places):
    return user_with("office", places["licang"].path, name="周组织")


def test_members_belong_from_a_day_until_a_day(places, office):
    joint, street = places["joint"], places["street"]
    made = actions.join(joint, street, DAY, actor=office)
    actions.join(joint, places["organ"], DAY, actor=office)

    with pytest.raises(Refused):
        actions.join(joint, street, DAY, actor=office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(joint=joint, member=street, since=date(2026, 2, 1))
    with pytest.raises(Refused):
        actions.leave(made, DAY, actor=office)
    actions.leave(made, date(2026, 6, 1), actor=office)

    assert list(queries.members_of(joint)) == [places["organ"]]
    assert set(queries.members_of(joint, date(2026, 5, 1))) == {street, places["organ"]}
    assert list(queries.joint_units_of(places["organ"])) == [joint]
    assert list(queries.joint_units_of(street)) == []


def test_both_units_are_managed_and_none_joins_its_own_line(places, office):
    with pytest.raises(Refused):
        actions.join(places["joint"], places["shinan"], DAY, actor=office)
    with pytest.raises(Refused):
        actions.join(places["joint"], places["licang"], DAY, actor=None)
    with pytest.raises(Refused):
        actions.join(places["joint"], places["joint"], DAY, actor=None)
    assert Membership.objects.count() == 0


def test_what_is_counted_is_what_stands_below_and_the_members(places):
    joint = places["joint"]
    actions.join(joint, places["street"], DAY, actor=None)

    reached = set(Organisation.objects.filter(queries.reach_of(joint)))

    assert reached == {joint, places["street"], places["community"]}
    assert queries.parts_of(joint) == [places["street"]]


def test_members_on_the_page(client, places, office):
    joint, street = places["joint"], places["street"]
    client.force_login(office)
    given = {"member": street.pk, "since": "2026-01-01"}
    client.post(reverse("organisations:join", args=[joint.pk]), given)
    page = client.get(reverse("organisations:show-organisation", args=[joint.pk]))
    other = client.get(reverse("organisations:show-organisation", args=[street.pk]))
    made = Membership.objects.get()

    assert "李村街道" in page.text
    assert "联建党委" in other.text
    client.post(reverse("organisations:leave", args=[joint.pk, made.pk]), {"until": "2026-07-01"})
    made.refresh_from_db()
    assert made.until == date(2026, 7, 1)

    client.force_login(user_with("office", places["shinan"].path))
    assert client.get(reverse("organisations:join", args=[joint.pk])).status_code == 404
