from django.urls import reverse
from django.utils.translation import override

from shuzhi.documents import Table
from shuzhi.fieldwork import actions, queries
from shuzhi.fieldwork.queries.papers import record_of
from shuzhi.fieldwork.tests import factories


def recorded(there):
    visit = factories.visit(there)
    factories.finding(there, visit)
    factories.finding(there, visit, text="这一条写错了单位，已经撤回。")
    actions.record_visit(visit, actor=there.researcher, note="到现场看，没有安排陪同。")
    return queries.visit_or_404(there.researcher, visit.pk)


def test_the_record_names_place_method_and_what_was_found(there):
    visit = recorded(there)
    wrong = visit.findings.last()
    actions.withdraw_finding(wrong, "写错了单位", actor=there.researcher)
    with override("zh-hans"):
        frame, found = [b for b in record_of(there.researcher, visit).blocks if isinstance(b, Table)]
    assert ("单位", "振华路街道") in frame.rows
    assert ("事先通知", "不打招呼") in frame.rows
    assert [row[2] for row in found.rows] == [factories.TEXT]
    assert "陈一舟" in found.rows[0][3]


def test_only_those_who_see_the_visit_take_its_record_and_only_when_it_was_made(client, place, there):
    planned = factories.visit(there)
    made = recorded(there)

    def status(who, visit):
        client.force_login(who)
        return client.get(reverse("fieldwork:make-record", args=[visit.pk, "docx"])).status_code

    assert status(place.office, planned) == 409
    assert status(place.office, made) == 200
    assert status(there.researcher, made) == 200
    assert status(place.secretaries[0], made) == 404
    assert status(place.stranger, made) == 404
