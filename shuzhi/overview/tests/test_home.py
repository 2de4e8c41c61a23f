"""The work list: what waits for whom at each turn of the year."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from shuzhi.accounts.tests.factories import user_with
from shuzhi.ballots.tests import factories as halls
from shuzhi.cycles.tests.factories import grant, prepared, user
from shuzhi.overview.queries.worklist import coming, work_list
from shuzhi.overview.tests.crowd import crowd
from shuzhi.rectification.tests import whole_year as year
from shuzhi.rectification.tests.factories import in_days

pytestmark = pytest.mark.django_db(databases=["default", "box"])
HOME = reverse("overview:home")


def waits(who):
    return [task.text for group in work_list(who) for task in group.tasks]


def doors(who):
    return [task.address for group in work_list(who) for task in group.tasks]


def assert_every_door_opens(client, who):
    client.force_login(who)
    for address in doors(who):
        assert (address, client.get(address, follow=True).status_code) == (address, 200)


def test_a_cycle_in_preparation_waits_for_the_office(client, place):
    prepared(place)

    assert waits(place.office) == ["年度正在筹备：补全各项后启动。"]
    assert waits(place.secretaries[0]) == []
    assert_every_door_opens(client, place.office)


def test_a_report_waits_for_its_reporter_and_the_staff(client, place, open_cycle):
    chen = place.secretaries[0]
    mine = place.reporters[0]

    begun = [waits(chen), waits(place.staff)]
    year.draft(mine)
    drafted = waits(chen)
    year.handed_in(mine)
    handed = [waits(chen), waits(place.staff)]

    assert begun == [["请撰写述职报告。"], ["请起草振华路街道的述职报告。"]]
    assert (drafted, handed) == (["请完成述职报告并交稿。"], [[], []])
    assert_every_door_opens(client, place.secretaries[1])


def test_a_returned_report_says_how_many_notes_there_are(client, place, open_cycle):
    year.returned(place.reporters[0], place.office)

    assert waits(place.secretaries[0]) == ["振华路街道的述职报告已退回，有 2 条修改意见：请修改后重新交稿。"]
    assert_every_door_opens(client, place.secretaries[0])


def test_the_office_vets_what_came_in_and_chases_what_did_not(client, place, open_cycle):
    first, second, third = place.reporters
    year.handed_in(first)
    year.returned(second, place.office)

    assert waits(place.office) == [
        "有 1 份述职报告等待审核。",
        "还有 2 名现场述职人没有排入议程：请安排会议。",
        "有 1 份述职报告尚未动笔。",
        "有 1 份述职报告退回修改后还没有交回。",
    ]
    year.draft(third)
    assert "有 1 份述职报告仍是草稿，没有交稿。" in waits(place.office)
    assert_every_door_opens(client, place.office)


def test_a_figure_of_the_list_opens_exactly_what_it_counts(client, place, open_cycle):
    year.handed_in(place.reporters[0])
    client.force_login(place.office)

    shown = client.get(doors(place.office)[0]).context["page"].paginator

    assert (shown.count, shown.object_list[0].pk) == (1, place.reporters[0].pk)


def test_meetings_wait_for_who_runs_them_and_comments_for_who_gives_them(client, place, open_cycle):
    for one in place.reporters:
        year.accepted(one, place.office)
    meeting = year.planned(place, place.reporters[:2])
    before = [waits(place.office), waits(place.secretary)]
    year.at_comment(meeting, place.office)
    during = [waits(place.office), waits(place.secretary)]

    assert before == [
        ["“述职评议会”已安排，议程上有 2 人：请组织召开。", "“述职评议会”还没有测评：请准备测评。"],
        ["“述职评议会”：有 2 份述职待准备点评。"],
    ]
    assert during == [
        ["“述职评议会”正在进行：2 人中已有 0 人完成述职和点评。", "“述职评议会”还没有测评：请准备测评。"],
        ["“述职评议会”：现在有述职等待您点评。"],
    ]
    assert_every_door_opens(client, place.office)
    assert_every_door_opens(client, place.secretary)


def test_a_meeting_without_an_agenda_wants_one(client, place, open_cycle):
    year.planned(place, [])

    assert "“述职评议会”还没有议程。" in waits(place.office)
    assert_every_door_opens(client, place.office)


def test_each_step_of_the_ballot_waits_for_its_people(client, hall):
    def ballot(who):
        return [text for text in waits(who) if "“测评票”" in text]

    year.ended(hall)
    session = halls.prepared(hall)
    prepared = [ballot(hall.teller), ballot(hall.office)]
    halls.printed(hall, session)
    printed = [ballot(hall.teller), ballot(hall.office)]

    assert prepared == [["请打印“测评票”的票签。"], ["请打印“测评票”的票签。"]]
    assert printed == [[], ["“测评票”已备好：述职、点评全部完成后开始测评。"]]
    assert_every_door_opens(client, hall.office)


def test_an_open_ballot_waits_to_be_closed(client, hall):
    year.opened_ballot(hall)

    assert "“测评票”正在测评：大家评完后请结束测评。" in waits(hall.office)
    assert waits(hall.teller) == []
    assert_every_door_opens(client, hall.office)


def test_two_people_declare_and_neither_twice(client, hall):
    session = halls.closed(hall, [[0], [1]], settings.SLIP_KEY)
    both = [waits(hall.teller), waits(hall.supervisor)]
    year.declared_by_one(hall, session)

    said = ["“测评票”已结束，票数相符：请宣布结果。"]
    assert both == [said, said]
    assert [waits(hall.teller), waits(hall.supervisor)] == [[], said]
    assert_every_door_opens(client, hall.supervisor)


def test_after_the_declaration_come_scores_grades_feedback(client, hall, rated, tmp_path):
    office, secretary = hall.office, hall.place.secretary
    to_settle = waits(office)
    settlement = year.settled(hall, tmp_path)
    to_decide = [waits(secretary), waits(office)]
    year.decided(hall, settlement)
    to_hand_over = waits(office)

    assert "测评结果已全部宣布：核对考核材料后即可计分。" in to_settle
    assert to_decide[0] == ["有 3 人的等次等待评定。"]
    assert not any("等次" in text for text in to_decide[1])
    assert "等次已全部评定：请向 3 名述职人反馈意见。" in to_hand_over
    assert_every_door_opens(client, office)


def test_feedback_waits_until_it_is_read(client, hall, rated, tmp_path):
    year.decided(hall, year.settled(hall, tmp_path))
    chen = hall.place.secretaries[0]
    handed = year.handed_over(hall)
    before = waits(chen)
    assert_every_door_opens(client, chen)
    year.read(next(one for one in handed if one.decision.proposal.reporter.user_id == chen.pk), chen)

    assert (before, waits(chen)) == (["请阅读对您的反馈意见。"], [])


def test_problems_go_back_and_forth_between_office_and_reporter(client, hall):
    office, chen = hall.office, hall.place.secretaries[0]
    colleague = year.second_clerk(hall.place)
    from shuzhi.rectification.models import Problem

    def of_problems(who):
        return [text for text in waits(who) if "问题" in text]

    named = of_problems(office)
    year.problems_listed(hall)
    listed = of_problems(office)
    Problem.objects.update(state="assigned", due=in_days(9))
    assigned = [of_problems(chen), of_problems(hall.place.staff)]
    Problem.objects.update(state="in_progress")
    begun = of_problems(chen)
    Problem.objects.update(state="claimed_done", evidence="见公示栏", claimed_by=colleague)
    claimed = [of_problems(office), of_problems(colleague)]
    Problem.objects.update(state="verified", verified_by=office)
    verified = of_problems(office)

    assert named == ["点评指出的问题有 2 条尚未列入清单。"]
    assert listed == ["有 2 条问题已列出，等待交办。"]
    assert assigned == [["振华路街道：有 1 条问题待填写原因和措施。"]] * 2
    assert begun == ["振华路街道：有 1 条问题正在整改，完成后请申请销号。"]
    assert claimed == [["有 2 条问题申请销号：请核查整改结果。"], []]
    assert verified == ["有 2 条问题已验收，可以销号。"]
    for who in (office, chen):
        assert_every_door_opens(client, who)


def test_an_administrator_finds_accounts_without_a_role(client, place):
    administrator = user_with("administrator", place.root.path)
    user("idle", "新来的同志")
    type(place.stranger).objects.update(home_path=place.organiser.path)

    assert waits(administrator) == [
        "账号“新来的同志”还没有角色：请授予角色或停用账号。",
        "账号“路人 石生”还没有角色：请授予角色或停用账号。",
    ]
    assert_every_door_opens(client, administrator)


def test_nobody_finds_the_work_of_another_place(place, open_cycle):
    year.handed_in(place.reporters[0])

    assert (waits(place.neighbour), waits(place.stranger)) == ([], [])


def test_a_clerk_under_review_does_not_vet_the_own_report(place, open_cycle):
    grant(place.secretaries[0], "office", place.organiser)
    year.handed_in(place.reporters[0])

    assert not any("审核" in text for text in waits(place.secretaries[0]))
    assert "有 1 份述职报告等待审核。" in waits(place.office)


def test_whoever_is_not_assessed_owes_no_report(place, open_cycle):
    from shuzhi.cycles.models import Exclusion

    Exclusion.objects.create(reporter=place.reporters[0], name="新任职", reason="任职四个月")

    assert waits(place.secretaries[0]) == []


def test_what_is_late_is_marked(client, place, open_cycle):
    year.timetable(open_cycle, place.office, report_due=year.today() - timedelta(days=1))
    client.force_login(place.secretaries[0])

    page = client.get(HOME)

    assert (page.context["count"], '<span class="late">逾期</span>' in page.text) == (1, True)


def test_an_empty_list_says_what_comes_next(client, place, open_cycle):
    year.timetable(
        open_cycle, place.office, report_due=year.today() - timedelta(days=1), meeting_on=in_days(9)
    )
    year.handed_in(place.reporters[0])
    client.force_login(place.secretaries[0])

    page = client.get(HOME)

    assert [(one.day, one.what) for one in coming(place.secretaries[0])] == [(in_days(9), "召开会议")]
    assert ("现在没有需要您办理的事项。" in page.text, "召开会议" in page.text) == (True, True)


def test_an_account_without_a_role_is_told_whom_to_ask(client, place, open_cycle):
    client.force_login(place.stranger)

    page = client.get(HOME)

    assert ("您的账号还没有角色" in page.text, open_cycle.title in page.text) == (True, False)


def test_the_list_of_a_switched_off_account_is_empty(place, open_cycle):
    place.office.is_active = False
    place.office.save()

    assert waits(place.office) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_stands_in_both_languages(client, place, open_cycle, language):
    client.cookies["django_language"] = language
    client.force_login(place.office)

    assert client.get(HOME).status_code == 200


def test_two_hundred_reporters_are_read_in_a_bounded_number_of_queries(
    client, place, django_assert_max_num_queries
):
    cycle = crowd(place, 200)
    grant(place.office, "secretary", place.organiser)
    client.force_login(place.office)

    with django_assert_max_num_queries(40):
        page = client.get(HOME)

    assert page.context["count"] > 5
    assert page.context["groups"][0].cycle == cycle
