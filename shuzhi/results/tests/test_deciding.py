"""The number proposes, the committee decides, the person reads: and who may do none of it."""

from copy import deepcopy

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from shuzhi.audit.models import Entry
from shuzhi.cycles.tests.factories import grant
from shuzhi.results import actions, rules
from shuzhi.results.models import Decision, Feedback
from shuzhi.results.queries import pages
from shuzhi.results.tests import settled_year as year
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db(databases=["default", "box"])


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture(scope="module")
def rated(once):
    return once(year.rated, language="en")


@pytest.fixture
def hall(rated):
    return deepcopy(rated)


@pytest.fixture
def settlement(hall, tmp_path):
    return year.settled(hall, tmp_path)


def test_accepting_fixes_what_is_clear_and_leaves_the_rest(hall, settlement):
    made = actions.accept_proposals(settlement, actor=hall.place.secretary)

    assert [(d.proposal.reporter.person_name, d.grade, d.differs) for d in made] == [
        ("陈一舟", "好", False),
        ("王二川", "较好", False),
    ]
    assert not hasattr(year.proposal_of(settlement, "李三江"), "decision")


def test_accepting_twice_finds_nothing_left(hall, settlement):
    actions.accept_proposals(settlement, actor=hall.place.secretary)

    with pytest.raises(Refused):
        actions.accept_proposals(settlement, actor=hall.place.secretary)

    assert Decision.objects.count() == 2


@pytest.mark.parametrize("reason", ["", "因为", "　" * 30, "十九个字的理由还差一个字才算够数的理由"])
def test_another_grade_needs_a_reason_of_twenty_characters(hall, settlement, reason):
    proposal = year.proposal_of(settlement, "王二川")

    with pytest.raises(Refused, match="at least 20 characters"):
        actions.decide(proposal, grade="一般", reason=reason, actor=hall.place.committee)

    assert Decision.objects.count() == 0


def test_proposal_and_decision_stay_side_by_side(hall, settlement):
    proposal = year.proposal_of(settlement, "王二川")

    decision = actions.decide(proposal, grade="一般", reason=year.REASON, actor=hall.place.committee)

    assert (proposal.grade, decision.grade, decision.differs, decision.reason) == (
        "较好",
        "一般",
        True,
        year.REASON,
    )
    assert Entry.objects.get(verb="grade.decided").detail == {
        "proposed": "较好",
        "grade": "一般",
        "differs": True,
    }


def test_a_grade_is_fixed_once(hall, settlement):
    proposal = year.proposal_of(settlement, "王二川")
    actions.decide(proposal, grade="较好", reason="", actor=hall.place.secretary)

    with pytest.raises(Refused, match="The grade is fixed"):
        actions.decide(proposal, grade="一般", reason=year.REASON, actor=hall.place.committee)


def test_a_grade_the_rulebook_does_not_know_is_refused(hall, settlement):
    with pytest.raises(Refused, match="The rulebook knows these grades"):
        actions.decide(
            year.proposal_of(settlement, "王二川"), grade="优", reason=year.REASON, actor=hall.place.secretary
        )


@pytest.mark.parametrize("who", ["office", "neighbour", "stranger", "staff"])
def test_nobody_else_decides(hall, settlement, who):
    with pytest.raises(Refused) as why:
        actions.decide(
            year.proposal_of(settlement, "王二川"), grade="较好", reason="", actor=getattr(hall.place, who)
        )

    assert why.value.refusal.status == 403


def test_a_committee_member_under_review_never_decides_or_reads_the_own_file(hall, settlement):
    under_review = hall.place.secretaries[0]
    grant(under_review, "committee", hall.place.organiser)
    own, other = year.proposal_of(settlement, "陈一舟"), year.proposal_of(settlement, "王二川")

    assert rules.may_decide(under_review, own).status == 403
    assert rules.may_view_proposal(under_review, own.reporter).status == 403
    assert rules.may_decide(under_review, other) is None
    assert own not in pages.visible(under_review, settlement)
    made = actions.accept_proposals(settlement, actor=under_review)
    assert [decision.proposal.reporter.person_name for decision in made] == ["王二川"]


