"""The portrait: found and not admitted comes first; people match, words in common only hint."""

import pytest
from django.urls import reverse

from shuzhi.cycles.tests import factories as district
from shuzhi.fieldwork.tests import factories as fieldwork
from shuzhi.meetings import actions, queries
from shuzhi.meetings.models import PortraitLink
from shuzhi.meetings.tests import factories
from shuzhi.web.refusal import Refused

ADMITTED = "对新就业群体党建抓得少，谋划不够深，流动党员找不到组织。"
HIDDEN = "窗口排队超过一小时，三个窗口只开一个。"


@pytest.fixture
def there(place, monkeypatch):
    """The meeting's cycle with researchers: `factories.planned` opens the cycle, the field joins it."""
    meeting = factories.planned(place)
    monkeypatch.setattr(district, "opened", lambda _place: meeting.cycle)
    found = fieldwork.field(place)
    found.meeting = meeting
    return found


@pytest.fixture
def findings(there):
    visit = fieldwork.visit(there)
    return [fieldwork.finding(there, visit, text=text) for text in (ADMITTED, HIDDEN)]


def test_found_and_not_admitted_comes_first(there, findings):
    reporter = there.place.reporters[0]
    admitted, hidden = findings
    before = queries.portrait_of(there.place.secretary, reporter)
    passage = before.rows[0].admission.text

    actions.match_finding(reporter, admitted, "admitted", passage=passage, actor=there.place.office)
    actions.match_finding(reporter, hidden, "admitted", actor=there.place.office)
    portrait = queries.portrait_of(there.place.secretary, reporter)

    assert [row.finding for row in portrait.rows] == [hidden, admitted]
    assert (len(portrait.not_admitted), len(portrait.admitted), portrait.unchecked) == (1, 1, 0)
    assert passage not in portrait.only_admitted


def test_a_suggestion_never_counts_as_a_match(there, findings):
    portrait = queries.portrait_of(None, there.place.reporters[0])

    assert portrait.rows[0].admission is not None
    assert (len(portrait.admitted), portrait.unchecked) == (0, 2)
    tally = queries.tallies_of(there.place.office, there.cycle)[0]
    assert (tally.found, tally.admitted, tally.denied, tally.unchecked) == (2, 0, 0, 2)


def test_the_chain_found_admitted_pointed_out_is_counted(there, findings):
    place, reporter = there.place, there.place.reporters[0]
    actions_of_meeting(there)
    note = queries.portrait_of(None, reporter).notes[0]
    actions.match_finding(reporter, findings[0], "pointed", note=note, actor=place.secretary)
    actions.match_finding(reporter, findings[1], "admitted", actor=place.office)

    tally = queries.tallies_of(place.office, there.cycle)[0]
    assert (tally.found, tally.denied, tally.pointed, tally.named) == (2, 1, 1, 2)
    actions.undo_match(reporter, findings[1], "admitted", actor=place.office)
    assert queries.tallies_of(place.office, there.cycle)[0].denied == 0


def actions_of_meeting(there):
    actions.start_meeting(there.meeting, actor=there.place.office)
    factories.finished(there.meeting.items.first(), there.place)


def test_who_reads_the_portrait(client, there, findings):
    reporter = there.place.reporters[0]
    people = {
        "office": there.place.office, "secretary": there.place.secretary, "researcher": there.researcher,
        "stranger": there.place.stranger, "neighbour": there.place.neighbour,
        "oneself": there.place.secretaries[0], "staff": there.place.staff, "discipline": there.discipline,
    }  # fmt: skip
    found = {}
    for name, user in people.items():
        client.force_login(user)
        answer = client.get(reverse("meetings:show-portrait", args=[reporter.pk]))
        found[name] = answer.status_code
        panel = client.get(reverse("meetings:show-portrait-panel", args=[reporter.pk]))
        assert (HIDDEN in panel.content.decode()) == (panel.status_code == 200) == (answer.status_code == 200)

    assert {name for name, status in found.items() if status == 200} == {"office", "secretary", "researcher"}


def test_nobody_reads_the_own_portrait_whatever_the_roles(client, there, findings):
    me = there.place.secretaries[0]
    for role in ("office", "secretary"):
        district.grant(me, role, there.place.organiser)
    client.force_login(me)

    assert (
        client.get(reverse("meetings:show-portrait", args=[there.place.reporters[0].pk])).status_code == 403
    )
    assert client.get(reverse("meetings:list-portraits", args=[there.cycle.pk])).status_code == 200
    assert there.place.reporters[0] not in [row.reporter for row in queries.tallies_of(me, there.cycle)]


def test_matching_is_for_office_and_commenting_leaders(there, findings):
    reporter = there.place.reporters[0]

    with pytest.raises(Refused):
        actions.match_finding(reporter, findings[0], "admitted", actor=there.researcher)
    with pytest.raises(Refused, match="无关"):
        actions.match_finding(there.place.reporters[1], findings[0], "admitted", actor=there.place.office)
    assert not PortraitLink.objects.exists()


def test_the_page_matches_and_opens_again(client, there, findings):
    reporter = there.place.reporters[0]
    client.force_login(there.place.office)
    address = reverse("meetings:match-finding", args=[reporter.pk, findings[0].pk])

    client.post(address, {"admitted": "-"})
    assert not PortraitLink.objects.get().is_there
    client.post(address, {"admitted": ADMITTED})
    assert PortraitLink.objects.get().is_there
    client.post(address, {"admitted": ""})
    assert not PortraitLink.objects.exists()
    assert client.get(reverse("meetings:show-portrait", args=[reporter.pk])).status_code == 200


def test_what_a_sealed_draw_found_joins_after_its_last_day(there):
    draw = fieldwork.opened(there)
    visit = draw.visits.order_by("number").first()
    with fieldwork.on(draw.day):
        fieldwork.finding(there, visit)
        assert queries.portrait_of(there.place.office, there.place.reporters[0]).rows == []
    with fieldwork.on(draw.until.replace(year=draw.until.year + 1)):
        assert len(queries.portrait_of(there.place.office, there.place.reporters[0]).rows) == 1


def test_overlap_is_of_pairs_of_characters():
    assert queries.overlap("窗口排队", "窗口、排队") == 1.0
    assert queries.overlap("窗口排队", "河道保洁") == 0.0
