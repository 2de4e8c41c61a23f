from datetime import date

import pytest
from django.db import IntegrityError, transaction

from shuzhi.audit.models import Entry
from shuzhi.cycles.models import Cycle
from shuzhi.organisations.models import Person
from shuzhi.rectification import actions, queries, rules
from shuzhi.rectification.actions import Plan
from shuzhi.rectification.models import Problem
from shuzhi.rectification.states import MOVES, OPEN, UNDONE, WITH_OFFICE, WITH_OWNER, Source, State
from shuzhi.rectification.tests.factories import brought_to, in_days, listed
from shuzhi.web.refusal import Refused

DO = {
    "assign": lambda problem, actor: actions.assign(problem, due=in_days(9), actor=actor),
    "begin": lambda problem, actor: actions.begin(problem, cause="", measure="改", actor=actor),
    "claim": lambda problem, actor: actions.claim_done(problem, evidence="见公示栏", actor=actor),
    "verify": lambda problem, actor: actions.verify(problem, actor=actor),
    "send_back": lambda problem, actor: actions.send_back(problem, reason="还有一条没办", actor=actor),
    "close": lambda problem, actor: actions.close(problem, actor=actor),
    "reopen": lambda problem, actor: actions.reopen(problem, reason="反弹了", actor=actor),
    "change_plan": lambda problem, actor: actions.change_plan(
        problem, cause="", measure="换个办法", actor=actor
    ),
    "change_due": lambda problem, actor: actions.change_due(
        problem, due=in_days(60), reason="汛期", actor=actor
    ),
}
OWNERS = {"begin", "claim", "change_plan"}
POSSIBLE = {
    State.LISTED: {"assign"},
    State.ASSIGNED: {"begin", "change_due"},
    State.IN_PROGRESS: {"claim", "change_plan", "change_due"},
    State.CLAIMED_DONE: {"verify", "send_back"},
    State.VERIFIED: {"close"},
    State.CLOSED: {"reopen"},
    State.REOPENED: {"begin", "change_due"},
}


def why(attempt) -> tuple[str, int]:
    with pytest.raises(Refused) as refused:
        attempt()
    return str(refused.value.refusal), refused.value.refusal.status


def test_every_state_has_a_row_and_a_side():
    assert set(MOVES) == set(State)
    assert (set(State) - {State.CLOSED}, set(State) - {State.CLOSED}) == (WITH_OWNER | WITH_OFFICE, OPEN)
    assert {State.LISTED, *WITH_OWNER} == UNDONE


@pytest.mark.parametrize("state", State)
def test_exactly_the_moves_of_the_table_are_possible(at, state):
    problem = brought_to(at, state)

    possible = set()
    for name, do in DO.items():
        try:
            with transaction.atomic():
                do(problem, at.owner if name in OWNERS else at.office)
                possible.add(name)
                transaction.set_rollback(True)
        except Refused:
            pass
        problem.refresh_from_db()

    assert possible == POSSIBLE[state]


def test_a_year_of_one_problem(at):
    problem = brought_to(at, State.REOPENED)

    assert (problem.verified_by, problem.claimed_by, problem.verdict) == (None, at.owner, "又有三条超时限")
    assert list(
        Entry.objects.filter(verb__startswith="problem.")
        .order_by("number")
        .values_list("verb", "actor__username")
    ) == [
        ("problem.listed", "office"),
        ("problem.assigned", "office"),
        ("problem.begun", "s1"),
        ("problem.claimed_done", "s1"),
        ("problem.verified", "office"),
        ("problem.closed", "office"),
        ("problem.reopened", "office"),
    ]


def test_every_verb_has_its_sentence(at):
    brought_to(at, State.REOPENED)

    line = Entry.objects.get(verb="problem.reopened")
    assert line.sentence == "组织科 林晓 重新打开问题：振华路街道 1。理由：又有三条超时限"