def test_an_older_settlement_is_no_longer_decided_on(hall, settlement):
    actions.settle_cycle(hall.meeting.cycle, actor=hall.office)

    with pytest.raises(Refused, match="newer settlement"):
        actions.decide(
            year.proposal_of(settlement, "王二川"), grade="较好", reason="", actor=hall.place.secretary
        )


def test_the_database_itself_wants_a_reason_for_a_difference(hall, settlement):
    proposal = year.proposal_of(settlement, "王二川")

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(proposal=proposal, grade="差", differs=True, reason="")


def test_feedback_waits_until_every_grade_is_fixed(hall, settlement):
    actions.accept_proposals(settlement, actor=hall.place.secretary)

    with pytest.raises(Refused, match="1 grades are not fixed yet"):
        actions.hand_over_all(hall.meeting.cycle, actor=hall.office)


def test_feedback_carries_the_comment_and_the_problems_named(hall, settlement):
    year.decided(hall, settlement)
    opinion = {
        Decision.objects.get(proposal__reporter__person_name="李三江").pk: "书面述职情况较好，减负仍需加力。"
    }

    made = actions.hand_over_all(hall.meeting.cycle, opinions=opinion, actor=hall.office)

    first = next(f for f in made if f.decision.proposal.reporter.person_name == "陈一舟")
    assert len(made) == 3
    assert (first.problems, "减负工作推进不够深入" in first.opinion) == (["减负不够深入"], True)


def test_feedback_without_an_opinion_is_refused_and_nothing_goes_out(hall, settlement):
    year.decided(hall, settlement)

    # The third reported in writing: no comment stands that could serve as the opinion.
    with pytest.raises(Refused, match="Write the opinion"):
        actions.hand_over_all(hall.meeting.cycle, actor=hall.office)

    assert Feedback.objects.count() == 0


def test_after_feedback_the_result_stands(hall, settlement):
    handed(hall, settlement)

    with pytest.raises(Refused, match="the result of this cycle stands"):
        actions.settle_cycle(hall.meeting.cycle, actor=hall.office)


def test_only_the_person_acknowledges_and_the_first_time_counts(hall, settlement):
    handed(hall, settlement)
    feedback = Feedback.objects.get(decision__proposal__reporter__person_name="陈一舟")
    own, colleague = hall.place.secretaries[:2]

    with pytest.raises(Refused):
        actions.acknowledge(feedback, actor=colleague)
    actions.acknowledge(feedback, actor=own)
    first = Feedback.objects.get(pk=feedback.pk).read_at
    actions.acknowledge(Feedback.objects.get(pk=feedback.pk), actor=own)

    assert Feedback.objects.get(pk=feedback.pk).read_at == first


def test_the_own_feedback_is_read_by_its_person_and_those_who_handed_it_over(hall, settlement):
    handed(hall, settlement)
    feedback = Feedback.objects.get(decision__proposal__reporter__person_name="陈一舟")

    may = {
        name: rules.may_read_feedback(person, feedback) is None
        for name, person in {
            "own": hall.place.secretaries[0],
            "colleague": hall.place.secretaries[1],
            "office": hall.office,
            "staff": hall.place.staff,
            "neighbour": hall.place.neighbour,
            "teller": hall.teller,
        }.items()
    }

    assert may == {
        "own": True,
        "colleague": False,
        "office": True,
        "staff": False,
        "neighbour": False,
        "teller": False,
    }
    assert [
        f.decision.proposal.reporter.person_name for f in pages.own_feedback(hall.place.secretaries[0])
    ] == ["陈一舟"]


def test_a_talk_is_due_for_each_of_the_lowest_two_grades(hall, settlement):
    actions.accept_proposals(settlement, actor=hall.place.secretary)
    actions.decide(
        year.proposal_of(settlement, "李三江"), grade="一般", reason=year.REASON, actor=hall.place.secretary
    )

    due = pages.talks_due(hall.office, settlement)

    assert [decision.proposal.reporter.person_name for decision in due] == ["李三江"]


def handed(hall, settlement) -> None:
    year.decided(hall, settlement)
    third = Decision.objects.get(proposal__reporter__person_name="李三江")
    actions.hand_over_all(
        hall.meeting.cycle, opinions={third.pk: "书面述职情况较好，减负仍需加力。"}, actor=hall.office
    )
