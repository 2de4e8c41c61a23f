"""Saving field by field: two people, two windows, late and lost messages."""

import pytest

from shuzhi.audit.models import Entry
from shuzhi.cycles.tests import factories
from shuzhi.reports import actions, queries
from shuzhi.reports.actions import Typed, Window
from shuzhi.reports.models import Report, SetAside
from shuzhi.reports.tests.factories import TEXTS
from shuzhi.web.refusal import Refused

RESULTS, NEXT = "section-results", "section-next"


@pytest.fixture
def save(place, draft):
    """`save(results=("text", 1), window="a", seq=1)` saves as an open page does."""

    def typed(user, *, window="", seq=0, **fields):
        asked = {f"section-{key}": Typed(*one) for key, one in fields.items()}
        return actions.save_fields(draft, asked, window=Window(window, seq), actor=user)

    return typed


def text_of(draft, name):
    return queries.texts_of(Report.objects.get(pk=draft.pk))[name]


def test_two_people_in_different_sections_merge_silently(place, draft, save):
    one = save(place.secretaries[0], window="a", seq=1, results=("书记写成效", 1))
    two = save(place.staff, window="b", seq=1, next=("干部写打算", 1))

    assert (one.taken, two.taken, two.kept) == ([RESULTS], [NEXT], {})
    assert (text_of(draft, RESULTS), text_of(draft, NEXT)) == ("书记写成效", "干部写打算")
    assert SetAside.objects.count() == 0


def test_two_people_in_the_same_field_are_told_and_neither_text_is_lost(place, draft, save):
    save(place.staff, window="b", seq=1, results=("干部的文字", 1))

    told = save(place.secretaries[0], window="a", seq=1, results=("书记的文字", 1), next=("书记的打算", 1))

    assert (told.taken, list(told.kept)) == ([NEXT], [RESULTS])
    assert (text_of(draft, RESULTS), told.kept[RESULTS].text) == ("干部的文字", "书记的文字")


def test_the_same_text_twice_is_no_conflict(place, draft, save):
    save(place.staff, window="b", seq=1, results=("一样的文字", 1))

    told = save(place.secretaries[0], window="a", seq=1, results=("一样的文字", 1))

    assert (told.taken, told.kept) == ([RESULTS], {})


def test_an_answer_that_got_lost_makes_no_conflict_with_oneself(place, draft, save):
    save(place.staff, window="a", seq=1, results=("一", 1))
    save(place.staff, window="a", seq=2, results=("一二", 1))
    told = save(place.staff, window="a", seq=3, results=("一二三", 1))

    assert (told.kept, text_of(draft, RESULTS)) == ({}, "一二三")


def test_a_message_that_comes_late_does_not_put_an_old_text_back(place, draft, save):
    save(place.staff, window="a", seq=2, results=("新", 1))
    told = save(place.staff, window="a", seq=1, results=("旧", 1))

    assert (told.taken, text_of(draft, RESULTS)) == ([RESULTS], "新")


def test_a_run_of_ones_own_ends_where_another_pen_wrote(place, draft, save):
    save(place.staff, window="a", seq=1, results=("一", 1))
    save(place.secretaries[0], window="b", seq=1, results=("二", 2))
    save(place.staff, window="a", seq=2, results=("三", 3))

    told = save(place.staff, window="a", seq=3, results=("四", 1))

    assert (list(told.kept), text_of(draft, RESULTS)) == ([RESULTS], "三")


def test_later_attempts_of_a_window_replace_its_earlier_ones_and_no_other_windows(place, draft, save):
    save(place.staff, window="b", seq=1, results=("新", 1))

    for seq, text in enumerate(("一", "一二", "一二三")):
        save(place.secretaries[0], window="a", seq=seq, results=(text, 1))
    save(place.secretaries[0], window="c", seq=1, results=("另一个窗口", 1))

    assert sorted(kept.text for kept in SetAside.objects.all()) == ["一二三", "另一个窗口"]


def test_keeping_mine_sets_the_other_text_aside(place, draft, save):
    save(place.staff, window="b", seq=1, results=("干部的文字", 1))
    save(place.secretaries[0], window="a", seq=1, results=("书记的文字", 1))

    save(place.secretaries[0], window="a", seq=2, results=("书记的文字", 2, "mine"))

    assert text_of(draft, RESULTS) == "书记的文字"
    assert [(kept.author, kept.text) for kept in SetAside.objects.all()] == [(place.staff, "干部的文字")]


