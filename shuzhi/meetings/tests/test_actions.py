from datetime import date

import pytest
from django.db import IntegrityError, transaction

from shuzhi.audit.models import Entry
from shuzhi.cycles.tests import factories as district
from shuzhi.meetings import actions, queries, rules
from shuzhi.meetings.models import AgendaItem, Comment, CommentDraft, ProblemNote
from shuzhi.meetings.states import STATE_MOVES, STEP_MOVES, State, Step
from shuzhi.meetings.tests.factories import COMMENT, PROBLEMS, brought_to, finished, planned
from shuzhi.web.refusal import Refused


def names(meeting):
    return [item.reporter.person_name for item in queries.agenda(meeting)]


def test_every_state_and_step_has_a_row_of_moves():
    assert (set(STATE_MOVES), set(STEP_MOVES)) == (set(State), set(Step))


@pytest.mark.parametrize("who", ["secretary", "committee", "neighbour", "stranger", "staff"])
def test_only_the_office_plans_and_runs(place, meeting, items, who):
    person = getattr(place, who)
    attempts = [
        lambda: actions.plan_meeting(meeting.cycle, "另一场", date(2026, 12, 29), actor=person),
        lambda: actions.advance(items[0], Step.REPORTING, actor=person),
        lambda: actions.end_meeting(meeting, actor=person),
        lambda: actions.postpone(items[0], "未到", actor=person),
    ]

    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.refusal.status == 403


def test_a_reporter_walks_report_questions_comment_done(place, meeting, items):
    item = finished(items[0], place)

    assert (item.step, item.began_at <= item.reported_at <= item.done_at) == ("done", True)
    verbs = (
        Entry.objects.filter(subject_type="meetings.agendaitem")
        .order_by("number")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == [
        "meeting.item_reporting",
        "meeting.item_questions",
        "meeting.item_comment",
        "meeting.commented",
        "meeting.item_done",
    ]


@pytest.mark.parametrize("step", [Step.QUESTIONS, Step.COMMENT, Step.DONE, Step.WAITING])
def test_no_step_is_left_out_and_the_attempt_is_logged(place, meeting, items, step):
    with pytest.raises(Refused):
        actions.advance(items[0], step, actor=place.office)

    refused = Entry.objects.get(verb="meeting.move_refused")
    assert (refused.actor, refused.detail["wanted"]) == (place.office, step)
    assert AgendaItem.objects.get(pk=items[0].pk).step == "waiting"


def test_one_report_one_comment(place, meeting, items):
    brought_to(items[0], Step.COMMENT, place.office)

    with pytest.raises(Refused, match="陈一舟"):
        actions.advance(items[1], Step.REPORTING, actor=place.office)


def test_the_database_itself_keeps_two_from_speaking_at_once(place, meeting, items):
    brought_to(items[0], Step.REPORTING, place.office)

    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=items[1].pk).update(step=Step.QUESTIONS)


def test_nobody_reports_before_the_report_is_accepted(place):
    cycle = district.opened(place)
    meeting = actions.plan_meeting(cycle, "述职评议会", date(2026, 12, 28), actor=place.office)
    (item,) = actions.place_on_agenda(meeting, place.reporters[:1], actor=place.office)
    with pytest.raises(Refused):
        actions.advance(item, Step.REPORTING, actor=place.office)
    actions.start_meeting(meeting, actor=place.office)

    with pytest.raises(Refused):
        actions.advance(item, Step.REPORTING, actor=place.office)

    assert Entry.objects.filter(verb="meeting.move_refused").count() == 2


def test_a_name_called_by_mistake_is_called_back(place, meeting, items):
    brought_to(items[0], Step.REPORTING, place.office)

    actions.call_back(items[0], actor=place.office)
    actions.advance(items[1], Step.REPORTING, actor=place.office)

    assert list(meeting.items.values_list("step", flat=True)) == ["waiting", "reporting"]


def test_whoever_is_not_there_goes_to_the_end(place, meeting, items):
    actions.postpone(items[0], "在外处置突发情况", actor=place.office)

    assert names(meeting) == ["王二川", "陈一舟"]
    assert Entry.objects.get(verb="meeting.item_postponed").detail == {"reason": "在外处置突发情况"}
    brought_to(items[1], Step.REPORTING, place.office)
    with pytest.raises(Refused):
        actions.postpone(items[1], "已在发言", actor=place.office)


