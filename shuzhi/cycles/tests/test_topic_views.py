import pytest
from django.urls import reverse

from shuzhi.cycles import actions, queries
from shuzhi.cycles.models import Cycle, Topic, TopicList, TopicProposal
from shuzhi.cycles.tests.levels import DRIVERS, HARD, STUDY, city_list, levels

FLAGS = {"must_report": "on", "must_review": "on", "must_assess": "on"}


@pytest.fixture
def up(place):
    return levels(place)


@pytest.fixture
def issued(up):
    made = city_list(up, STUDY, HARD)
    actions.issue_list(made, actor=up.city_office)
    return made


def address(name, *keys):
    return reverse(f"cycles:{name}", args=keys)


def test_an_office_begins_writes_and_issues_a_list(as_user, up):
    client = as_user(up.city_office)
    root = up.district.root

    form = client.get(address("create-list"))
    given = {"issuer": root.pk, "year": 2026, "title": "全市事项"}
    client.post(address("create-list"), given)
    twice = client.post(address("create-list"), given)
    made = TopicList.objects.get()
    client.post(address("show-list", made.pk), {"code": "A1", "text": "减负", **FLAGS})
    parts = {"kind": "checklist", "parts": "减证明\n\n减考核\n", "categories": ["organ"]}
    client.post(address("show-list", made.pk), {"code": "A2", "text": "四减", **FLAGS, **parts})
    added = made.topics.get(code="A2")
    client.post(address("move-issued-up", made.pk, added.pk))
    client.post(address("edit-issued", made.pk, added.pk), {"code": "A2", "text": "减四样", **FLAGS, **parts})
    page = client.get(address("issue-list", made.pk))
    client.post(address("issue-list", made.pk))

    assert (form.status_code, "title" in twice.context["form"].errors) == (200, True)
    assert page.context["refusal"] is None
    made.refresh_from_db()
    assert (made.stage, [t.text for t in made.topics.all()]) == ("issued", ["减四样", "减负"])
    assert made.topics.get(code="A2").part_texts == ["减证明", "减考核"]
    shown = client.get(address("show-list", made.pk))
    assert (shown.status_code, made.digest in shown.text) == (200, True)


def test_the_form_says_what_a_kind_asks_for_and_that_two_questions_are_enough(as_user, up, issued):
    draft = actions.create_list(up.district.root, 2026, "第二张", actor=up.city_office)
    client = as_user(up.city_office)

    bare = client.post(
        address("show-list", draft.pk), {"code": "A", "text": "无分项", "kind": "pairing", **FLAGS}
    )
    event = client.post(
        address("show-list", draft.pk), {"code": "B", "text": "无事件", "kind": "event", **FLAGS}
    )
    for n in (2, 3):
        question = {"code": f"Q{n}", "text": f"第{n}问", "kind": "must_answer", **FLAGS}
        asked = client.post(address("show-list", draft.pk), question)

    assert ("parts" in bare.context["form"].errors, "event" in event.context["form"].errors) == (True, True)
    assert (asked.status_code, [*asked.context["form"].errors]) == (200, ["kind"])
    assert list(draft.topics.values_list("code", flat=True)) == ["Q2"]


def test_guiding_is_offered_to_sector_bodies_alone(as_user, up):
    given = {"year": 2026, "title": "两新", "guides": ["two_new"]}

    client = as_user(up.city_office)
    wrong = client.post(address("create-list"), {**given, "issuer": up.district.root.pk})
    client.post(address("create-list"), {**given, "issuer": up.sector.pk})

    assert "guides" in wrong.context["form"].errors
    assert TopicList.objects.get().guides == ["two_new"]


def test_editions_next_years_and_dropped_drafts(as_user, up, issued):
    client = as_user(up.city_office)

    draft = client.post(address("revise-list", issued.pk))["Location"]
    again = client.post(address("revise-list", issued.pk))
    client.post(client.get(draft).wsgi_request.path + "drop/")
    client.post(address("carry-list-over", issued.pk))

    assert again.status_code == 409
    assert list(TopicList.objects.order_by("pk").values_list("year", "edition")) == [(2026, 1), (2027, 1)]
    page = client.get(address("list-lists"), {"year": 2026, "text": "全市"})
    assert [one.pk for one in page.context["page"]] == [issued.pk]


def test_those_below_read_a_list_and_change_nothing(as_user, place, up, issued):
    client = as_user(place.office)

    assert client.get(address("show-list", issued.pk)).status_code == 200
    assert client.get(address("download-list", issued.pk)).status_code == 200
    topic = issued.topics.first()
    refused = [
        client.post(address(name, *keys)).status_code
        for name, keys in (
            ("issue-list", [issued.pk]),
            ("revise-list", [issued.pk]),
            ("drop-list", [issued.pk]),
            ("import-list", [issued.pk]),
            ("edit-issued", [issued.pk, topic.pk]),
            ("remove-issued", [issued.pk, topic.pk]),
            ("move-issued-up", [issued.pk, topic.pk]),
        )
    ]
    assert refused == [403] * 7
    assert as_user(place.stranger).get(address("show-list", issued.pk)).status_code == 404


