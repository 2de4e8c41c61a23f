"""How far the reports are: every figure counts exactly the reports it opens; only the missing are reminded."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from shuzhi.audit.models import Entry
from shuzhi.cycles import actions as cycles
from shuzhi.notices.queries import notices_for
from shuzhi.reports import actions, queries
from shuzhi.reports.models import Reminder, ReturnRound
from shuzhi.reports.queries import progress
from shuzhi.reports.tests.factories import accepted, drafted, handed_in
from shuzhi.web.refusal import Refused

FIGURE = re.compile(r'<a href="(/reports/\?[^"]*)">(\d+)</a>')


@pytest.fixture
def mixed(place, open_cycle):
    """One accepted, one returned for the second time, one not begun."""
    accepted(place.reporters[0], place.secretaries[0], place.office)
    report = handed_in(place.reporters[1], place.secretaries[1])
    for _round in range(2):
        actions.return_to_author(report, {"": "请补写具体事例。"}, actor=place.office)
        report.refresh_from_db()
        if _round == 0:
            actions.hand_in(report, actor=place.secretaries[1])
            report.refresh_from_db()
    return open_cycle


def yesterday(cycle, place):
    day = timezone.localdate() - timedelta(days=1)
    cycles.change_timetable(
        cycle,
        actor=place.office,
        research_from=None,
        report_due=day,
        meeting_on=None,
        decide_by=None,
        rectify_by=None,
    )


def counted(user):
    rows, total = progress.progress(queries.reporters_for(user))
    return rows, total


def test_the_progress_of_a_cycle(place, mixed):
    (row,), total = counted(place.office)

    assert row.states == {"none": 1, "draft": 0, "returned": 1, "handed_in": 0, "accepted": 1}
    assert (row.rounds, row.overdue, row.missing, row.total) == ({2: 1}, 0, 2, 3)
    assert (total.states, total.rounds, total.overdue) == (row.states, row.rounds, row.overdue)


def test_what_is_returned_is_overdue_by_its_own_day(place, mixed):
    yesterday(mixed, place)
    late = counted(place.office)[1].overdue
    ReturnRound.objects.update(until=timezone.localdate() - timedelta(days=1))

    assert (late, counted(place.office)[1].overdue) == (1, 2)


def test_every_figure_opens_exactly_the_reports_it_counts(client, place, mixed):
    yesterday(mixed, place)
    client.force_login(place.office)
    page = client.get(reverse("reports:show-progress"), {"year": 2026, "under": place.organiser.pk})

    figures = [(unescape(link), int(n)) for link, n in FIGURE.findall(page.text)]

    assert len(figures) == 12
    for link, n in figures:
        assert (link, client.get(link).context["page"].paginator.count) == (link, n)


def test_a_neighbour_sees_none_of_it(client, place, mixed):
    client.force_login(place.neighbour)

    page = client.get(reverse("reports:show-progress"))

    assert ("2026年度述职评议考核" in page.text, counted(place.neighbour)[1].total) == (False, 0)


def test_the_progress_goes_into_a_workbook(client, place, mixed):
    client.force_login(place.office)

    file = client.get(reverse("reports:show-progress"), {"export": "xlsx"})

    rows = list(openpyxl.load_workbook(BytesIO(file.content)).active.iter_rows(values_only=True))
    assert [row[3:] for row in rows[1:]] == [(1, 0, 1, 0, 1, 0, 1, 0, 3)] * 2
    assert (rows[1][0], rows[2][0]) == ("李沧区", "合计")


def test_the_progress_asks_the_same_few_questions_for_many_reports(
    client, place, mixed, django_assert_max_num_queries
):
    client.force_login(place.office)

    with django_assert_max_num_queries(16):
        client.get(reverse("reports:show-progress"))


def test_only_the_missing_are_reminded(place, mixed):
    kept = actions.remind(mixed, actor=place.office)

    told = {
        user.username
        for user in place.secretaries
        if notices_for(user).filter(kind__startswith="report.missing")
    }
    assert (told, len(kept.reporters)) == ({"s2", "s3"}, 2)
    entry = Entry.objects.get(verb="reports.reminded")
    assert len(entry.detail["people"]) == 2


def test_the_staff_who_draft_are_reminded_too(place, open_cycle):
    drafted(place.reporters[0], place.staff)

    actions.remind(open_cycle, actor=place.office)

    assert notices_for(place.staff).count() == 1


def test_a_second_reminder_within_a_day_says_why(place, mixed):
    actions.remind(mixed, actor=place.office)
    with pytest.raises(Refused):
        actions.remind(mixed, actor=place.office)
    actions.remind(mixed, again="明天开会", actor=place.office)
    Reminder.objects.update(made_at=timezone.now() - timedelta(days=2))
    actions.remind(mixed, actor=place.office)

    assert [one.again for one in Reminder.objects.order_by("pk")] == ["", "明天开会", ""]


def test_nobody_is_reminded_when_nobody_is_missing(place, open_cycle):
    for reporter, author in zip(place.reporters, place.secretaries, strict=True):
        handed_in(reporter, author)

    with pytest.raises(Refused):
        actions.remind(open_cycle, actor=place.office)


@pytest.mark.parametrize("who", ["secretary", "neighbour", "staff", "stranger"])
def test_only_the_office_reminds(place, mixed, who):
    with pytest.raises(Refused):
        actions.remind(mixed, actor=getattr(place, who))


def test_the_page_says_whom_before_it_is_sent(client, place, mixed):
    place.reporters[2].tenure.person.user = None
    place.reporters[2].tenure.person.save(update_fields=["user"])
    client.force_login(place.office)
    address = reverse("reports:remind-missing", args=[mixed.pk])

    before = client.get(address)
    sent = client.post(address, {"again": ""})
    again = client.post(address, {"again": ""})

    assert [str(one.reporter) for one in before.context["reached"]] == ["永清路街道 王二川"]
    assert [str(one.reporter) for one in before.context["unreached"]] == ["永安路街道 李三江"]
    assert (sent.status_code, again.status_code, Reminder.objects.count()) == (302, 200, 1)


def test_the_plan_of_vetting_is_changed_on_its_page(client, place, open_cycle):
    client.force_login(place.office)
    address = reverse("reports:edit-vetting-plan", args=[open_cycle.pk])
    form = {
        "return_days": 7,
        "item-TOTAL_FORMS": 2,
        "item-INITIAL_FORMS": 0,
        "item-0-text": "只看一条",
        "item-1-text": " ",
    }

    page = client.get(address)
    done = client.post(address, form)

    plan = open_cycle.vetting_plan
    assert (page.status_code, done.status_code) == (200, 302)
    assert (plan.return_days, [item["text"] for item in plan.checklist]) == (7, ["只看一条"])
    client.force_login(place.secretary)
    assert client.get(address).status_code == 403
