"""A list goes from draft to result; what is fixed stays as it was promised."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from shuzhi.accounts.tests.factories import user_with
from shuzhi.audit.models import Entry
from shuzhi.duties import actions, queries, rules
from shuzhi.duties.models import ContactPoint, Deed, Item, LeadProject, Pledge
from shuzhi.duties.tests.factories import full_list, secretary
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)


def test_the_year_of_a_list(places, wang):
    me = wang.person.user
    duty_list = full_list(wang, places["community"], fixed=False)
    assert queries.triple_of(wang, 2026).items == []

    actions.fix_list(duty_list, actor=me)
    items = list(duty_list.items.all())
    for item in items:
        actions.note_progress(item, "过半", on=DAY, actor=me)
    actions.show_stage(duty_list, "progress", actor=me)
    with pytest.raises(Refused, match="老旧小区改造"):
        actions.show_stage(duty_list, "result", actor=me)
    for item in items:
        actions.conclude(item, "done", "完成", on=DAY, actor=me)
    actions.show_stage(duty_list, "result", actor=me)

    triple = queries.triple_of(wang, 2026)
    counts = (len(triple.pledges), len(triple.projects), len(triple.points), triple.done)
    assert (counts, triple.duty_list.stage, triple.duty_list.is_intact) == ((1, 1, 1, 3), "result", True)
    with pytest.raises(Refused):
        actions.conclude(items[0], "not_done", "改口", on=DAY, actor=me)


def test_a_fixed_list_does_not_change(places, wang):
    duty_list = full_list(wang, places["community"])
    item = duty_list.items.first()

    for act in (
        lambda: actions.change_item(item, actor=None, name="换个承诺"),
        lambda: actions.remove_item(item, actor=None),
        lambda: actions.add_item(duty_list, "project", "再来一个", actor=None),
    ):
        with pytest.raises(Refused):
            act()
    assert duty_list.is_intact
    Item.objects.filter(pk=item.pk).update(name="暗改")
    assert not duty_list.is_intact


@pytest.mark.parametrize(("kind", "count"), [("project", 1), ("point", 1)])
def test_the_counts_of_the_year_are_kept(places, wang, kind, count):
    duty_list = full_list(wang, places["community"], fixed=False)
    for _number in range(count):
        actions.add_item(duty_list, kind, "多出一条", actor=None, organisation=places["community"])

    with pytest.raises(Refused):
        actions.fix_list(duty_list, actor=None)


def test_an_office_sets_other_counts_for_its_units(places, wang, office):
    actions.set_quota(places["licang"], 2026, "project", 2, 3, actor=office)
    duty_list = full_list(wang, places["community"], fixed=False)
    with pytest.raises(Refused):
        actions.fix_list(duty_list, actor=None)

    actions.add_item(duty_list, "project", "第二个项目", actor=None)
    actions.fix_list(duty_list, actor=None)

    assert queries.quota_of(places["street"], 2026)["project"] == (2, 3)
    assert queries.quota_of(places["street"], 2027)["project"] == (1, 1)
    assert queries.quota_of(places["shinan"], 2026)["project"] == (1, 1)


def test_staff_draft_and_the_secretary_gives_the_word(places, wang, staff):
    duty_list = actions.begin_list(wang, 2026, actor=staff)
    actions.add_item(duty_list, "pledge", "承诺", actor=staff)
    full_list(wang, places["community"], fixed=False)
    duty_list.items.filter(kind="pledge", number=2).delete()

    with pytest.raises(Refused) as refused:
        actions.fix_list(duty_list, actor=staff)

    assert refused.value.refusal.status == 403
    actions.fix_list(duty_list, actor=wang.person.user)


def test_nobody_else_writes_a_leaders_list(places, wang, office):
    community = secretary(places["community"], "赵社区")
    neighbour = user_with("staff", places["licang"].path)
    for stranger in (office, neighbour, community.person.user):
        with pytest.raises(Refused):
            actions.begin_list(wang, 2026, actor=stranger)
    # The grant of the street reaches the community below; the pen does not.
    with pytest.raises(Refused):
        actions.begin_list(community, 2026, actor=wang.person.user)


def test_a_draft_is_seen_by_its_authors_alone(places, wang, office, staff):
    draft = full_list(wang, places["community"], fixed=False)

    seen = [list(queries.lists_within(user)) for user in (wang.person.user, staff, office)]
    assert seen == [[draft], [draft], []]
    assert rules.may_read(office, draft).status == 403
    actions.fix_list(draft, actor=None)
    assert list(queries.lists_within(office)) == [draft]
    assert list(queries.lists_within(user_with("office", places["shinan"].path))) == []


def test_a_contact_point_is_visited(places, wang):
    duty_list = full_list(wang, places["community"])
    point = ContactPoint.objects.get(duty_list=duty_list)

    actions.note_visit(point, "入户走访12户", on=DAY, solved="修好路灯", actor=wang.person.user)
    with pytest.raises(Refused):
        actions.note_visit(point, "明天去", on=timezone.localdate() + timedelta(days=1), actor=None)

    (line,) = queries.triple_of(wang, 2026).points
    assert (line.visit_count, line.organisation, [v.solved for v in line.visits.all()]) == (
        1, places["community"], ["修好路灯"],
    )  # fmt: skip


def test_a_good_deed_is_done_when_it_is_confirmed(places, wang):
    duty_list = full_list(wang, places["community"], fixed=False)
    actions.add_item(duty_list, "deed", "加装电梯3部", actor=None)
    actions.fix_list(duty_list, actor=None)
    deed = Deed.objects.get()

    with pytest.raises(Refused):
        actions.conclude(deed, "done", "已装", on=DAY, actor=None)
    actions.note_confirmation(deed, "3号楼居民", "居民会议通过", on=DAY, actor=None)
    actions.conclude(deed, "done", "已装", on=DAY, actor=None)

    assert Deed.objects.get().outcome == "done"


def test_the_kinds_have_tables_of_their_own_to_look_at(places, wang):
    full_list(wang, places["community"])

    assert (Pledge.objects.count(), LeadProject.objects.count(), ContactPoint.objects.count()) == (1, 1, 1)


def test_every_step_stands_in_the_log(places, wang):
    full_list(wang, places["community"])

    verbs = [entry.verb for entry in Entry.objects.filter(subject_type="duties.dutylist").order_by("number")]
    assert verbs == ["duty_list.begun", *["duty_list.changed"] * 3, "duty_list.fixed"]


def test_a_list_belongs_to_a_year_in_which_the_post_is_held(places, wang):
    with pytest.raises(Refused):
        actions.begin_list(wang, 2019, actor=None)