def test_what_comes_from_above_is_shown_and_taken_over_by_one_press(as_user, place, cycle, issued):
    client = as_user(place.office)

    before = client.get(address("list-topics", cycle.pk))
    checks = client.get(address("show-cycle", cycle.pk))
    client.post(address("take-over-topics", cycle.pk))
    after = client.get(address("list-topics", cycle.pk))

    assert [topic.code for topic in before.context["pending"].new] == ["S1", "S2"]
    assert "S1、S2" in checks.text
    assert (after.context["pending"].anything, "青岛市" in after.text) == (False, True)


def test_of_a_topic_from_above_only_number_and_further_flags_can_be_changed(as_user, place, up, cycle):
    made = city_list(up, {"code": "S4", "text": "可选", "must_assess": False})
    actions.issue_list(made, actor=up.city_office)
    actions.take_over_topics(cycle, actor=place.office)
    topic = cycle.topics.get(code="S4")
    client = as_user(place.office)

    form = client.get(address("edit-topic", cycle.pk, topic.pk)).context["form"]
    client.post(
        address("edit-topic", cycle.pk, topic.pk), {"code": "市四", "text": "改", "must_assess": "on"}
    )
    removed = client.post(address("remove-topic", cycle.pk, topic.pk))

    assert set(form.fields) == {"code", "must_report", "must_review", "must_assess"}
    topic.refresh_from_db()
    assert (topic.code, topic.text, topic.flags) == (
        "市四",
        "可选",
        {"must_report", "must_review", "must_assess"},
    )
    assert removed.status_code == 409


def test_topics_that_stay_are_carried_over_by_one_press(as_user, place, cycle):
    actions.change_topic(cycle.topics.get(code="二"), actor=place.office, lasting=True)
    later = actions.create_cycle(place.organiser, 2027, "2027年度", actor=place.office)
    client = as_user(place.office)

    page = client.get(address("list-topics", later.pk))
    client.post(address("carry-over-topics", later.pk))

    assert [topic.code for topic in page.context["lasting"]] == ["二"]
    topic = later.topics.get()
    years = client.get(address("topic-over-years", later.pk, topic.pk))
    assert [(row.topic.cycle.year, row.concerned) for row in years.context["same"]] == [(2027, 0), (2026, 3)]


def test_topics_of_one_event_are_found_together(as_user, place, cycle):
    first = actions.add_topic(cycle, "灾1", "抗震", actor=place.office, kind="event", event="地震")
    actions.add_topic(cycle, "灾2", "安置", actor=place.office, kind="event", event="地震")

    page = as_user(place.office).get(address("topic-over-years", cycle.pk, first.pk))

    assert [row.topic.code for row in page.context["event"]] == ["灾2"]


def test_a_change_above_is_read_beside_what_stands_and_answered(as_user, place, up, cycle, issued):
    actions.take_over_topics(cycle, actor=place.office)
    actions.open_cycle(cycle, actor=place.office)
    draft = actions.revise_list(issued, actor=up.city_office)
    actions.change_issued(draft.topics.get(code="S1"), actor=up.city_office, text="主题教育（深化）")
    actions.remove_issued(draft.topics.get(code="S2"), actor=up.city_office)
    actions.add_issued(draft, "S9", "新来的", actor=up.city_office)
    actions.issue_list(draft, actor=up.city_office)
    changed, gone, new = (TopicProposal.objects.get(change=one) for one in ("change", "withdraw", "add"))
    client = as_user(place.office)

    page = client.get(address("answer-proposal", cycle.pk, changed.pk))
    differing = [line.now for line in page.context["lines"] if line.differs]
    unexplained = client.post(address("answer-proposal", cycle.pk, changed.pk), {"accept": "1", "reason": ""})
    client.post(address("answer-proposal", cycle.pk, changed.pk), {"accept": "1", "reason": "照办"})
    client.post(address("answer-proposal", cycle.pk, gone.pk), {"decline": "1", "reason": "已经写了"})

    assert differing == ["主题教育"]
    assert unexplained.status_code == 200
    assert Topic.objects.get(cycle=cycle, code="S1").text == "主题教育（深化）"
    assert Topic.objects.get(cycle=cycle, code="S2").withdrawn is False
    for one in (changed, gone, new):
        assert client.get(address("answer-proposal", cycle.pk, one.pk)).status_code == 200
    assert [one.pk for one in client.get(address("show-cycle", cycle.pk)).context["waiting"]] == [new.pk]
    assert "照办" in client.get(address("list-topics", cycle.pk)).text
    above = as_user(up.city_office).get(address("show-list", draft.pk))
    assert "已经写了" in above.text


