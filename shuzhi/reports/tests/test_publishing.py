"""Published within the scope the cycle names: who reads it, what is withheld, and how it is taken back."""

import pytest
from django.urls import reverse

from shuzhi.audit.models import Entry
from shuzhi.cycles import actions as cycles
from shuzhi.cycles.tests import factories
from shuzhi.reports import actions, rules
from shuzhi.reports.models import Publication, Report, Withheld
from shuzhi.reports.queries.publishing import published_content, published_for
from shuzhi.reports.tests.factories import TEXTS, accept, accepted, handed_in
from shuzhi.web.refusal import Refused

SECRET = "18个老旧小区"


@pytest.fixture
def report(place, open_cycle):
    return accepted(place.reporters[0], place.secretaries[0], place.office)


def open_to(place, readers, *, searchable=False):
    place.cycle.refresh_from_db()
    cycles.choose_publication(place.cycle, readers, actor=place.office)
    checklist = rules.plan_defaults()["checklist"]
    actions.change_vetting_plan(
        place.cycle, checklist=checklist, return_days=3, searchable=searchable, actor=place.office
    )


def address(publication):
    return reverse("published:read-report", args=[publication.report.reporter.cycle_id, publication.pk])


def published(place, report, scope="public", **how):
    open_to(place, scope, **how)
    (made,) = actions.publish([report], actor=place.office)
    return made


def test_nothing_is_published_by_itself(client, place, report):
    page = client.get(reverse("published:list-cycles"))

    assert (page.status_code, place.cycle.title in page.text) == (200, False)
    with pytest.raises(Refused):
        actions.publish([report], actor=place.office)