def test_a_refused_move_names_where_the_problem_stands(at, problem):
    assert why(lambda: actions.close(problem, actor=at.office)) == (
        "该问题现在是“已列出”，这一步需要先到“已验收”。",
        409,
    )
    assert why(lambda: actions.begin(problem, cause="", measure="改", actor=at.owner)) == (
        "该问题现在是“已列出”，这一步需要先到“已交办 / 重新打开”。",
        409,
    )
    assert why(lambda: actions.send_back(problem, reason="再看看", actor=at.office)) == (
        "只有已申请销号的问题才能退回整改。",
        409,
    )
    assert why(lambda: actions.change_due(problem, due=in_days(3), reason="汛期", actor=at.office)) == (
        "只有述职人正在整改的问题才能调整时限。",
        409,
    )
    assert why(lambda: actions.change_plan(problem, cause="", measure="改", actor=at.owner)) == (
        "整改进行中才能修改原因和措施。",
        409,
    )


def test_work_is_for_the_reporter_and_the_own_staff(at):
    problem = brought_to(at, State.ASSIGNED)
    others = [at.office, at.place.secretaries[1], at.place.secretary, at.place.neighbour, at.stranger]

    said = {why(lambda who=who: actions.begin(problem, cause="", measure="改", actor=who)) for who in others}
    actions.begin(problem, cause="", measure="改", actor=at.staff)

    assert said == {("这个问题由陈一舟和振华路街道的工作人员整改。", 403)}
    assert problem.state == State.IN_PROGRESS


def test_lists_are_kept_by_the_organisers_office_alone(at):
    for who in (at.owner, at.staff, at.place.secretary, at.place.neighbour, at.stranger):
        with pytest.raises(Refused) as refused:
            actions.list_problem(at.reporter, text="问题", source=Source.VISIT, actor=who)
        assert refused.value.refusal.status == 403

    assert Problem.objects.count() == 0


def test_a_units_own_office_does_not_verify_its_secretary(at):
    from shuzhi.cycles.tests.factories import grant, user

    clerk = user("clerk", "街道组织办 乔木")
    grant(clerk, "office", at.place.streets[0])
    problem = brought_to(at, State.CLAIMED_DONE)

    with pytest.raises(Refused) as refused:
        actions.verify(problem, actor=clerk)

    assert refused.value.refusal.status == 403


def test_whoever_did_the_work_does_not_verify_it(at):
    from shuzhi.cycles.tests.factories import grant

    grant(at.owner, "office", at.place.organiser)
    grant(at.staff, "office", at.place.organiser)
    own = brought_to(at, State.CLAIMED_DONE)
    drafted = brought_to(at, State.IN_PROGRESS)
    actions.claim_done(drafted, evidence="见公示栏", actor=at.staff)

    assert why(lambda: actions.verify(own, actor=at.owner)) == ("这是您本人的考核材料，须由他人办理。", 403)
    assert why(lambda: actions.verify(drafted, actor=at.staff)) == (
        "申请销号的人不能自己验收，请由组织部门的其他人验收。",
        403,
    )


def test_for_a_reporter_without_an_account_one_of_the_office_writes_and_another_verifies(at):
    Person.objects.filter(user=at.owner).update(user=None)
    problem = listed(at)
    actions.assign(problem, due=in_days(9), actor=at.office)
    actions.begin(problem, cause="", measure="按纸质清单录入", actor=at.office)
    actions.claim_done(problem, evidence="纸质材料存档", actor=at.office)

    assert why(lambda: actions.verify(problem, actor=at.office))[1] == 403
    actions.verify(problem, actor=at.colleague)
    assert problem.state == State.VERIFIED