def test_an_unanswered_question_keeps_the_comment_waiting(place, meeting, items):
    item = brought_to(items[0], Step.QUESTIONS, place.office)
    first = actions.ask_question(item, "群众代表", "电梯何时装完？", actor=place.office)
    second = actions.ask_question(item, "部门负责人", "报表减了几张？", actor=place.office)
    actions.answer_question(first, "三月底前。", actor=place.office)
    with pytest.raises(Refused):
        actions.advance(item, Step.COMMENT, actor=place.office)

    actions.answer_question(second, "", actor=place.office, in_writing=True)
    actions.advance(item, Step.COMMENT, actor=place.office)

    assert [question.is_open for question in item.questions.all()] == [False, False]


def test_questions_are_asked_only_while_somebody_reports_and_answers(place, meeting, items):
    with pytest.raises(Refused):
        actions.ask_question(items[0], "群众代表", "还没开始", actor=place.office)
    item = brought_to(items[0], Step.COMMENT, place.office)
    with pytest.raises(Refused):
        actions.ask_question(item, "群众代表", "太晚了", actor=place.office)


def test_a_comment_comes_after_report_and_questions(place, meeting, items):
    item = brought_to(items[0], Step.QUESTIONS, place.office)

    with pytest.raises(Refused):
        actions.give_comment(item, COMMENT, actor=place.secretary)

    assert Comment.objects.count() == 0
    assert Entry.objects.get(verb="meeting.move_refused").actor == place.secretary


def test_a_short_comment_does_not_count(place, meeting, items):
    item = brought_to(items[0], Step.COMMENT, place.office)

    with pytest.raises(Refused):
        actions.give_comment(item, "很好，继续努力。", actor=place.secretary)

    assert Comment.objects.count() == 0


def test_nobody_goes_on_without_the_comment(place, meeting, items):
    item = brought_to(items[0], Step.COMMENT, place.office)

    with pytest.raises(Refused):
        actions.advance(item, Step.DONE, actor=place.office)


def test_a_comment_names_problems_and_ends_its_draft(place, meeting, items):
    item = brought_to(items[0], Step.COMMENT, place.office)
    actions.save_comment_draft(item, "草稿", "问题一", actor=place.secretary)

    actions.give_comment(item, COMMENT, [*PROBLEMS, "  "], actor=place.secretary)

    assert [problem.text for problem in queries.problems_of(meeting.cycle)] == PROBLEMS
    assert (CommentDraft.objects.count(), queries.comments_on(item.reporter).get().speaker) == (
        0,
        place.secretary,
    )


def test_each_speaker_comments_once_and_others_may_add_theirs(place, meeting, items):
    item = brought_to(items[0], Step.COMMENT, place.office)
    actions.give_comment(item, COMMENT, actor=place.secretary)

    with pytest.raises(Refused):
        actions.give_comment(item, COMMENT, actor=place.secretary)
    actions.give_comment(item, COMMENT, actor=place.committee)

    assert list(item.comments.values_list("speaker__username", flat=True)) == ["secretary", "committee"]


def test_the_office_writes_a_comment_down_for_the_one_who_spoke(place, meeting, items):
    item = brought_to(items[0], Step.COMMENT, place.office)

    with pytest.raises(Refused):
        actions.give_comment(item, COMMENT, actor=place.office)
    with pytest.raises(Refused):
        actions.give_comment(item, COMMENT, actor=place.office, speaker=place.stranger)
    with pytest.raises(Refused):
        actions.give_comment(item, COMMENT, actor=place.stranger, speaker=place.secretary)
    comment = actions.give_comment(item, COMMENT, actor=place.office, speaker=place.secretary)

    assert comment.speaker == place.secretary
    assert Entry.objects.get(verb="meeting.commented").actor == place.office


def test_a_comment_without_a_voice_is_a_fault_of_the_program(place, meeting, items):
    with pytest.raises(ValueError, match="speaker"):
        actions.give_comment(items[0], COMMENT, actor=None)


