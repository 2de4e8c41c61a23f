import pytest

from shuzhi.cycles.tests import factories
from shuzhi.reports import actions, queries, rules
from shuzhi.reports.models import characters_in
from shuzhi.reports.tests.factories import accepted, drafted


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        (" \n　", 0),
        ("抓党建促发展", 6),
        ("一是，二是。", 6),
        ("办公42次", 4),
        ("完成率98.5%", 4),
        ("用 Excel 2019 填表", 5),
        ("“双报到”", 5),
    ],
)
def test_characters_are_counted_as_the_word_processor_counts(text, length):
    assert characters_in(text) == length


def test_counts_warn_of_a_long_text_and_of_brief_problems(place, open_cycle):
    open_cycle.text_limit = 10
    sections = [
        {"key": "a", "text": "成" * 9, "problems": False},
        {"key": "b", "text": "题" * 3, "problems": True},
    ]

    found = queries.counts(open_cycle, sections, ["答" * 2])

    assert (found.total, found.answers, found.problem_percent, found.wanted_percent) == (14, 2, 25, 33)
    assert (found.too_long, found.problems_short) == (True, True)


def test_an_empty_text_warns_of_nothing(place, open_cycle):
    found = queries.counts(open_cycle, [{"key": "a", "text": "", "problems": True}], [])

    assert (found.total, found.too_long, found.problems_short) == (0, False, False)


def test_the_office_sees_all_reporters_with_the_missing_first(place, open_cycle):
    accepted(place.reporters[0], place.secretaries[0], place.office)
    drafted(place.reporters[1], place.secretaries[1])

    rows = queries.in_order(queries.reporters_for(place.office), "")

    assert [(row.person_name, row.state) for row in rows] == [
        ("李三江", "none"),
        ("王二川", "draft"),
        ("陈一舟", "accepted"),
    ]
    assert queries.state_counts(rows) == {"none": 1, "draft": 1, "returned": 0, "handed_in": 0, "accepted": 1}


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("office", ["陈一舟", "王二川", "李三江"]),
        ("secretary", ["陈一舟", "王二川", "李三江"]),
        ("staff", ["陈一舟"]),
        ("neighbour", []),
        ("stranger", []),
    ],
)
def test_each_person_finds_the_reports_of_the_own_scope(place, open_cycle, who, names):
    found = queries.reporters_for(getattr(place, who)).order_by("order")

    assert [row.person_name for row in found] == names


def test_a_reporter_finds_the_own_report_only(place, open_cycle):
    found = queries.reporters_for(place.secretaries[1])

    assert [row.person_name for row in found] == ["王二川"]


def test_a_grant_for_another_cycle_opens_nothing(place, open_cycle):
    guest = factories.user("guest", "调研组")
    grant = factories.grant(guest, "researcher", place.organiser)
    grant.cycle_id = open_cycle.pk + 1
    grant.save()
    before = queries.reporters_for(guest).count()

    grant.cycle_id = open_cycle.pk
    grant.save()

    assert (before, queries.reporters_for(guest).count()) == (0, 3)


def test_filters_narrow_the_list(place, open_cycle):
    drafted(place.reporters[1], place.secretaries[1])
    everyone = queries.reporters_for(place.office)

    found = {
        "written": queries.reporters_matching(everyone, form="written").count(),
        "draft": queries.reporters_matching(everyone, state="draft", cycle=open_cycle.pk).count(),
        "street": queries.reporters_matching(everyone, category="街道", text="永").count(),
    }

    assert found == {"written": 1, "draft": 1, "street": 2}


def test_readers_never_see_a_draft(place, open_cycle):
    report = drafted(place.reporters[0], place.secretaries[0])

    assert rules.may_read(place.office, report).status == 409
    assert rules.may_read(place.stranger, report).status == 403
    assert rules.may_read(place.staff, report) is None
    actions.hand_in(report, actor=place.secretaries[0])
    assert rules.may_read(place.office, report) is None


def test_changes_since_the_round_before_are_shown_by_paragraph(place, open_cycle):
    reporter, author = place.reporters[0], place.secretaries[0]
    report = drafted(reporter, author)
    report = actions.save_draft(report, {"next": "甲\n乙"}, {}, actor=author)
    first = actions.hand_in(report, actor=author)
    actions.return_to_author(report, {"next": "写得更具体些"}, actor=place.office)
    report = actions.save_draft(report, {"next": "甲\n丙"}, {}, actor=author)
    second = actions.hand_in(report, actor=author)

    passages = [(one.kind, one.text) for one in queries.changes_in(second)["next"]]

    assert queries.changes_in(first) == {}
    assert passages == [("same", "甲"), ("gone", "乙"), ("new", "丙")]


def test_accepted_reports_come_in_the_order_of_the_reporters(place, open_cycle):
    accepted(place.reporters[1], place.secretaries[1], place.office)
    accepted(place.reporters[0], place.secretaries[0], place.office)
    drafted(place.reporters[2], place.secretaries[2])

    assert [str(one) for one in queries.accepted_reports(open_cycle)] == [
        "振华路街道 陈一舟",
        "永清路街道 王二川",
    ]