def test_the_database_keeps_two_people_and_proof_as_well(at):
    problem = brought_to(at, State.CLAIMED_DONE)

    for wrong in (
        {"verified_by": at.owner},
        {"evidence": ""},
        {"state": "verified"},
        {"state": "done"},
        {"source": "rumour"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Problem.objects.filter(pk=problem.pk).update(**wrong)


@pytest.mark.parametrize(
    ("state", "do", "message"),
    [
        (
            State.ASSIGNED,
            lambda p, at: actions.begin(p, cause="", measure=" ", actor=at.owner),
            "请写明准备怎么改。",
        ),
        (
            State.IN_PROGRESS,
            lambda p, at: actions.claim_done(p, evidence=" \n", actor=at.owner),
            "请写明在哪里能看到整改结果；没有佐证不算完成。",
        ),
        (
            State.CLAIMED_DONE,
            lambda p, at: actions.send_back(p, reason="", actor=at.office),
            "请写明还差什么。",
        ),
        (
            State.CLOSED,
            lambda p, at: actions.reopen(p, reason=" ", actor=at.office),
            "请写明发现了什么情况。",
        ),
        (
            State.ASSIGNED,
            lambda p, at: actions.change_due(p, due=in_days(5), reason="", actor=at.office),
            "请写明为什么调整时限。",
        ),
    ],
)
def test_a_step_without_its_words_is_refused_and_changes_nothing(at, state, do, message):
    problem = brought_to(at, state)
    lines = Entry.objects.count()

    assert why(lambda: do(problem, at)) == (message, 409)
    assert (Problem.objects.get(pk=problem.pk).state, Entry.objects.count()) == (state, lines)


def test_a_problem_needs_a_text(at):
    assert why(lambda: actions.list_problem(at.reporter, text=" ", source="visit", actor=at.office)) == (
        "请写明是什么问题。",
        409,
    )


def test_sent_back_work_is_claimed_again_and_the_verdict_stays_beside_it(at):
    problem = brought_to(at, State.CLAIMED_DONE)

    actions.send_back(problem, reason="公示缺两条", actor=at.office)
    actions.claim_done(problem, evidence="已补公示", actor=at.owner)

    assert (problem.state, problem.evidence, problem.verdict) == (
        State.CLAIMED_DONE,
        "已补公示",
        "公示缺两条",
    )


def test_a_promise_lies_no_later_than_the_deadline(at):
    problem = brought_to(at, State.ASSIGNED)
    Problem.objects.filter(pk=problem.pk).update(due=date(2026, 12, 31))

    assert why(
        lambda: actions.begin(problem, cause="", measure="改", planned=date(2027, 1, 1), actor=at.owner)
    ) == ("时限是2026年12月31日，承诺日期不能晚于这一天；确有需要请联系组织部门调整时限。", 409)
    actions.begin(problem, cause="", measure="改", planned=date(2026, 12, 31), actor=at.owner)
    assert problem.planned == date(2026, 12, 31)


def test_a_moved_deadline_keeps_the_old_one_in_the_log(at):
    problem = brought_to(at, State.ASSIGNED)
    old, new = problem.due, in_days(90)

    actions.change_due(problem, due=new, reason="汛期停工", actor=at.office)

    assert problem.due == new
    assert Entry.objects.get(verb="problem.due_changed").detail == {
        "before": old.isoformat(),
        "due": new.isoformat(),
        "reason": "汛期停工",
    }


def test_comments_are_taken_over_once(at):
    first = actions.list_problems_from_comments(at.cycle, actor=at.office)
    again = actions.list_problems_from_comments(at.cycle, actor=at.office)

    assert [(one.reporter_id, one.number, one.text, one.source, one.state) for one in first] == [
        (at.reporter.pk, 1, "减负不够深入", "comment", "listed"),
        (at.other.pk, 1, "减负不够深入", "comment", "listed"),
    ]
    assert again == []


def test_a_cycle_stays_open_while_a_problem_named_in_a_comment_is_on_no_list(at):
    before = str(rules.refuse_closing(at.cycle))
    actions.list_problems_from_comments(at.cycle, actor=at.office)

    assert (before, rules.refuse_closing(at.cycle)) == ("点评指出的问题有 2 条尚未列入清单。", None)


def test_comments_taken_over_with_a_day_are_assigned_at_once(at):
    made = actions.list_problems_from_comments(at.cycle, due=in_days(30), actor=at.office)

    assert {(one.state, one.due) for one in made} == {("assigned", in_days(30))}


def test_a_clerk_under_review_leaves_the_own_problems_to_somebody_else(at):
    Person.objects.filter(user=at.owner).update(user=at.office)

    made = actions.list_problems_from_comments(at.cycle, actor=at.office)
    rest = actions.list_problems_from_comments(at.cycle, actor=at.colleague)

    assert ([one.reporter for one in made], [one.reporter for one in rest]) == ([at.other], [at.reporter])


def test_reporters_add_what_they_found_themselves_and_nothing_else(at):
    made = actions.list_problem(at.reporter, text="我跑片区太少", source=Source.SELF, actor=at.owner)

    assert (made.number, made.state, made.source) == (1, "listed", "self")
    with pytest.raises(Refused):
        actions.list_problem(at.other, text="别人的", source=Source.SELF, actor=at.owner)
    with pytest.raises(Refused):
        actions.list_problem(at.reporter, text="冒充点评", source=Source.COMMENT, actor=at.owner)


def test_nothing_is_listed_before_the_cycle_is_open(at):
    Cycle.objects.filter(pk=at.cycle.pk).update(stage="preparing")
    at.reporter.cycle.refresh_from_db()

    assert why(lambda: listed(at)) == ("本年度述职评议考核尚未启动，启动后才能列问题。", 409)


def test_numbers_go_on_for_each_reporter(at):
    made = [listed(at), listed(at), listed(at, reporter=at.other)]

    assert [(one.reporter, one.number) for one in made] == [(at.reporter, 1), (at.reporter, 2), (at.other, 1)]


def test_many_are_assigned_or_none(at):
    fresh, begun = listed(at), brought_to(at, State.ASSIGNED)

    with pytest.raises(Refused):
        actions.assign_many([fresh, begun], due=in_days(8), actor=at.office)
    assert Problem.objects.get(pk=fresh.pk).state == "listed"

    assert actions.assign_many([fresh], due=in_days(8), actor=at.office) == 1
    assert Problem.objects.get(pk=fresh.pk).due == in_days(8)


def test_the_whole_list_is_filed_at_once(at):
    new, running = brought_to(at, State.ASSIGNED), brought_to(at, State.IN_PROGRESS)
    left = brought_to(at, State.ASSIGNED)
    plans = {
        new.pk: Plan("建台账", "底数不清", "何文", in_days(20)),
        running.pk: Plan("改为每天过一遍", "每周不够"),
    }

    assert actions.file_list(at.reporter, plans, actor=at.owner) == 2

    columns = ("state", "measure", "cause", "responsible", "planned")
    rows = list(Problem.objects.order_by("number").values_list(*columns))
    assert rows == [
        ("in_progress", "建台账", "底数不清", "何文", in_days(20)),
        ("in_progress", "改为每天过一遍", "每周不够", "", None),
        ("assigned", "", "", "", None),
    ]
    assert left.number == 3


def test_a_list_with_one_wrong_line_is_not_filed_at_all(at):
    good, wrong = brought_to(at, State.ASSIGNED), brought_to(at, State.ASSIGNED)
    plans = {good.pk: Plan("建台账"), wrong.pk: Plan("以后再说", planned=in_days(400))}

    with pytest.raises(Refused):
        actions.file_list(at.reporter, plans, actor=at.owner)

    assert set(Problem.objects.values_list("state", flat=True)) == {"assigned"}


def test_a_list_that_changed_meanwhile_is_not_filed(at):
    foreign = brought_to(at, State.ASSIGNED, None)
    stale = "页面打开后清单有变化，请重新查看后再报送。"

    assert why(
        lambda: actions.file_list(at.other, {foreign.pk: Plan("改")}, actor=at.place.secretaries[1])
    ) == (
        stale,
        409,
    )
    assert why(lambda: actions.file_list(at.reporter, {}, actor=at.owner)) == (stale, 409)
    assert why(lambda: actions.file_list(at.reporter, {foreign.pk: Plan("改")}, actor=at.stranger))[1] == 403


def test_late_is_what_the_reporter_still_owes(at):
    problem = brought_to(at, State.IN_PROGRESS)
    Problem.objects.update(due=in_days(-1))
    problem.refresh_from_db()
    owed = problem.is_late
    actions.claim_done(problem, evidence="见公示栏", actor=at.owner)

    assert (owed, problem.is_late) == (True, False)
    assert queries.counts_by_state(Problem.objects.all())["claimed_done"] == 1
