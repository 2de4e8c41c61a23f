from datetime import date

import pytest
from django.db import IntegrityError, transaction

from shuzhi.accounts.tests.factories import user_with
from shuzhi.audit.models import Entry
from shuzhi.organisations import actions, queries
from shuzhi.organisations.models import Organisation, Person, Tenure
from shuzhi.organisations.tests.factories import district, person, tenure
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db
POST = "党工委书记"


@pytest.fixture
def places():
    return district()


@pytest.fixture
def office(places):
    return user_with("office", places["licang"].path, name="周组织")


def lines():
    return [(entry.verb, entry.subject_text) for entry in Entry.objects.order_by("number")]


def test_the_office_plants_below_its_own_place(places, office):
    made = actions.create_organisation(
        "370213008", "虎山路街道", kind="township", parent=places["licang"], actor=office
    )

    assert (Organisation.objects.get_parent(made), made.depth, made.source) == (places["licang"], 3, "manual")
    assert Organisation.objects.find_problems() == ([], [], [], [], [])
    assert lines() == [("organisation.created", "虎山路街道")]


@pytest.mark.parametrize("parent", ["city", "shinan", None])
def test_and_nowhere_else(places, office, parent):
    with pytest.raises(Refused):
        actions.create_organisation(
            "X", "别处", kind="unit", parent=places[parent] if parent else None, actor=office
        )

    assert lines() == []


@pytest.mark.parametrize("role", ["", "secretary", "committee", "teller", "reporter", "auditor", "observer"])
def test_other_roles_change_nothing(places, role):
    user = user_with(role, places["licang"].path)
    holder = person("王秀兰")
    held = tenure(holder, places["street"])
    facts = {"name": "x", "short_name": "", "kind": "unit", "category": "", "hidden": False}

    for attempt in (
        lambda: actions.create_organisation("X", "x", kind="unit", parent=places["licang"], actor=user),
        lambda: actions.change_organisation(places["street"], actor=user, **facts),
        lambda: actions.move_organisation(places["street"], places["licang"], actor=user),
        lambda: actions.remove_organisation(places["community"], actor=user),
        lambda: actions.create_person("x", actor=user),
        lambda: actions.change_person(holder, actor=user, name="x", user=None),
        lambda: actions.begin_tenure(holder, places["street"], "主任", date(2024, 1, 1), actor=user),
        lambda: actions.end_tenure(held, date(2024, 1, 1), actor=user),
        lambda: actions.correct_tenure(
            held, actor=user, post="x", since=held.since, until=None, acting=False
        ),
    ):
        with pytest.raises(Refused):
            attempt()
    assert lines() == []


def test_a_code_belongs_to_one_organisation(places, office):
    with pytest.raises(Refused, match="李村街道"):
        actions.create_organisation(
            "370213007", "另一个", kind="township", parent=places["licang"], actor=office
        )


def test_a_territorial_organisation_never_stands_below_a_vertical_one(places, office):
    with pytest.raises(Refused, match="条线"):
        actions.create_organisation("X", "街道", kind="township", parent=places["sector"], actor=office)
    with pytest.raises(Refused, match="条线"):
        actions.move_organisation(places["street"], places["sector"], actor=office)


def test_a_change_is_logged_field_by_field_and_no_change_is_not(places, office):
    same = {"name": "李村街道", "short_name": "", "kind": "township", "category": "", "hidden": False}

    actions.change_organisation(places["street"], actor=office, **same)
    actions.change_organisation(places["street"], actor=office, **{**same, "name": "李村新街道"})

    assert [entry.detail for entry in Entry.objects.all()] == [{"name": ["李村街道", "李村新街道"]}]


def test_a_move_takes_everything_below_along_and_the_roles(places):
    whole = user_with("administrator")
    clerk = user_with("office", places["community"].path)

    actions.move_organisation(places["street"], places["shinan"], actor=whole)

    moved = queries.subtree(Organisation.objects.get(code="370202"))
    assert [row.code for row in moved] == ["370202", "370213007", "370213007001"]
    assert [row.code for row in queries.within(clerk, "organisation.manage")] == ["370213007001"]
    assert Organisation.objects.find_problems() == ([], [], [], [], [])


def test_a_move_to_the_top_and_back(places):
    actions.move_organisation(places["street"], None, actor=None)
    top = Organisation.objects.get(code="370213007")
    depth = top.depth
    actions.move_organisation(top, places["licang"], actor=None)

    assert (depth, Organisation.objects.get(code="370213007001").depth) == (1, 4)
    assert Organisation.objects.find_problems() == ([], [], [], [], [])


def test_nothing_moves_below_itself(places, office):
    with pytest.raises(Refused):
        actions.move_organisation(places["licang"], places["street"], actor=None)
    with pytest.raises(Refused):
        actions.move_organisation(places["street"], places["shinan"], actor=office)


def test_only_what_nothing_hangs_on_is_removed(places, office):
    tenure(person("王秀兰"), places["community"])

    for place in ("street", "community"):
        with pytest.raises(Refused):
            actions.remove_organisation(places[place], actor=office)
    actions.remove_organisation(places["organ"], actor=office)

    assert not Organisation.objects.filter(code="370213-JG-01").exists()
    assert Organisation.objects.get(code="370213-JG").numchild == 0
    assert lines() == [("organisation.removed", "区教体局")]


