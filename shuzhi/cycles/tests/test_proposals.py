"""After opening the pin stays: a change above is a proposal, and an accepted one a correction on record."""

import pytest

from shuzhi.audit.models import Entry
from shuzhi.cycles import actions, queries
from shuzhi.cycles.models import Cycle, Topic, TopicProposal
from shuzhi.cycles.tests.factories import closed
from shuzhi.cycles.tests.levels import DRIVERS, HARD, STUDY, city_list, levels
from shuzhi.web.refusal import Refused

WHY = "按上级要求更正"


@pytest.fixture
def up(place):
    return levels(place)


@pytest.fixture
def running(place, up, cycle):
    """An open cycle with two topics of the city, and the list they came by."""
    made = city_list(up, STUDY, HARD)
    actions.issue_list(made, actor=up.city_office)
    actions.take_over_topics(cycle, actor=place.office)
    actions.open_cycle(cycle, actor=place.office)
    return cycle, made


def edition(up, made, *, change=None, drop=None, add=None):
    made.refresh_from_db()
    draft = actions.revise_list(type(made).objects.get(pk=made.pk), actor=up.city_office)
    if change:
        actions.change_issued(draft.topics.get(code=change[0]), actor=up.city_office, **change[1])
    if drop:
        actions.remove_issued(draft.topics.get(code=drop), actor=up.city_office)
    if add:
        actions.add_issued(draft, actor=up.city_office, **add)
    actions.issue_list(draft, actor=up.city_office)
    return draft


def intact(cycle):
    return queries.pin_breaks(Cycle.objects.get(pk=cycle.pk)) == []


def test_a_change_above_touches_nothing_and_waits_for_an_answer(place, up, running):
    cycle, made = running
    before = queries.topic_lines(cycle)

    edition(
        up, made, change=("S1", {"text": "主题教育（深化）"}), drop="S2", add={"code": "S9", "text": "新来的"}
    )

    found = {(one.change, str(one)) for one in TopicProposal.objects.all()}
    assert found == {("change", "S1 主题教育"), ("withdraw", "S2 一件难事办到哪一步"), ("add", "S9 新来的")}
    assert queries.topic_lines(cycle) == before
    assert intact(cycle)
    assert "cycle.topics_proposed" in {notice.kind for notice in place.office.notices.all()}


def test_a_new_list_proposes_its_topics_to_open_cycles_whom_they_concern(place, up, running):
    cycle, _made = running

    actions.issue_list(
        city_list(up, {"code": "N1", "text": "新表"}, DRIVERS, title="补充"), actor=up.city_office
    )

    assert [str(one) for one in cycle.topic_proposals.all()] == ["N1 新表"]


def test_what_is_the_same_is_not_proposed(up, running):
    cycle, made = running

    edition(up, made, add={"code": "S3", "text": "新来的"})

    assert [one.change for one in cycle.topic_proposals.all()] == ["add"]


def test_accepted_proposals_are_corrections_upon_the_pin(place, up, running):
    cycle, made = running
    pinned, digest = cycle.pin.topics, cycle.snapshot_hash
    edition(
        up,
        made,
        change=("S1", {"text": "主题教育（深化）", "kind": "checklist", "parts": ["学", "做"]}),
        drop="S2",
        add={"code": "S9", "text": "新来的"},
    )

    for proposal in cycle.topic_proposals.all():
        actions.accept_proposal(proposal, WHY, actor=place.office)

    topics = {topic.code: topic for topic in queries.topics_of(cycle)}
    assert (topics["S1"].text, topics["S1"].part_texts) == ("主题教育（深化）", ["学", "做"])
    assert (topics["S2"].withdrawn, topics["S2"].flags) == (True, frozenset())
    assert topics["S9"].issued.list.edition == 2
    assert [one.reason for one in topics["S1"].corrections] == [WHY]
    fresh = Cycle.objects.get(pk=cycle.pk)
    assert (fresh.pin.topics, fresh.snapshot_hash, intact(cycle)) == (pinned, digest, True)
    assert [topic.code for topic in queries.topics_for(cycle.reporters.first())] == [
        "S1",
        "一",
        "二",
        "三",
        "S9",
    ]
    assert Entry.objects.filter(verb="cycle.topic_proposal_accepted").count() == 3


def test_a_declined_proposal_leaves_the_cycle_as_it_was_opened(place, up, running):
    cycle, made = running
    edition(up, made, change=("S1", {"text": "主题教育（深化）"}))
    proposal = cycle.topic_proposals.get()

    actions.decline_proposal(proposal, "报告已经交齐", actor=place.office)

    assert Topic.objects.get(cycle=cycle, code="S1").text == "主题教育"
    for answer in (actions.accept_proposal, actions.decline_proposal):
        with pytest.raises(Refused):
            answer(TopicProposal.objects.get(), WHY, actor=place.office)
    assert [str(one) for one in queries.answers_to(proposal.issued.list)] == ["S1 主题教育"]


