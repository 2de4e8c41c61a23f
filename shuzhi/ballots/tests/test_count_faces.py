"""The count sheet has two faces: the whole one for tellers and committee, and what the hall may have of it."""

from itertools import cycle

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from shuzhi.ballots import actions, proving
from shuzhi.ballots.actions import SlipAccount
from shuzhi.ballots.counting import CountLine, CountTable
from shuzhi.ballots.proving.values import policy_of, refuse_tables
from shuzhi.ballots.tests import factories
from shuzhi.documents import docx_of

pytestmark = pytest.mark.django_db(databases=["default", "box"])
KEY = settings.SLIP_KEY
EACH = 7


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def letting_out(hall):
    """The same hall under a rulebook that publishes what groups gave; without a word about it, none does."""
    cycle = hall.meeting.cycle
    cycle.rulebook_text += "\n公开: {公开票类: 是}\n"
    cycle.save(update_fields=["rulebook_text"])
    return hall


def rated_by_many(hall):
    """Seven voters in every group, and nobody knows from his own mark what the others gave."""
    session = factories.prepared(hall)
    slips = factories.printed(hall, session, EACH, EACH, EACH)
    actions.open_session(session, actor=hall.office)
    for slip, choices in zip(slips, cycle([[[0], [1]], [[1], [0]], [[0], [0]], [[1], [1]]]), strict=False):
        factories.cast(slip.code, choices, KEY)
    session = actions.close_session(session, actor=hall.office)
    accounts = {group: SlipAccount(EACH, 0, 0) for group in "ABC"}
    actions.account_slips(session, accounts, actor=hall.teller)
    return factories.declare_by_two(session)


def test_small_groups_keep_marks_and_scores_off_the_face_for_the_hall(client, hall):
    session = factories.declared(letting_out(hall), [[0], [1]], KEY)
    whole = proving.count_sheet_of(session)
    hall_face = proving.count_sheet_of(session, public=True)

    page = client.get(reverse("ballots:show-public-count", args=[session.box_form]))
    client.force_login(hall.office)
    full = client.get(reverse("ballots:count-sheet", args=[session.pk]))

    values = [value for scores in whole.scores.values() for _path, value in scores]
    assert (len(whole.tables), whole.withheld, len(values)) == (2, (), 2)
    assert (hall_face.tables, hall_face.scores, hall_face.account) == ([], {}, whole.account)
    assert {one.group: one.why for one in hall_face.withheld} == {
        "A": "fewer than 5 ballots besides one's own",
        "B": "fewer than 5 ballots besides one's own",
        "C": "fewer than 5 ballots besides one's own",
    }
    assert [name for name, _unit in hall_face.reporters] == ["陈一舟", "王二川"]
    assert [value in full.text for value in values] == [True, True]
    assert [value in page.text for value in values] == [False, False]
    assert ("100.0%" in full.text, "100.0%" in page.text, "陈一舟" in page.text) == (True, False, True)


def test_large_groups_of_several_minds_are_read_out_whole(client, hall):
    session = rated_by_many(letting_out(hall))
    whole = proving.count_sheet_of(session)
    hall_face = proving.count_sheet_of(session, public=True)

    page = client.get(reverse("ballots:show-public-count", args=[session.box_form]))

    assert (hall_face.withheld, hall_face.public) == ((), True)
    assert (hall_face.tables, hall_face.scores) == (whole.tables, whole.scores)
    assert all(value in page.text for scores in whole.scores.values() for _path, value in scores)


def test_a_group_of_one_mind_says_no_more_than_that_nothing_may_be_inferred(hall):
    session = factories.prepared(letting_out(hall))
    slips = factories.printed(hall, session, EACH, EACH, EACH)
    actions.open_session(session, actor=hall.office)
    for slip in slips:
        factories.cast(slip.code, [[0], [1]], KEY)
    session = actions.close_session(session, actor=hall.office)
    actions.account_slips(session, {g: SlipAccount(EACH, 0, 0) for g in "ABC"}, actor=hall.teller)
    session = factories.declare_by_two(session)

    hall_face = proving.count_sheet_of(session, public=True)

    assert {one.why for one in hall_face.withheld} == {"so that no ballot can be inferred from what is shown"}


def test_a_rulebook_that_keeps_groups_inside_keeps_them_off_the_face_for_the_hall(client, hall):
    session = rated_by_many(hall)
    sheets = [proving.count_sheet_of(session, public=face) for face in (True, False)]
    papers = [docx_of(proving.count_paper(sheet)) for sheet in sheets]
    address = reverse("ballots:make-public-count", args=[session.pk, "docx"])
    closed_to = reverse("ballots:count-sheet", args=[session.pk])

    unknown = client.get(address)
    client.force_login(hall.place.secretaries[0])
    rated = [client.get(address).status_code, client.get(closed_to).status_code]

    assert {one.why for one in sheets[0].withheld} == {"by the rulebook figures of groups are not published"}
    assert ([len(sheet.tables) for sheet in sheets], papers[0] == papers[1]) == ([0, 2], False)
    # Whoever was rated reads what the hall reads, and not the counts of the own meeting.
    assert (unknown.status_code, rated) == (302, [200, 403])


def test_before_the_declaration_there_is_no_face_at_all(client, hall):
    session = factories.closed(hall, [[0], [1]], KEY)

    assert client.get(reverse("ballots:show-public-count", args=[session.box_form])).status_code == 409


@pytest.mark.parametrize(("counts", "inside"), [((4, 3), False), ((6, 1), True), ((2, 1), True)])
def test_a_rehearsal_is_judged_by_its_counts(hall, counts, inside):
    session = factories.prepared(hall)
    marks = [("好", counts[0], ""), ("较好", counts[1], "")]
    lines = [CountLine("A", marks, sum(counts), 0), CountLine("", marks, sum(counts), 0)]
    table = CountTable("1", "演练一", "演练单位", "总体评价", ["好", "较好"], lines)

    assert (refuse_tables("测评票", [table], policy_of(session)) is not None) == inside