def test_putting_both_together_leaves_nothing_aside(place, draft, save):
    save(place.staff, window="b", seq=1, results=("干部的文字", 1))
    save(place.secretaries[0], window="a", seq=1, results=("书记的文字", 1))

    save(place.secretaries[0], window="a", seq=2, results=("书记的文字\n干部的文字", 2, "both"))

    assert (text_of(draft, RESULTS), SetAside.objects.count()) == ("书记的文字\n干部的文字", 0)


def test_a_text_set_aside_takes_its_place_again_and_the_other_steps_aside(place, draft, save):
    save(place.staff, window="b", seq=1, results=("干部的文字", 1))
    kept = save(place.secretaries[0], window="a", seq=1, results=("书记的文字", 1)).kept[RESULTS]

    actions.take_set_aside(kept, base=2, actor=place.secretaries[0])

    assert text_of(draft, RESULTS) == "书记的文字"
    assert [one.text for one in SetAside.objects.all()] == ["干部的文字"]


def test_taking_is_refused_when_the_text_moved_on_again(place, draft, save):
    save(place.staff, window="b", seq=1, results=("甲", 1))
    kept = save(place.secretaries[0], window="a", seq=1, results=("乙", 1)).kept[RESULTS]
    save(place.staff, window="b", seq=2, results=("丙", 2))

    told = actions.take_set_aside(kept, base=2, actor=place.secretaries[0])

    assert (list(told.kept), text_of(draft, RESULTS)) == ([RESULTS], "丙")
    assert "乙" in {one.text for one in SetAside.objects.all()}


def test_an_answer_to_a_topic_is_a_field_like_any_other(place, draft):
    topic = draft.cycle.topics.first()
    name = queries.answer_field(topic.pk)

    told = actions.save_fields(draft, {name: Typed("答", 1)}, window=Window("a", 1), actor=place.staff)

    assert (told.taken, told.report.answers.get(topic=topic).text) == ([name], "答")


def test_a_field_the_report_does_not_have_is_not_taken(place, draft):
    told = actions.save_fields(draft, {"section-other": Typed("x", 0)}, window=Window(), actor=place.staff)

    assert (told.taken, told.kept) == ([], {})


def test_the_log_says_once_a_sitting_who_worked_on_the_text(place, draft):
    for n in range(3):
        draft = actions.save_draft(draft, {**TEXTS, "next": f"第{n}稿"}, {}, actor=place.secretaries[0])
    actions.save_draft(draft, TEXTS, {}, actor=place.staff)

    actors = (
        Entry.objects.filter(verb="report.worked_on")
        .order_by("number")
        .values_list("actor__username", flat=True)
    )
    assert list(actors) == ["s1", "staff"]


def test_a_text_written_upon_an_old_reading_is_set_aside_and_the_caller_is_told(place, draft):
    actions.save_draft(draft, {"results": "新"}, {}, actor=place.staff)

    with pytest.raises(actions.StaleText) as stale:
        actions.save_draft(draft, {"results": "旧"}, {}, actor=place.secretaries[0])

    assert (stale.value.kept.text, text_of(draft, RESULTS)) == ("旧", "新")


@pytest.mark.parametrize("who", ["office", "secretary", "stranger", "neighbour"])
def test_others_save_no_field(place, draft, save, who):
    with pytest.raises(Refused) as refused:
        save(getattr(place, who), results=("外人的文字", 1))

    assert (refused.value.refusal.status, text_of(draft, RESULTS)) == (403, TEXTS["results"])


def test_a_report_without_a_category_of_its_own_begins_with_the_sections_of_the_cycle(place, open_cycle):
    report = actions.begin_report(place.reporters[1], actor=factories.user("x", "y") and None)

    assert [one["key"] for one in report.sections] == [one["key"] for one in open_cycle.report_sections]


def test_a_text_set_aside_is_not_overwritten_by_an_older_one_that_comes_late(place, draft, save):
    save(place.staff, window="b", seq=1, results=("新", 1))

    for seq, text in ((2, "一二三"), (1, "一")):
        save(place.secretaries[0], window="a", seq=seq, results=(text, 1))

    assert [kept.text for kept in SetAside.objects.all()] == ["一二三"]