def test_flags_that_the_cycle_added_stay_when_a_correction_is_accepted(place, up, cycle):
    made = city_list(up, {"code": "S4", "text": "可选", "must_assess": False})
    actions.issue_list(made, actor=up.city_office)
    actions.take_over_topics(cycle, actor=place.office)
    actions.change_topic(cycle.topics.get(code="S4"), actor=place.office, must_assess=True)
    actions.open_cycle(cycle, actor=place.office)
    edition(up, made, change=("S4", {"text": "可选（改）"}))

    actions.accept_proposal(cycle.topic_proposals.get(), WHY, actor=place.office)

    topic = Topic.objects.get(cycle=cycle, code="S4")
    assert (topic.text, topic.must_assess, intact(cycle)) == ("可选（改）", True, True)


def test_a_later_edition_overtakes_what_was_not_answered(place, up, running):
    cycle, made = running
    second = edition(up, made, change=("S1", {"text": "第二版"}))
    edition(up, second, change=("S1", {"text": "第三版"}))

    first, last = cycle.topic_proposals.order_by("pk")
    actions.accept_proposal(last, WHY, actor=place.office)

    assert (first.state, last.state) == ("lapsed", "accepted")
    assert (Topic.objects.get(cycle=cycle, code="S1").text, intact(cycle)) == ("第三版", True)


def test_a_withdrawn_topic_may_come_back(place, up, running):
    cycle, made = running
    second = edition(up, made, drop="S1")
    actions.accept_proposal(cycle.topic_proposals.get(), WHY, actor=place.office)
    edition(up, second, add=STUDY)

    actions.accept_proposal(cycle.topic_proposals.get(state="open"), WHY, actor=place.office)

    topic = Topic.objects.get(cycle=cycle, code="S1")
    assert (topic.withdrawn, topic.must_report, intact(cycle)) == (False, True, True)


def test_only_the_office_answers_and_only_while_the_cycle_is_open(place, up, running):
    cycle, made = running
    edition(up, made, change=("S1", {"text": "第二版"}))
    proposal = cycle.topic_proposals.get()

    for person in (place.secretary, place.neighbour, up.sector_office):
        with pytest.raises(Refused) as refused:
            actions.accept_proposal(proposal, WHY, actor=person)
        assert refused.value.refusal.status == 403
    closed(cycle, place.office)
    with pytest.raises(Refused):
        actions.decline_proposal(proposal, WHY, actor=place.office)


def test_a_silent_edit_shows_although_corrections_were_accepted(place, up, running):
    cycle, made = running
    edition(up, made, change=("S1", {"text": "第二版"}))
    actions.accept_proposal(cycle.topic_proposals.get(), WHY, actor=place.office)

    Topic.objects.filter(cycle=cycle, code="S1").update(text="第二版（悄悄改）")

    assert queries.pin_breaks(Cycle.objects.get(pk=cycle.pk)) == ["topics"]


def test_a_cycle_opened_before_topics_had_kinds_is_checked_as_it_was_pinned(place, up, open_cycle):
    pin = open_cycle.pin
    pin.version = 1
    pin.topics = queries.topic_lines(open_cycle, 1)
    pin.reporters = queries.reporter_lines(open_cycle, 1)
    pin.save()
    Cycle.objects.filter(pk=open_cycle.pk).update(snapshot_hash=pin.digest)
    assert intact(open_cycle)

    actions.issue_list(city_list(up, STUDY), actor=up.city_office)
    actions.accept_proposal(open_cycle.topic_proposals.get(), WHY, actor=place.office)

    assert intact(open_cycle)


def test_what_was_declined_is_not_asked_again_in_the_same_words(place, up, running):
    cycle, made = running
    second = edition(
        up, made, change=("S1", {"text": "第二版"}), drop="S2", add={"code": "S9", "text": "新来的"}
    )
    for proposal in cycle.topic_proposals.all():
        actions.decline_proposal(proposal, "报告已经交齐", actor=place.office)

    third = edition(up, second, change=("S9", {"must_assess": False}))

    assert [str(one) for one in cycle.topic_proposals.filter(state="open")] == ["S9 新来的"]
    edition(up, third, add={"code": "S8", "text": "再一项"})
    assert {str(one) for one in cycle.topic_proposals.filter(state="open")} == {"S8 再一项", "S9 新来的"}


def test_a_topic_dropped_two_editions_later_is_still_proposed_to_go(up, running):
    cycle, made = running
    second = edition(up, made, add={"code": "S9", "text": "新来的"})
    third = edition(up, second, drop="S2")
    assert set(cycle.topic_proposals.filter(state="open").values_list("change", flat=True)) == {
        "add",
        "withdraw",
    }

    edition(up, third, add={"code": "S8", "text": "再一项"})

    open_now = cycle.topic_proposals.filter(state="open")
    assert sorted(open_now.values_list("change", flat=True)) == ["add", "add", "withdraw"]