def test_nobody_comments_on_the_own_report(place, meeting, items):
    district.grant(place.secretaries[0], "committee", place.organiser)
    item = brought_to(items[0], Step.COMMENT, place.office)

    with pytest.raises(Refused) as refused:
        actions.give_comment(item, COMMENT, actor=place.secretaries[0])

    assert refused.value.refusal.status == 403


def test_drafts_are_saved_before_the_turn_and_logged_without_their_words(place, meeting, items):
    actions.save_comment_draft(items[1], "先记一笔", "", actor=place.secretary)
    actions.save_comment_draft(items[1], "先记两笔", "问题", actor=place.secretary)

    assert queries.draft_of(items[1], place.secretary).text == "先记两笔"
    assert queries.draft_of(items[1], place.committee) is None
    assert Entry.objects.get(verb="meeting.comment_drafted").detail == {}


def test_the_ballot_waits_until_report_and_comment_stand_for_all(place, meeting, items):
    found = [rules.waiting_for(meeting)]
    for step in (Step.REPORTING, Step.QUESTIONS, Step.COMMENT):
        actions.advance(items[0], step, actor=place.office)
        found.append(rules.waiting_for(meeting))
    actions.give_comment(items[0], COMMENT, actor=place.secretary)
    found.append(rules.waiting_for(meeting))
    actions.advance(items[0], Step.DONE, actor=place.office)
    found.append(rules.waiting_for(meeting))

    assert [len(lines) for lines in found] == [2, 2, 2, 2, 2, 1]
    assert rules.may_open_ballot(meeting) is not None
    finished(items[1], place)
    assert (rules.waiting_for(meeting), rules.may_open_ballot(meeting)) == ([], None)


def test_the_ballot_names_a_report_that_is_not_accepted(place):
    cycle = district.opened(place)
    meeting = actions.plan_meeting(cycle, "述职评议会", date(2026, 12, 28), actor=place.office)
    actions.place_on_agenda(meeting, place.reporters[:1], actor=place.office)

    assert "陈一舟" in str(rules.may_open_ballot(meeting))


def test_a_meeting_ends_when_all_is_done(place, meeting, items):
    with pytest.raises(Refused):
        actions.end_meeting(meeting, actor=place.office)
    question = None
    for item in items:
        brought_to(item, Step.QUESTIONS, place.office)
        question = actions.ask_question(item, "群众代表", "问题？", actor=place.office)
        actions.answer_question(question, "回答。", actor=place.office)
        actions.advance(item, Step.COMMENT, actor=place.office)
        actions.give_comment(item, COMMENT, actor=place.secretary)
        actions.advance(item, Step.DONE, actor=place.office)

    actions.end_meeting(meeting, actor=place.office)

    assert (meeting.state, meeting.ended_at is not None) == ("ended", True)
    for attempt in (
        lambda: actions.end_meeting(meeting, actor=place.office),
        lambda: actions.answer_question(question, "补充", actor=place.office),
        lambda: actions.give_comment(items[0], COMMENT, actor=place.committee),
    ):
        with pytest.raises(Refused):
            attempt()
    assert ProblemNote.objects.count() == 0


def test_states_go_no_forbidden_way(meeting, items):
    with pytest.raises(ValueError, match="does not go"):
        meeting.move_to(State.PLANNED)
    with pytest.raises(ValueError, match="does not go"):
        items[0].move_to(Step.DONE)


@pytest.mark.parametrize("who", ["secretary", "stranger"])
def test_only_the_office_arranges_notes_and_starts(place, who):
    meeting = planned(place)
    person, item = getattr(place, who), meeting.items.first()
    question = item.questions.create(asker_group="群众代表", text="何时？")
    attempts = [
        lambda: actions.move_item(item, 1, actor=person),
        lambda: actions.draw_lots(meeting, actor=person),
        lambda: actions.start_meeting(meeting, actor=person),
        lambda: actions.ask_question(item, "群众代表", "何时？", actor=person),
        lambda: actions.answer_question(question, "快了。", actor=person),
    ]

    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.refusal.status == 403