def test_a_stranger_reads_what_is_public_and_no_more_than_names_and_text(client, place, report):
    made = published(place, report)

    page = client.get(address(made))

    assert (page.status_code, TEXTS["results"] in page.text, "陈一舟" in page.text) == (200, True, True)
    assert (report.reporter.code in page.text, "s1" in page.content.decode().split("<article")[1]) == (
        False,
        False,
    )
    assert page["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert 'name="robots" content="noindex' in page.text
    assert page["Cache-Control"] == "public, max-age=300"
    assert client.get(address(made), headers={"If-None-Match": page["ETag"]}).status_code == 304


def test_the_cycle_may_let_search_engines_list_it(client, place, report):
    made = published(place, report, searchable=True)

    page = client.get(address(made))

    assert ("X-Robots-Tag" in page, "noindex" in page.text) == (False, False)


def readers(client, place, made):
    found = {}
    for name in ("office", "secretary", "staff", "neighbour", "stranger"):
        client.force_login(getattr(place, name))
        found[name] = client.get(address(made)).status_code
    client.logout()
    return {**found, "nobody": client.get(address(made)).status_code}


def test_members_are_those_who_may_see_the_cycle(client, place, report):
    made = published(place, report, "members")
    discipline = factories.user("discipline", "派驻纪检组")
    factories.grant(discipline, "discipline", place.streets[2])

    assert readers(client, place, made) == {
        "office": 200,
        "secretary": 200,
        "staff": 200,
        "neighbour": 404,
        "stranger": 404,
        "nobody": 404,
    }
    client.force_login(discipline)
    page = client.get(address(made))
    assert (page.status_code, page["Cache-Control"]) == (200, "private, no-store")


def test_a_role_for_another_cycle_makes_no_member(place, report):
    made = published(place, report, "members")
    other = factories.user("other", "别的考核")
    grant = factories.grant(other, "observer", place.organiser)
    type(grant).objects.filter(pk=grant.pk).update(cycle_id=place.cycle.pk + 1)

    assert (published_for(other).count(), rules.may_read_published(other, made).status) == (0, 404)


@pytest.mark.parametrize("scope", ["public", "members"])
def test_list_and_rule_agree_on_who_reads(place, report, scope):
    made = published(place, report, scope)

    for user in (place.office, place.staff, place.neighbour, place.stranger, place.secretaries[2]):
        assert published_for(user).exists() == (rules.may_read_published(user, made) is None)


def test_narrowing_the_scope_hides_at_once_and_widening_opens_nothing(client, place, report):
    made = published(place, report, "members")
    open_to(place, "public")
    widened = client.get(address(made)).status_code
    client.force_login(place.staff)
    member = client.get(address(made)).status_code
    open_to(place, "nobody")

    assert (widened, member, client.get(address(made)).status_code) == (404, 200, 404)


def test_what_is_withheld_is_not_on_the_page_and_the_page_says_so(client, place, report):
    actions.withhold(report, "涉及未公开数据", section="results", quote=SECRET, actor=place.office)
    actions.withhold(report, "个人隐私", section="next", actor=place.office)
    made = published(place, report)

    page = client.get(address(made))
    listed = client.get(reverse("published:list-reports", args=[place.cycle.pk]))

    assert (SECRET in page.text, TEXTS["next"] in page.text) == (False, False)
    assert ("涉及未公开数据" in page.text, "个人隐私" in page.text, "2 处不公布" in page.text) == (
        True,
        True,
        True,
    )
    assert SECRET not in str(made.content)
    assert "有不公布的内容" in listed.text


def test_a_withheld_passage_over_several_lines_says_its_reason_once(place, open_cycle):
    report = handed_in(place.reporters[0], place.secretaries[0])
    actions.return_to_author(report, {"": "请分段写清。"}, actor=place.office)
    report.refresh_from_db()
    text = "# 标题\n第一段前半，第一段后半。\n| 甲 | 12 |\n第三段前半，第三段后半。"
    saved = actions.save_draft(report, {"results": text}, {}, actor=place.secretaries[0])
    actions.hand_in(saved, actor=place.secretaries[0])
    accept(saved, place.office)
    quote = text[text.index("第一段后半") : text.index("第三段后半")]
    actions.withhold(saved, "未定事项", section="results", quote=quote, actor=place.office)

    content = published_content(saved.editions.first(), list(saved.withheld.all()))

    assert content["parts"][0]["lines"] == [
        {"kind": "heading", "cells": [[{"text": "标题"}]]},
        {"kind": "paragraph", "cells": [[{"text": "第一段前半，"}, {"reason": "未定事项"}]]},
        {"kind": "paragraph", "cells": [[{"text": "第三段后半。"}]]},
    ]


def test_the_same_words_are_withheld_at_each_of_their_places(client, place, open_cycle):
    report = handed_in(place.reporters[0], place.secretaries[0])
    actions.return_to_author(report, {"": "请写明姓名。"}, actor=place.office)
    report.refresh_from_db()
    text = "帮助张某某就业。年底回访张某某。"
    saved = actions.save_draft(report, {"results": text}, {}, actor=place.secretaries[0])
    actions.hand_in(saved, actor=place.secretaries[0])
    accept(saved, place.office)
    client.force_login(place.office)
    page = reverse("reports:withhold-passage", args=[saved.reporter_id])

    for start in (text.index("张某某"), text.rindex("张某某"), text.rindex("张某某")):
        said = {"section": "results", "quote": "张某某", "start": start, "reason": "个人隐私"}
        client.post(page, said)

    assert [one.start for one in saved.withheld.all()] == [2, 12]
    content = published_content(saved.editions.first(), list(saved.withheld.all()))
    assert "张某某" not in str(content)


def test_a_report_withheld_as_a_whole_is_listed_with_its_reason(client, place, report):
    actions.withhold(report, "涉密岗位", actor=place.office)
    second = accepted(place.reporters[1], place.secretaries[1], place.office)
    published(place, second)

    with pytest.raises(Refused):
        actions.publish([report], actor=place.office)
    page = client.get(reverse("published:list-reports", args=[place.cycle.pk]))
    assert ("涉密岗位" in page.text, "陈一舟" in page.text) == (True, True)


def test_what_is_withheld_is_said_with_a_reason_and_can_be_lifted(place, report):
    with pytest.raises(Refused):
        actions.withhold(report, "  ", section="results", actor=place.office)
    with pytest.raises(Refused):
        actions.withhold(report, "不在文中", section="results", quote="没有的话", actor=place.office)
    kept = actions.withhold(report, "未定事项", section="results", actor=place.office)
    with pytest.raises(Refused):
        actions.withhold(report, "未定事项", section="results", quote=SECRET, actor=place.office)
    actions.lift_withheld(kept, actor=place.office)

    assert Withheld.objects.count() == 0


def test_nobody_decides_what_is_withheld_of_the_own_report(place, report):
    factories.grant(place.secretaries[0], "office", place.organiser)

    with pytest.raises(Refused) as refused:
        actions.withhold(report, "不想公布", actor=place.secretaries[0])

    assert refused.value.refusal.status == 403


def test_a_publication_is_withdrawn_by_a_record_of_its_own(client, place, report):
    made = published(place, report)
    with pytest.raises(Refused):
        actions.publish([report], actor=place.office)
    with pytest.raises(Refused):
        actions.withhold(report, "事后想起", actor=place.office)

    actions.withdraw_publication(made, "一处数据有误", actor=place.office)
    gone = client.get(address(made)).status_code
    (second,) = actions.publish([report], actor=place.office)

    assert (gone, client.get(address(second)).status_code) == (404, 200)
    assert Publication.objects.get(pk=made.pk).withdrawal.reason == "一处数据有误"
    verbs = (
        Entry.objects.filter(verb__startswith="report.pub").order_by("number").values_list("verb", flat=True)
    )
    assert list(verbs) == ["report.published", "report.publication_withdrawn", "report.published"]


def test_all_are_published_or_none(place, report):
    open_to(place, "public")
    draft = handed_in(place.reporters[1], place.secretaries[1])

    with pytest.raises(Refused):
        actions.publish([report, draft], actor=place.office)

    assert Publication.objects.count() == 0


def test_a_text_changed_behind_the_program_is_not_published(place, report):
    open_to(place, "public")
    Report.objects.filter(pk=report.pk).update(accepted_hash="0" * 64)
    report.refresh_from_db()

    with pytest.raises(Refused):
        actions.publish([report], actor=place.office)


def test_publishing_is_a_page_of_its_own(client, place, report):
    open_to(place, "public")
    client.force_login(place.office)
    confirm = reverse("reports:publish-reports", args=[place.cycle.pk])

    listed = client.get(reverse("reports:list-publishing", args=[place.cycle.pk]))
    asked = client.get(confirm, {"report": report.pk})
    wrong = client.post(confirm, {"report": report.pk, "count": 2})
    before = Publication.objects.count()
    done = client.post(confirm, {"report": report.pk, "count": 1})

    assert (listed.status_code, asked.status_code, wrong.status_code, done.status_code) == (
        200,
        200,
        200,
        302,
    )
    assert (before, Publication.objects.count()) == (0, 1)
    assert str(report) in asked.text


def test_the_office_withholds_and_withdraws_through_the_pages(client, place, report):
    client.force_login(place.office)
    page = reverse("reports:withhold-passage", args=[report.reporter_id])
    assert (
        client.post(page, {"section": "results", "quote": SECRET, "reason": "未公开数据"}).status_code == 302
    )
    kept = Withheld.objects.get()
    assert client.get(page).status_code == 200
    assert client.post(page, {"section": "results", "quote": "无", "reason": "未公开数据"}).status_code == 200
    lift = reverse("reports:lift-withheld", args=[report.reporter_id, kept.pk])
    assert client.post(lift).status_code == 302
    made = published(place, report)
    withdraw = reverse("reports:withdraw-publication", args=[report.reporter_id, made.pk])
    assert client.get(withdraw).status_code == 200
    assert client.post(withdraw, {"reason": "数据有误"}).status_code == 302
    assert "数据有误" in client.get(page).text


@pytest.mark.parametrize("name", ["list-publishing", "publish-reports", "remind-missing"])
def test_the_pages_of_publishing_are_the_offices(client, place, report, name):
    client.force_login(place.secretary)

    assert client.get(reverse(f"reports:{name}", args=[place.cycle.pk])).status_code == 403