def test_one_post_has_one_holder_a_day(places, office):
    first, second = person("王秀兰"), person("李强")
    held = actions.begin_tenure(first, places["street"], POST, date(2021, 3, 1), actor=office)

    with pytest.raises(Refused, match="王秀兰"):
        actions.begin_tenure(second, places["street"], POST, date(2024, 5, 6), actor=office)
    actions.end_tenure(held, date(2024, 5, 6), actor=office)
    actions.begin_tenure(second, places["street"], POST, date(2024, 5, 6), actor=office)

    assert [row.person.name for row in queries.holders(places["street"], POST, date(2024, 5, 5))] == [
        "王秀兰"
    ]
    assert [row.person.name for row in queries.holders(places["street"], POST, date(2024, 5, 6))] == ["李强"]


@pytest.mark.parametrize(
    ("since", "until", "fits"),
    [
        (date(2020, 1, 1), date(2021, 3, 1), True),
        (date(2020, 1, 1), date(2021, 3, 2), False),
        (date(2020, 1, 1), None, False),
        (date(2022, 1, 1), date(2022, 2, 1), False),
        (date(2024, 5, 5), None, False),
        (date(2024, 5, 6), None, True),
    ],
)
def test_days_that_touch_fit_and_days_that_overlap_do_not(places, office, since, until, fits):
    tenure(person("王秀兰"), places["street"], POST, date(2021, 3, 1), date(2024, 5, 6))

    def begin():
        actions.begin_tenure(person("李强"), places["street"], POST, since, until=until, actor=office)

    if fits:
        begin()
    else:
        with pytest.raises(Refused):
            begin()
    assert Tenure.objects.count() == 1 + fits


def test_an_acting_holder_stands_beside_the_real_one(places, office):
    tenure(person("王秀兰"), places["street"], POST)

    actions.begin_tenure(person("李强"), places["street"], POST, date(2024, 1, 1), acting=True, actor=office)

    assert [(row.person.name, row.acting) for row in queries.holders(places["street"], POST)] == [
        ("王秀兰", False), ("李强", True),
    ]  # fmt: skip


def test_a_correction_is_held_against_the_others_not_against_itself(places, office):
    first = tenure(person("王秀兰"), places["street"], POST, date(2021, 3, 1), date(2024, 5, 6))
    tenure(person("李强"), places["street"], POST, date(2024, 5, 6))

    actions.correct_tenure(
        first, actor=office, post=POST, since=date(2021, 4, 1), until=date(2024, 5, 1), acting=False
    )
    with pytest.raises(Refused, match="李强"):
        actions.correct_tenure(
            first, actor=office, post=POST, since=date(2021, 4, 1), until=None, acting=False
        )


def test_a_tenure_ends_after_it_began(places, office):
    held = tenure(person("王秀兰"), places["street"], POST, date(2021, 3, 1))

    with pytest.raises(Refused):
        actions.end_tenure(held, date(2021, 3, 1), actor=office)
    with pytest.raises(Refused):
        actions.end_tenure(
            tenure(person(), places["organ"], until=date(2022, 1, 1)), date(2021, 1, 1), actor=office
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": date(2021, 3, 1), "until": date(2021, 3, 1)},
        {"since": date(2021, 3, 1), "until": date(2020, 3, 1)},
        {"since": date(2021, 3, 1), "post": ""},
        {"since": date(2020, 1, 1)},
    ],
)
def test_the_database_keeps_what_must_never_be(places, wrong):
    tenure(person("王秀兰"), places["street"], POST)

    with pytest.raises(IntegrityError), transaction.atomic():
        tenure(person("李强"), places["street"], **{"post": POST, **wrong})


def test_an_account_belongs_to_one_person(places, office):
    user = user_with(name="王")
    actions.create_person("王秀兰", user=user, actor=office)

    with pytest.raises(Refused, match="王秀兰"):
        actions.create_person("李强", user=user, actor=office)


def test_nobody_links_or_loosens_the_own_account(places, office):
    # Whoever unlinks the own account would be a stranger to the own assessment file.
    own, other = person("周组织"), person("王秀兰")
    Person.objects.filter(pk=own.pk).update(user=office)
    own.refresh_from_db()

    with pytest.raises(Refused, match="本人"):
        actions.change_person(own, name="周组织", user=None, actor=office)
    Person.objects.filter(pk=own.pk).update(user=None)
    with pytest.raises(Refused, match="本人"):
        actions.change_person(other, name="王秀兰", user=office, actor=office)
    with pytest.raises(Refused, match="本人"):
        actions.create_person("新人", user=office, actor=office)


def test_a_person_is_changed_where_they_serve(places, office):
    here, there = person("王秀兰"), person("李强")
    tenure(here, places["street"])
    tenure(there, places["shinan"])

    actions.change_person(here, name="王秀岚", user=None, actor=office)
    with pytest.raises(Refused):
        actions.change_person(there, name="x", user=None, actor=office)

    assert Entry.objects.get().detail == {
        "before": {"name": "王秀兰", "account": ""}, "after": {"name": "王秀岚", "account": ""},
    }  # fmt: skip


def test_a_person_without_a_number_gets_one(office):
    first, second = (actions.create_person(name, actor=office) for name in ("甲", "乙"))

    assert first.code != second.code
    with pytest.raises(Refused, match="甲"):
        actions.create_person("丙", code=first.code, actor=office)
