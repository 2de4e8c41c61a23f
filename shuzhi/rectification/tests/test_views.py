from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from shuzhi.rectification import actions
from shuzhi.rectification.models import Problem
from shuzhi.rectification.states import State
from shuzhi.rectification.tests.factories import brought_to, in_days, listed

LIST = reverse("rectification:list-problems")


@pytest.fixture
def as_office(client, at):
    client.force_login(at.office)
    return client


@pytest.fixture
def as_owner(client, at):
    client.force_login(at.owner)
    return client


def test_a_stranger_finds_no_problem_anywhere(client, at):
    problem = listed(at, "只有本单位能看到的问题")
    client.force_login(at.stranger)
    addresses = [
        problem.get_absolute_url(),
        reverse("rectification:file-list", args=[at.reporter.pk]),
        reverse("rectification:add-problem", args=[at.cycle.pk]),
    ]

    answers = [client.get(address) for address in [LIST, *addresses]]
    moved = client.post(
        reverse("rectification:move-problem", args=[problem.pk, "assign"]), {"assign-due": in_days(5)}
    )
    sheet = client.get(reverse("rectification:export-problems"))

    assert [answer.status_code for answer in answers] == [200, 404, 404, 404]
    assert any(problem.text in answer.text for answer in answers) is False
    assert (moved.status_code, Problem.objects.get().state) == (404, "listed")
    assert list(openpyxl.load_workbook(BytesIO(sheet.content)).active.values)[1:] == []


def test_the_list_counts_what_it_leads_to(as_office, at):
    for state in (State.LISTED, State.LISTED, State.CLAIMED_DONE):
        brought_to(at, state)

    page = as_office.get(LIST, {"cycle": at.cycle.pk, "state": "listed"})

    assert page.context["page"].paginator.count == 2
    assert [(value, count) for value, _label, count in page.context["counts"]] == [
        ("listed", 2),
        ("claimed_done", 1),
    ]
    assert f"?cycle={at.cycle.pk}&amp;state=claimed_done" in page.text


def test_an_empty_list_says_where_problems_come_from(as_office, at):
    page = as_office.get(LIST)
    nothing = as_office.get(LIST, {"q": "没有这样的话"})

    assert "还没有列出问题" in page.text
    assert "点评指出的问题有 2 条尚未列入清单" in page.text
    assert "还没有列出问题" in nothing.text


def test_the_list_of_another_cycle_than_the_own_is_empty(as_office, at):
    assert as_office.get(LIST, {"cycle": 999}).context["cycle"] is None


def test_the_list_takes_few_queries_whatever_its_length(as_office, at, django_assert_max_num_queries):
    for _one in range(30):
        listed(at)

    with django_assert_max_num_queries(25):
        page = as_office.get(LIST)

    assert len(page.context["page"]) == 30


def test_the_workbook_holds_exactly_what_is_filtered_and_no_formula(as_office, at):
    trap = '=HYPERLINK("http://example.org")'
    shown = brought_to(at, State.IN_PROGRESS, listed(at, trap))
    listed(at, "不在筛选之内")

    answer = as_office.get(
        reverse("rectification:export-problems"), {"state": "in_progress", "cycle": at.cycle.pk}
    )
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.values)

    assert (len(rows), rows[0][:5]) == (2, ("单位", "述职人", "序号", "来源", "问题"))
    assert rows[1] == (
        "振华路街道", "陈一舟", 1, "巡察检查", trap, "过问不够", "每周过一遍", "何文",
        None, str(shown.due), "整改中", None, None, None, "乡级",
    )  # fmt: skip
    assert sheet["E2"].data_type == "s"


def test_comments_are_taken_over_with_one_press(as_office, at):
    answer = as_office.post(
        reverse("rectification:take-over-comments", args=[at.cycle.pk]), {"due": in_days(30)}, follow=True
    )

    assert "已从点评中列入 2 条问题。" in answer.text
    assert set(Problem.objects.values_list("state", "due")) == {("assigned", in_days(30))}