def test_a_secretary_reads_a_proposal_and_does_not_answer_it(as_user, place, up, open_cycle):
    actions.issue_list(city_list(up, STUDY), actor=up.city_office)
    proposal = open_cycle.topic_proposals.get()
    client = as_user(place.secretary)

    page = client.get(address("answer-proposal", open_cycle.pk, proposal.pk))
    tried = client.post(
        address("answer-proposal", open_cycle.pk, proposal.pk), {"accept": "1", "reason": "同意照办"}
    )

    assert (page.context["refusal"] is not None, tried.status_code) == (True, 403)


def test_a_category_has_sections_of_its_own_and_gives_them_back(as_user, place, cycle):
    rows = {"section-TOTAL_FORMS": 1, "section-INITIAL_FORMS": 0, "section-0-title": "机关专属"}
    client, page = as_user(place.office), address("edit-category-sections", cycle.pk)

    assert client.get(page, {"category": "机关"}).status_code == 200
    assert client.get(page, {"category": "不在办法里"}).status_code == 404
    client.post(f"{page}?category=机关", rows)
    own = Cycle.objects.get(pk=cycle.pk)
    client.post(f"{page}?category=机关", {**rows, "as-cycle": "1"})
    back = Cycle.objects.get(pk=cycle.pk)

    assert [one["title"] for one in own.sections_for("机关")] == ["机关专属"]
    assert own.sections_for("街道") == own.report_sections
    assert back.sections_for("机关") == back.report_sections


def test_sections_by_category_are_pinned(place, cycle):
    sections = [{"key": "all", "title": "机关专属", "help": "", "problems": False}]
    actions.change_category_sections(cycle, "机关", sections, actor=place.office)
    actions.open_cycle(cycle, actor=place.office)

    Cycle.objects.filter(pk=cycle.pk).update(category_sections={})

    assert queries.pin_breaks(Cycle.objects.get(pk=cycle.pk)) == ["sections"]


def test_the_readers_of_the_reports_and_the_speed_are_settings_of_the_cycle(as_user, place, cycle):
    client = as_user(place.office)
    rows = {"section-TOTAL_FORMS": 1, "section-INITIAL_FORMS": 0, "section-0-title": "全文"}
    limits = {"text_limit": 3000, "problem_share": "1/4", "comment_minimum": 40, "speaking_minutes": 6}

    client.post(address("edit-publication", cycle.pk), {"publication": "members"})
    wrong = client.post(address("edit-publication", cycle.pk), {"publication": "world"})
    client.post(address("edit-report-frame", cycle.pk), {**rows, **limits, "speaking_speed": 200})

    cycle.refresh_from_db()
    assert (cycle.publication, cycle.speaking_speed, wrong.status_code) == ("members", 200, 200)
    assert as_user(place.secretary).get(address("edit-publication", cycle.pk)).status_code == 403


def test_the_usual_days_are_offered_and_can_be_changed(as_user, place, cycle):
    client = as_user(place.office)
    typed = {"organiser": place.organiser.pk, "year": 2026, "title": "新的", "usual": "1"}

    fresh = client.post(address("create-cycle"), typed)
    moved = client.post(address("edit-timetable", cycle.pk), {"meeting_on": "2027-01-31", "usual": "1"})

    days = {name: str(fresh.context["form"].initial[name]) for name in queries.usual_dates(2026)}
    assert days == {
        "research_from": "2026-11-01",
        "meeting_on": "2026-12-28",
        "report_due": "2026-12-18",
        "decide_by": "2027-01-11",
        "rectify_by": "2027-01-28",
    }
    assert fresh.context["form"].initial["title"] == "新的"
    assert str(moved.context["form"].initial["rectify_by"]) == "2027-02-28"
    assert Cycle.objects.filter(title="新的").count() == 0


def test_an_early_meeting_moves_the_research_before_it():
    from datetime import date

    assert str(queries.usual_dates(2026, date(2026, 10, 20))["research_from"]) == "2026-09-20"


def test_the_topics_of_a_cycle_go_out_as_a_workbook(as_user, place, cycle):
    response = as_user(place.secretary).get(address("download-topics", cycle.pk))

    assert (response.status_code, response.content[:2]) == (200, b"PK")


def test_pages_of_topics_stay_cheap(as_user, place, up, cycle, django_assert_max_num_queries):
    actions.add_reporter(cycle, up.two_new, actor=place.office, category="街道")
    actions.issue_list(city_list(up, STUDY, HARD, DRIVERS), actor=up.city_office)
    actions.take_over_topics(cycle, actor=place.office)
    for n in range(12):
        actions.add_topic(
            cycle, f"多{n}", f"第{n}项", actor=place.office, parts=["甲", "乙"], kind="checklist"
        )
    client = as_user(place.office)

    with django_assert_max_num_queries(24):
        client.get(address("list-topics", cycle.pk))
    with django_assert_max_num_queries(18):
        client.get(address("show-list", TopicList.objects.get().pk))
