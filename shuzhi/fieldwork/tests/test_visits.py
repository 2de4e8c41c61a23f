"""Visits and findings: who plans, who writes, who reads, and nobody about oneself."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from shuzhi.audit.models import Entry
from shuzhi.cycles.tests import factories as district
from shuzhi.fieldwork import actions, queries, rules
from shuzhi.fieldwork.models import Finding, Visit
from shuzhi.fieldwork.tests import factories
from shuzhi.notices.models import Notice
from shuzhi.web.refusal import Refused

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def refusal_of(action, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        action(*args, **kwargs)
    return str(refused.value), refused.value.refusal.status


def test_the_office_plans_and_the_team_writes(there, visit):
    finding = factories.finding(there, visit, topics=there.cycle.topics.all()[:1], tag="shallow")
    actions.record_visit(visit, actor=there.researcher, note="走访窗口")

    visit.refresh_from_db()
    assert (visit.state, visit.note) == ("done", "走访窗口")
    assert list(queries.findings_of(there.place.office, visit)) == [finding]


@pytest.mark.parametrize("who", ["secretary", "committee", "neighbour", "stranger"])
def test_only_the_office_plans(there, who):
    actor = getattr(there.place, who)

    with pytest.raises(Refused):
        actions.plan_visit(
            there.cycle,
            there.place.streets[0],
            timezone.localdate(),
            actor=actor,
            method="site",
            team=[there.researcher],
        )


def test_only_those_who_were_sent_write(there, visit):
    said, status = refusal_of(actions.write_finding, visit, "problem", factories.TEXT, actor=there.colleague)

    assert (said, status) == ("只有该次调研的调研组可以填写。", 403)
    assert refusal_of(actions.record_visit, visit, actor=there.place.office)[1] == 403


def test_nobody_writes_before_the_day_or_after_the_close(there):
    later = factories.visit(there, day=timezone.localdate() + timedelta(days=2))

    assert refusal_of(actions.write_finding, later, "problem", factories.TEXT, actor=there.researcher)[0] == (
        "还没到调研日期。"
    )
    visit = factories.visit(there)
    district.closed(there.cycle, there.place.office)
    fresh = Visit.objects.get(pk=visit.pk)
    assert refusal_of(actions.write_finding, fresh, "problem", factories.TEXT, actor=there.researcher)[0] == (
        "考核已结束。"
    )


def test_a_reporter_neither_goes_to_nor_writes_nor_reads_about_the_own_place(client, there, visit):
    me = there.place.secretaries[0]
    for role in ("researcher", "secretary", "office"):
        district.grant(me, role, there.place.organiser)
    finding = factories.finding(there, visit)
    elsewhere = factories.visit(there, organisation=there.place.streets[1])
    about_me = factories.finding(there, elsewhere)
    about_other = factories.finding(there, elsewhere, reporters=there.place.reporters[1:2])
    client.force_login(me)

    assert "述职人" in refusal_of(factories.visit, there, team=[me])[0]
    assert set(queries.findings_for(me)) == {about_other}
    assert set(queries.visits_for(me)) == {elsewhere}
    assert rules.may_see_finding(me, finding).status == rules.may_see_finding(me, about_me).status == 403
    assert client.get(reverse("fieldwork:show-visit", args=[visit.pk])).status_code == 404
    page = client.get(reverse("fieldwork:show-visit", args=[elsewhere.pk]))
    assert f'finding-{about_me.pk}"' not in page.content.decode()


def test_the_query_and_the_rule_agree_for_everybody(there, visit):
    draw = factories.opened(there)
    later = timezone.localdate() + timedelta(days=9)
    visits = [
        visit,
        factories.visit(there, organisation=there.place.streets[1], announced=True, day=later),
        factories.visit(there, organisation=there.place.streets[2], day=later),
        *draw.visits.all(),
    ]
    for one in visits[:1]:
        factories.finding(there, one)
    place = there.place
    people = [place.office, place.secretary, place.neighbour, place.stranger, place.secretaries[0],
              there.researcher, there.colleague, there.discipline, there.auditor]  # fmt: skip

    for day in (timezone.localdate(), draw.day, draw.until + timedelta(days=1), later):
        with factories.on(day):
            for user in people:
                known = set(queries.visits_for(user))
                read = set(queries.findings_for(user))
                fresh = Visit.objects.select_related("draw", "organisation", "cycle__organiser")
                assert known == {one for one in fresh if rules.may_see_visit(user, one) is None}
                assert read == {
                    one for one in Finding.objects.all() if rules.may_see_finding(user, one) is None
                }


def test_the_same_finding_sent_twice_is_accepted_once(there, visit):
    key = uuid4()

    first = factories.finding(there, visit, client_id=key)
    again = factories.finding(there, visit, client_id=key, text="换了说法也不再记一次。")

    assert first == again
    assert Finding.objects.count() == 1
    other = factories.visit(there)
    assert "已被另一条" in refusal_of(factories.finding, there, other, client_id=key)[0]


def test_a_finding_with_a_file_that_is_refused_leaves_nothing(there, visit, settings, tmp_path):
    settings.FILES = tmp_path
    bad = SimpleUploadedFile("photo.png", b"MZ this is a program")

    refusal_of(factories.finding, there, visit, files=[SimpleUploadedFile("a.png", PNG), bad])

    assert Finding.objects.count() == 0


def test_evidence_is_read_by_those_who_read_the_finding(client, there, visit, settings, tmp_path):
    settings.FILES = tmp_path
    finding = factories.finding(there, visit, files=[SimpleUploadedFile("a.png", PNG, "image/png")])
    address = reverse("fieldwork:hand-out-evidence", args=[finding.pk, finding.evidence.get().pk])

    statuses = {}
    for name in ("office", "neighbour", "stranger"):
        client.force_login(getattr(there.place, name))
        statuses[name] = client.get(address).status_code
    client.force_login(there.place.secretaries[0])

    assert statuses == {"office": 200, "neighbour": 404, "stranger": 404}
    assert client.get(address).status_code == 404


def test_demands_are_counted_where_the_method_says_so(there):
    reception = factories.visit(there, method="reception")

    said = refusal_of(actions.record_visit, reception, actor=there.researcher, received=3, solved=4)[0]
    actions.record_visit(reception, actor=there.researcher, received=40, solved=30)
    rows = queries.method_rows(there.place.office, there.cycle)
    total = queries.total_row(rows)

    assert said == "解决数不能多于受理数。"
    assert (total.visits, total.received, total.solved, total.solved_percent) == (1, 40, 30, 75)
    assert queries.coverage_rows(there.place.office, there.cycle)[0].seen == 1


def test_a_note_from_a_phone_never_overwrites_a_colleagues(there, visit):
    actions.record_visit(visit, actor=there.researcher, note="上午看窗口")
    for _twice in range(2):
        actions.record_visit(visit, actor=there.researcher, note="下午看小区", adds=True)

    visit.refresh_from_db()
    assert visit.note == "上午看窗口\n下午看小区"


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"topics": 5}, 422),
        ({"reporters": {"a": 1}}, 422),
        ({"topics": [{}, None, "x"]}, 200),
        ({"text": "排队的人很多\ud83d，窗口\x00只开一个。"}, 200),
    ],
)
def test_a_phone_that_sends_nonsense_is_answered(client, there, visit, values, status):
    client.force_login(there.researcher)
    whole = {"kind": "problem", "text": "窗口排队超过一小时。", **values}
    item = json.dumps({"id": str(uuid4()), "visit": visit.pk, "kind": "finding", "values": whole})

    assert client.post(reverse("fieldwork:phone-send"), {"item": item}).status_code == status


def test_a_withdrawn_finding_stays_readable_and_no_longer_counts(there, visit):
    finding = factories.finding(there, visit, tag="behind")

    assert "至少 5 个字" in refusal_of(actions.withdraw_finding, finding, "错", actor=there.researcher)[0]
    assert refusal_of(actions.withdraw_finding, finding, "不是我写的", actor=there.colleague)[1] == 403
    actions.withdraw_finding(finding, "地点写错了，重新记录", actor=there.researcher)

    assert queries.findings_of(there.place.office, visit)[0].withdrawn_because == "地点写错了，重新记录"
    assert sum(row["problems"] for row in queries.tag_rows(there.place.office, there.cycle)) == 0
    assert not queries.findings_about(there.place.reporters[0]).exists()


def test_methods_and_marks_are_data_of_the_cycle(client, there):
    client.force_login(there.place.office)
    address = reverse("fieldwork:edit-words", args=[there.cycle.pk])

    faulty = client.post(address, {"methods": "site\nsite 实地察看", "tags": ""})
    client.post(address, {"methods": "site 实地察看\nnight 夜访 *", "tags": "form 重形式"})

    assert faulty.status_code == 200
    assert queries.method_names(there.cycle) == {"site": "实地察看", "night": "夜访"}
    assert queries.counting_methods(there.cycle) == ["night"]
    assert queries.tag_names(there.cycle) == {"form": "重形式"}


def test_the_log_holds_no_words_of_a_finding(there, visit):
    factories.finding(there, visit)

    assert not [row for row in Entry.objects.all() if factories.TEXT in str(row.detail) + row.subject_text]


def test_pages_open_for_their_people(client, there, visit):
    factories.finding(there, visit)
    draw = factories.draft(there)
    addresses = [
        reverse("fieldwork:list-visits"),
        reverse("fieldwork:list-visits") + "?export=xlsx",
        reverse("fieldwork:plan-visit"),
        reverse("fieldwork:show-visit", args=[visit.pk]),
        reverse("fieldwork:edit-visit", args=[visit.pk]),
        reverse("fieldwork:list-findings"),
        reverse("fieldwork:list-draws"),
        reverse("fieldwork:prepare-draw"),
        reverse("fieldwork:change-draw", args=[draw.pk]),
        reverse("fieldwork:show-draw", args=[draw.pk]),
        reverse("fieldwork:show-figures", args=[there.cycle.pk]),
        reverse("fieldwork:edit-words", args=[there.cycle.pk]),
    ]
    client.force_login(there.place.office)
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 200
    )

    client.force_login(there.place.stranger)
    assert {client.get(address).status_code for address in addresses} <= {200, 403, 404}
    assert client.get(addresses[0]).status_code == 403
    assert client.get(reverse("fieldwork:show-phone")).status_code == 403


def test_a_visit_is_planned_changed_written_and_cancelled_by_pages(client, there):
    street = there.place.streets[0]
    client.force_login(there.place.office)
    plan = {
        "organisation_typed": street.code, "day": timezone.localdate().isoformat(), "phase": "before",
        "method": "site", "place": "便民大厅", "team": [there.researcher.pk],
    }  # fmt: skip
    assert (
        client.post(reverse("fieldwork:plan-visit"), {**plan, "team": [there.place.office.pk]}).status_code
        == 200
    )
    assert client.post(reverse("fieldwork:plan-visit"), plan).status_code == 302
    visit = Visit.objects.get()
    client.post(reverse("fieldwork:edit-visit", args=[visit.pk]), {**plan, "place": "社区服务站"})
    client.force_login(there.researcher)
    write = reverse("fieldwork:write-finding", args=[visit.pk])
    short = client.post(write, {"kind": "problem", "text": "短"})
    client.post(
        write, {"kind": "problem", "text": factories.TEXT, "reporters": [there.place.reporters[0].pk]}
    )
    client.post(reverse("fieldwork:record-visit", args=[visit.pk]), {"note": "看了窗口"})

    visit.refresh_from_db()
    assert (visit.place, visit.state, visit.findings.count()) == ("社区服务站", "done", 1)
    assert (short.status_code, "至少 5 个字" in short.content.decode()) == (422, True)
    finding = visit.findings.get()
    client.post(reverse("fieldwork:withdraw-finding", args=[finding.pk]), {"reason": "核对后并非如此"})
    finding.refresh_from_db()
    assert finding.withdrawn_at
    other = factories.visit(there)
    client.force_login(there.place.office)
    client.post(reverse("fieldwork:cancel-visit", args=[other.pk]), {"reason": "台风停访"})
    other.refresh_from_db()
    assert other.state == "planned"
    client.post(reverse("fieldwork:cancel-visit", args=[other.pk]), {"reason": "台风天气停止外出"})
    other.refresh_from_db()
    assert other.state == "cancelled"


def test_a_draw_is_prepared_by_a_page_from_the_tree_or_from_a_list(client, there):
    client.force_login(there.place.office)
    tomorrow = timezone.localdate() + timedelta(days=1)
    plan = {
        "title": "抽签", "day": tomorrow.isoformat(), "until": tomorrow.isoformat(), "beacon": factories.BEACON,
        "method": "site", "kinds": ["township"], "groups": "above", "total": 2, "least": 0,
        "team": [there.researcher.pk], "first": there.place.office.pk, "second": there.discipline.pk,
    }  # fmt: skip
    address = reverse("fieldwork:prepare-draw")
    codes = [street.code for street in there.place.streets]

    faulty = client.post(address, {**plan, "units": f"{codes[0]}\t甲\n999,乙\n{codes[0]},丙"})
    client.post(address, plan)
    client.post(address, {**plan, "kinds": [], "units": f"{codes[0]}\t甲\n{codes[1]}，乙\n"})

    text = faulty.content.decode()
    assert "第 2 行" in text
    assert "第 3 行" in text
    first, second = there.cycle.draws.order_by("pk")
    assert [row[2] for row in first.frame] == ["李沧区"] * 3
    assert second.sizes == {"甲": 1, "乙": 1}
    for holder, user in zip(first.holders.all(), (there.place.office, there.discipline), strict=True):
        client.force_login(user)
        assert client.post(reverse("fieldwork:take-word", args=[first.pk])).status_code == 200
        holder.refresh_from_db()
        assert holder.word_hash
    client.force_login(there.place.office)
    client.post(reverse("fieldwork:seal-draw", args=[first.pk]))
    first.refresh_from_db()
    assert first.state == "sealed"
    early = client.post(reverse("fieldwork:enter-word", args=[first.pk]), {"word": "A", "value": "1"})
    assert (early.status_code, "不能提前" in early.content.decode()) == (422, True)
    client.post(reverse("fieldwork:void-draw", args=[first.pk]), {"reason": "名单有误重新准备"})
    first.refresh_from_db()
    assert first.state == "void"


def test_the_team_is_told_and_the_notice_does_not_tell_where(there):
    factories.visit(there)
    factories.opened(there)

    rows = list(Notice.objects.filter(user=there.researcher).values_list("kind", "subject_text"))
    assert {kind for kind, _text in rows} == {"visit.planned", "draw.opened"}
    assert not any(street.name in text for _kind, text in rows for street in there.place.streets)
