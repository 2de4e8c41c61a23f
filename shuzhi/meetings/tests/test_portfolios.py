"""Which leader comments on whom, and whether all have been heard."""

import pytest
from django.urls import reverse

from shuzhi.cycles.tests import factories as district
from shuzhi.fieldwork.tests import factories as fieldwork
from shuzhi.meetings import actions, queries, rules
from shuzhi.meetings.models import PortraitLink
from shuzhi.meetings.states import Side, Step
from shuzhi.meetings.tests import factories
from shuzhi.meetings.tests.factories import COMMENT, brought_to
from shuzhi.web.refusal import Refused


def test_a_leader_comments_within_the_own_portfolio_and_the_secretary_on_all(place, meeting, items):
    portfolio = actions.give_portfolio(
        meeting.cycle, place.committee, "城市治理", place.reporters[:1], actor=place.office
    )
    first = brought_to(items[0], Step.COMMENT, place.office)
    assert rules.may_comment(place.committee, first) is None
    refusal = rules.may_draft_comment(place.committee, items[1])
    assert refusal is not None
    assert refusal.status == 403
    assert rules.may_draft_comment(place.secretary, items[1]) is None

    actions.give_comment(first, COMMENT, actor=place.committee)
    (cover,) = queries.coverage_of(meeting.cycle)
    assert (cover.reporters, cover.placed, cover.commented, cover.left) == (1, 1, 1, [])
    assert [one.person_name for one in queries.in_no_portfolio(meeting.cycle)] == ["王二川", "李三江"]
    assert queries.reporters_in_portfolio(place.committee, meeting.cycle) == {place.reporters[0].pk}

    actions.take_back_portfolio(portfolio, actor=place.office)
    assert rules.may_draft_comment(place.committee, items[1]) is None


def test_where_another_leader_hears_his_comment_is_the_superiors(place):
    meeting = factories.planned(place)
    actions.change_meeting(meeting, heard_by="常委 田野", actor=place.office)
    actions.give_portfolio(meeting.cycle, place.committee, "全部", place.reporters, actor=place.office)
    actions.start_meeting(meeting, actor=place.office)
    item = brought_to(meeting.items.first(), Step.COMMENT, place.office)

    actions.give_comment(item, COMMENT, actor=place.committee)
    actions.advance(item, Step.DONE, actor=place.office)

    assert item.step == Step.DONE


def test_a_portfolio_is_given_by_the_office_to_somebody_who_may_comment(place, meeting):
    cycle = meeting.cycle
    attempts = [
        lambda: actions.give_portfolio(cycle, place.stranger, "无权", place.reporters, actor=place.office),
        lambda: actions.give_portfolio(
            cycle, place.committee, "越权", place.reporters, actor=place.secretary
        ),
    ]
    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()
    assert queries.portfolios_of(cycle).count() == 0


def test_portfolios_are_given_and_taken_back_on_their_page(client, place, meeting):
    client.force_login(place.office)
    address = reverse("meetings:edit-portfolios", args=[meeting.cycle_id])
    keys = [one.pk for one in place.reporters[:2]]

    given = {"leader": place.committee.pk, "name": "城市治理", "reporters": keys}
    client.post(address, given)
    client.post(address, given | {"reporters": keys[:1]})
    page = client.get(address)

    (portfolio,) = queries.portfolios_of(meeting.cycle)
    assert [one.pk for one in portfolio.reporters.all()] == keys[:1]
    assert "陈一舟" in page.text
    client.post(reverse("meetings:take-back-portfolio", args=[meeting.cycle_id, portfolio.pk]))
    assert not queries.portfolios_of(meeting.cycle).exists()
    client.force_login(place.secretary)
    assert client.get(address).status_code == 403


def test_a_finding_pointed_out_becomes_a_problem_and_is_matched(place, monkeypatch):
    meeting = factories.running(place)
    monkeypatch.setattr(district, "opened", lambda _place: meeting.cycle)
    there = fieldwork.field(place)
    finding = fieldwork.finding(there, fieldwork.visit(there))
    first, second = meeting.items.all()
    brought_to(first, Step.COMMENT, place.office)

    comment = actions.give_comment(first, COMMENT, ["自拟问题"], actor=place.secretary, findings=[finding])

    assert [note.text for note in comment.problems.all()] == ["自拟问题", finding.text]
    link = PortraitLink.objects.get(finding=finding)
    assert (link.side, link.note.text) == (Side.POINTED, finding.text)
    actions.advance(first, Step.DONE, actor=place.office)
    brought_to(second, Step.COMMENT, place.office)
    with pytest.raises(Refused):
        actions.give_comment(second, COMMENT, actor=place.secretary, findings=[finding])
    assert second.comments.count() == 0