def test_a_day_that_has_passed_takes_nothing_over(as_office, at):
    answer = as_office.post(
        reverse("rectification:take-over-comments", args=[at.cycle.pk]), {"due": in_days(-1)}, follow=True
    )

    assert ("这一天已经过去，请选择以后的日期。" in answer.text, Problem.objects.count()) == (True, 0)


def test_ticked_problems_are_assigned_together(as_office, at):
    one, two = listed(at), listed(at)
    address = reverse("rectification:assign-problems", args=[at.cycle.pk])

    nothing = as_office.post(address, {"due": in_days(9)}, follow=True)
    done = as_office.post(address, {"due": in_days(9), "problem": [one.pk, two.pk]}, follow=True)

    assert "这次没有交办任何问题" in nothing.text
    assert "已交办 2 条问题。" in done.text
    assert set(Problem.objects.values_list("state", flat=True)) == {"assigned"}


def test_the_office_adds_a_problem(as_office, at):
    address = reverse("rectification:add-problem", args=[at.cycle.pk])
    filled = {"reporter": at.reporter.pk, "source": "visit", "text": "台账与现场不一致", "due": in_days(20)}

    wrong = as_office.post(address, filled | {"text": ""})
    right = as_office.post(address, filled, follow=True)

    assert (wrong.status_code, "尚未保存" in wrong.text) == (422, True)
    assert ("问题已列入清单，序号 1。" in right.text, Problem.objects.get().state) == (True, "assigned")


def test_a_reporter_adds_only_the_own_findings(as_owner, at):
    address = reverse("rectification:add-problem", args=[at.cycle.pk])

    page = as_owner.get(address)
    as_owner.post(address, {"reporter": at.reporter.pk, "source": "self", "text": "我跑得少"})
    wrong = as_owner.post(address, {"reporter": at.other.pk, "source": "self", "text": "别人的"})

    assert (page.status_code, at.other.person_name in page.text) == (200, False)
    assert (wrong.status_code, list(Problem.objects.values_list("source", "reporter__person_name"))) == (
        422,
        [("self", "陈一舟")],
    )


def test_one_who_neither_keeps_nor_owns_a_list_adds_nothing(client, at):
    client.force_login(at.place.secretary)

    page = client.get(reverse("rectification:add-problem", args=[at.cycle.pk]))

    assert (page.status_code, "这项操作不由您办理" in page.text) == (403, True)


def test_the_page_of_a_problem_offers_what_is_possible_and_says_why_not_the_rest(as_owner, at):
    problem = brought_to(at, State.IN_PROGRESS)

    page = as_owner.get(problem.get_absolute_url())

    assert [move["name"] for move in page.context["moves"]] == ["claim"]
    assert [move["name"] for move in page.context["corrections"]] == ["change-plan"]
    assert {move["name"] for move in page.context["refused"]} == {
        "assign", "begin", "verify", "send-back", "close", "reopen", "change-due",
    }  # fmt: skip
    assert "这是您本人的考核材料，须由他人办理。" in page.text
    assert "组织科 林晓 交办问题：振华路街道 1" in page.text


def test_a_problem_goes_round_by_its_pages(client, at):
    problem = listed(at)

    def press(who, move, **filled):
        client.force_login(who)
        address = reverse("rectification:move-problem", args=[problem.pk, move])
        client.post(address, {f"{move}-{name}": value for name, value in filled.items()})
        return Problem.objects.get(pk=problem.pk).state

    assert [
        press(at.office, "assign", due=in_days(20)),
        press(at.owner, "begin", measure="每周过一遍", planned=in_days(10)),
        press(at.owner, "change-plan", measure="每天过一遍"),
        press(at.office, "change-due", due=in_days(40), reason="汛期"),
        press(at.owner, "claim", evidence="见公示栏"),
        press(at.office, "send-back", reason="缺两条"),
        press(at.owner, "claim", evidence="已补"),
        press(at.office, "verify", note="属实"),
        press(at.office, "close"),
        press(at.office, "reopen", reason="反弹"),
    ] == [
        "assigned", "in_progress", "in_progress", "in_progress", "claimed_done", "in_progress", "claimed_done",
        "verified", "closed", "reopened",
    ]  # fmt: skip


