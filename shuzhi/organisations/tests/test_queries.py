from datetime import date

import pytest
from django.db import connection

from shuzhi.accounts.models import Grant
from shuzhi.accounts.tests.factories import user_with
from shuzhi.organisations import queries
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.queries.paths import FreeSteps
from shuzhi.organisations.tests.factories import district, organisation, person, tenure

pytestmark = pytest.mark.django_db
SEE = "organisation.view"


@pytest.fixture
def places():
    return district()


def names(rows):
    return [row.name for row in rows]


def test_the_scope_is_the_subtree_of_the_grants(places):
    office = user_with("office", places["licang"].path)
    both = user_with("office", places["street"].path)
    Grant.objects.create(user=both, role="observer", organisation_path=places["shinan"].path)

    assert names(queries.within(office, SEE)) == [
        "李沧区",
        "李村街道",
        "东李社区",
        "区直机关工委",
        "区教体局",
    ]
    assert names(queries.within(both, SEE)) == ["李村街道", "东李社区", "市南区"]
    assert names(queries.within(both, "organisation.manage")) == ["李村街道", "东李社区"]
    assert names(queries.within(user_with(), SEE)) == []
    assert len(queries.within(user_with("office"), SEE)) == len(queries.within(None, SEE)) == 7


def test_search_finds_by_the_beginning_of_code_or_name_then_by_any_part(places):
    organisation("李家庄", places["shinan"], code="370202555")

    assert names(queries.search("李")) == ["李沧区", "李家庄", "李村街道"]
    assert names(queries.search("３７０２１３")) == [
        "李沧区",
        "区直机关工委",
        "李村街道",
        "区教体局",
        "东李社区",
    ]
    assert names(queries.search("教体")) == ["区教体局"]
    assert names(queries.search("  ")) == []
    assert names(queries.search("没有这个")) == []
    assert names(queries.search("李", limit=2)) == ["李沧区", "李家庄"]


def test_search_takes_signs_literally(places):
    organisation("a*b?[c]_d%e\\f", code="S*1")

    for text in ("a*", "a*b?[c]_d%e\\f", "S*1", "b?[", "_d%", "e\\f"):
        assert names(queries.search(text)) == ["a*b?[c]_d%e\\f"]
    for text in ("*", "?", "S_1", "a_b", "x%"):
        assert names(queries.search(text)) == []


def test_search_stays_within_the_scope(places):
    office = user_with("office", places["licang"].path)

    assert names(queries.search("区", among=queries.within(office, SEE))) == ["区直机关工委", "区教体局"]
    assert names(queries.search("市南", among=queries.within(office, SEE))) == []


def test_search_finds_short_names(places):
    Organisation.objects.filter(code="370213-JG-01").update(short_name="教体局")

    assert names(queries.search("教体局")) == ["区教体局"]


def test_the_tree_begins_where_the_scope_begins(places):
    office = user_with("office", places["licang"].path)
    Grant.objects.create(user=office, role="office", organisation_path=places["street"].path)

    assert names(queries.tops_shown(office, SEE)) == ["李沧区"]
    assert names(queries.tops_shown(user_with("office"), SEE)) == ["青岛市"]
    assert names(queries.vertical_tops(office, SEE)) == ["区直机关工委"]
    assert names(queries.vertical_tops(user_with("office", places["organ"].path), SEE)) == ["区教体局"]
    assert names(queries.tops_shown(user_with(), SEE)) == []


def test_children_of_a_hidden_node_stand_in_its_place(places):
    Organisation.objects.filter(code="370213").update(hidden=True)
    city = Organisation.objects.get(code="3702")

    assert names(queries.children_shown(city)) == ["市南区", "区直机关工委", "李村街道"]
    assert names(queries.children_shown(city, "territorial")) == ["市南区", "李村街道"]
    assert names(queries.above(places["community"])) == ["青岛市", "李村街道"]


def test_a_node_opens_in_the_tree_that_has_something_below_it(places):
    licang = Organisation.objects.filter(code__in=["370213", "370213-JG", "370213007001"]).order_by("code")

    assert [opens for _row, opens in queries.with_children(licang, "territorial")] == [True, False, False]
    assert [opens for _row, opens in queries.with_children(licang, "vertical")] == [True, True, False]


def test_hits_say_where_they_are(places):
    hits = queries.with_places([places["community"], places["city"]])

    assert [(row.name, place) for row, place in hits] == [
        ("东李社区", "青岛市 李沧区 李村街道"),
        ("青岛市", ""),
    ]


def test_the_kinds_below_are_counted(places):
    assert [(kind.value, count) for kind, count in queries.kinds_below(places["licang"])] == [
        ("township", 1), ("village", 1), ("committee", 1), ("unit", 1),
    ]  # fmt: skip


def test_people_are_seen_where_they_serve_or_served(places):
    here, past, there, free = person("王秀兰"), person("钱前"), person("李强"), person("新人")
    tenure(here, places["street"])
    tenure(past, places["community"], until=date(2022, 1, 1))
    tenure(there, places["shinan"])

    def seen(role):
        return set(queries.people_within(user_with(role, places["licang"].path), SEE))

    assert seen("office") == {here, past, free}
    assert seen("secretary") == {here, past}
    assert seen("") == set()


def test_posts_outside_the_scope_are_not_told(places):
    holder = person("王秀兰")
    tenure(holder, places["street"], post="书记")
    tenure(holder, places["shinan"], post="顾问")
    office = user_with("office", places["licang"].path)

    rows = queries.with_posts(queries.people_matching(queries.people_within(office, SEE), "王"), office, SEE)

    assert [queries.posts_in_words(row) for row in rows] == ["李村街道 书记"]
    assert [row.post for row in queries.tenures_of(holder, queries.within(office, SEE))] == ["书记"]


def test_the_next_free_path_is_the_one_the_tree_itself_would_give(places):
    free = FreeSteps(Organisation.objects.values_list("path", flat=True))

    told = free.below(places["licang"].path)
    made = organisation("新街道", places["licang"])

    assert told == made.path
    assert free.below("") == organisation("新的根").path


def test_paths_count_in_the_alphabet_of_the_tree():
    free = FreeSteps([])

    made = [free.below("0001") for _ in range(40)]

    assert (made[0], made[9], made[35], made[39]) == ("00010001", "0001000A", "00010010", "00010014")
    assert made == sorted(made)


@pytest.mark.parametrize(("column", "index"), [("name", "_name_"), ("code", "_code_"), ("path", "_path_")])
def test_what_begins_with_a_text_is_found_through_the_index(places, column, index):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # So few rows are read faster without any index; with all the country's they are not.
            cursor.execute("SET LOCAL enable_seqscan = off")

    plan = Organisation.objects.filter(**{f"{column}__begins": "0001"}).order_by().explain()

    assert index in plan or f"sqlite_autoindex_{Organisation._meta.db_table}" in plan
    assert "SCAN organisations" not in plan