def test_a_move_that_is_not_the_persons_is_refused_with_its_reason(as_owner, at):
    problem = brought_to(at, State.CLAIMED_DONE)

    answer = as_owner.post(
        reverse("rectification:move-problem", args=[problem.pk, "verify"]), {"verify-note": ""}
    )

    assert (answer.status_code, "须由他人办理" in answer.text) == (403, True)
    assert Problem.objects.get().state == "claimed_done"


def test_a_move_nobody_knows_is_not_found(as_office, at):
    assert (
        as_office.post(reverse("rectification:move-problem", args=[listed(at).pk, "forget"])).status_code
        == 404
    )


def test_a_move_without_its_words_shows_the_form_again(as_owner, at):
    problem = brought_to(at, State.IN_PROGRESS)

    answer = as_owner.post(
        reverse("rectification:move-problem", args=[problem.pk, "claim"]), {"claim-evidence": " "}
    )

    assert (answer.status_code, "尚未保存" in answer.text, Problem.objects.get().state) == (
        422,
        True,
        "in_progress",
    )


def test_the_reporter_files_the_list(as_owner, at):
    one, two = brought_to(at, State.ASSIGNED), brought_to(at, State.ASSIGNED)
    address = reverse("rectification:file-list", args=[at.reporter.pk])
    filled = {
        f"p{one.pk}-cause": "底数不清",
        f"p{one.pk}-measure": "建台账",
        f"p{one.pk}-responsible": "何文",
        f"p{one.pk}-planned": in_days(15),
    }

    offered = as_owner.get(LIST)
    done = as_owner.post(address, filled, follow=True)

    assert f'href="{address}"' in offered.text
    assert "已填报 1 条问题。" in done.text
    assert [(p.state, p.measure) for p in Problem.objects.order_by("number")] == [
        ("in_progress", "建台账"),
        ("assigned", ""),
    ]
    assert two.number == 2


def test_a_line_with_a_cause_but_no_measure_is_shown_again(as_owner, at):
    problem = brought_to(at, State.ASSIGNED)
    address = reverse("rectification:file-list", args=[at.reporter.pk])

    answer = as_owner.post(address, {f"p{problem.pk}-cause": "底数不清"})

    assert (answer.status_code, "尚未报送：请先修改这一条。" in answer.text) == (422, True)
    assert "底数不清" in answer.text


def test_an_empty_list_waits_for_nothing(as_owner, at):
    listed(at)

    page = as_owner.get(reverse("rectification:file-list", args=[at.reporter.pk]))

    assert (page.status_code, "现在没有需要您填报的问题" in page.text) == (200, True)


def test_nobody_files_for_another(client, at):
    brought_to(at, State.ASSIGNED)
    client.force_login(at.office)

    page = client.get(reverse("rectification:file-list", args=[at.reporter.pk]))

    assert (page.status_code, "这个问题由陈一舟和振华路街道的工作人员整改。" in page.text) == (403, True)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_stands_in_both_languages(client, at, language):
    client.cookies["django_language"] = language
    problem = brought_to(at, State.IN_PROGRESS)
    actions.list_problems_from_comments(at.cycle, actor=at.office)

    for who, address in [
        (at.office, LIST),
        (at.office, problem.get_absolute_url()),
        (at.office, reverse("rectification:add-problem", args=[at.cycle.pk])),
        (at.owner, reverse("rectification:file-list", args=[at.reporter.pk])),
    ]:
        client.force_login(who)
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["cycle", "reporter"])
def test_a_number_nobody_was_given_is_no_fault_of_the_server(as_office, at, name):
    answers = [as_office.get(LIST, {name: asked}).status_code for asked in ("²", "9" * 25)]

    assert set(answers) <= {200, 400}
